"""Hain as processes of its own, for tests of what only a process shows: starting, dying, a browser's view."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config import run
from tests.services.process import free_ports
from tests.services.stack import REPOSITORY

START_SECONDS = 90.0
STOP_SECONDS = 30.0


@dataclass
class Running:
    """A process group that was started here, with its log."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> int:
        """SIGTERM, and the exit status; kills what does not end in half a minute."""
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self.process.wait(STOP_SECONDS)
        return self.kill()

    def kill(self) -> int:
        """SIGKILL to the process and whatever it started in its group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait(STOP_SECONDS)

    def said(self) -> str:
        """Everything that it has printed so far."""
        return self.log.read_text(errors="replace")


@dataclass
class LiveHain(Running):
    """The launcher, serving."""

    base_url: str = ""
    var_dir: Path = field(default_factory=Path)

    def logins(self) -> dict[str, dict[str, str]]:
        """The demo people by their place in the practice: email, password, id."""
        users: dict[str, dict[str, str]] = json.loads((self.var_dir / "demo.json").read_text())["users"]
        return users

    def get(self, path: str) -> tuple[int, bytes]:
        """The status and body of a GET without any login."""
        try:
            with urllib.request.urlopen(self.base_url + path, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()


def start_hain(var_dir: Path, extra: Mapping[str, str]) -> LiveHain:
    """Start the launcher on a free port as `extra` says, embedded by default, and wait until it is ready."""
    var_dir.mkdir(parents=True, exist_ok=True)
    port = str(free_ports(1)[0])
    own = {"VAR_DIR": str(var_dir), "PORT": port, "PUBLIC_URL": f"http://127.0.0.1:{port}", "LOG_LEVEL": "INFO"}
    log = var_dir / "process.log"
    process = _start([sys.executable, "-m", "config.run"], {**clean_environment(), **own, **extra}, log)
    hain = LiveHain(process=process, log=log, base_url=own["PUBLIC_URL"], var_dir=var_dir)
    _wait(hain, lambda: hain.get("/api/health/ready")[0] == 200)
    return hain


# What production does not start without: a secret of its own, and mail that reaches somebody.
PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": "x7" * 30, "EMAIL_URL": "smtp://127.0.0.1:25"}


def begun(shared: Path) -> Path:
    """The VAR_DIR of a Hain that was started once, in production and in an empty directory, and stopped: migrated,
    with the library and without any people. Made once under `shared` for all test processes of a run; only read it.
    """
    with (shared / "begun.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "begun").is_dir():
            made = shared / "being-begun"
            hain = start_hain(made, PRODUCTION)
            assert hain.stop() == 0, hain.said()[-3000:]
            made.rename(shared / "begun")
    return shared / "begun"


def copy_begun(shared: Path, var_dir: Path) -> Path:
    """A copy of it, from which the launcher starts and makes the demo without importing the library again."""
    shutil.copytree(begun(shared), var_dir, ignore=shutil.ignore_patterns("process.log", "library"))
    database = {"HOST": "", "PORT": "", "NAME": var_dir / "hain.sqlite3"}
    for library in (run.LIBRARY, run.KNOWLEDGE, run.POLICIES):
        stamp = run.stamp_of(library, database, var_dir)
        stamp.parent.mkdir(exist_ok=True)
        stamp.touch()
    return var_dir


def prepare_with_one(slug: str, var_dir: Path, environment: Mapping[str, str]) -> Path:
    """Migrate the database of `environment` and import one paper, so that the launcher, started on it in `var_dir`,
    takes the library for imported. Gives `var_dir`.
    """
    var_dir.mkdir(parents=True)
    settings = {**clean_environment(), **environment, "VAR_DIR": str(var_dir)}
    for words in (["migrate", "--no-input", "--verbosity=0"], ["import_templates", str(run.LIBRARY / slug)]):
        _manage(words, {**settings, "DJANGO_SETTINGS_MODULE": "config.settings"})
    url = urlsplit(environment["DATABASE_URL"])
    stamp = run.stamp_of(run.LIBRARY, {"HOST": url.hostname, "PORT": url.port, "NAME": url.path[1:]}, var_dir)
    stamp.parent.mkdir()
    stamp.touch()
    return var_dir


def start_worker(
    environment: Mapping[str, str], log: Path, queues: str, app: str = "config", processes: int = 1
) -> Running:
    """Start `celery -A config worker` (or another application) for these queues and wait until it takes work."""
    words = [sys.executable, "-m", "celery", "-A", app, "worker", "--loglevel=INFO", f"--queues={queues}"]
    words += [f"--concurrency={processes}", "--without-gossip", "--without-mingle", f"--hostname=test-{os.getpid()}@%h"]
    worker = Running(process=_start(words, environment, log), log=log)
    _wait(worker, lambda: " ready." in worker.said())
    return worker


def clean_environment() -> dict[str, str]:
    """This shell's environment without any setting of the application."""
    from tests.environment import known_settings  # it reads the tree; not needed to stop a process

    return {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in known_settings()}


def _manage(words: list[str], environment: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def _start(words: list[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            words,
            cwd=REPOSITORY,
            env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _wait(running: Running, ready: Any) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and running.process.poll() is None:
        with contextlib.suppress(OSError):
            if ready():
                return
        time.sleep(0.1)
    said = running.said()[-3000:]
    running.kill()
    raise AssertionError(f"The process did not become ready. It said:\n{said}")
