"""Mails a second: our jobs, queued before, against a bare loop of Django's SMTP backend, two workers each, in turns.

On MariaDB, to one mail server on loopback that keeps each mail on its disk before it answers, as a server must;
everybody in a process of their own. BENCH_MAILS: how many (5,000).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.processes import clean_environment
from tests.services.process import answers, free_ports
from tests.services.stack import Stack

WORKERS = 2
TURNS = 5


@dataclass(frozen=True)
class Rates:
    """Mails a second of both."""

    bare: float
    ours: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def measure(root: Path, state: Path) -> Rates:
    """Both rates, from as many mails each."""
    stack, port = Stack(), free_ports(1)[0]
    started = stack.start()
    spool = state / "spool"
    spool.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "tests.servers.mail_box", str(port), str(state / "box.txt"), "0", str(spool)]
    server = subprocess.Popen(words, cwd=root)
    try:
        while not answers(port):
            time.sleep(0.05)
        environment = {
            **clean_environment(),
            **stack.environment(),
            "VAR_DIR": str(state),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "CELERY_BROKER_URL": "",
            "LOG_LEVEL": "WARNING",
        }
        return _in_turns(root, environment, int(os.environ.get("BENCH_MAILS", "5000")))
    finally:
        server.terminate()
        server.wait(10)
        if started:
            stack.stop()


def _in_turns(root: Path, environment: dict[str, str], mails: int) -> Rates:
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=root, env=environment, check=True)
    share = max(1, mails // TURNS // WORKERS)
    seconds = {"bare": 0.0, "ours": 0.0}
    for _ in range(TURNS):
        subprocess.run(_words("queue", 0, share * WORKERS), cwd=root, env=environment, check=True)
        for kind in seconds:
            seconds[kind] += _together(root, environment, kind, share)
        subprocess.run(_words("check", 0, share * WORKERS), cwd=root, env=environment, check=True)
    sent = share * WORKERS * TURNS
    return Rates(sent / seconds["bare"], sent / seconds["ours"])


def _together(root: Path, environment: dict[str, str], kind: str, share: int) -> float:
    """Seconds until the last of the workers has sent its share."""
    workers = [
        subprocess.Popen(
            _words(kind, number, share),
            cwd=root,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(WORKERS)
    ]
    for one in workers:
        assert one.stdout is not None
        if one.stdout.readline().strip() != "ready":
            raise RuntimeError("A worker did not start.")
    for one in workers:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    said = [one.communicate(timeout=600)[0] for one in workers]
    if any(one.returncode for one in workers):
        raise RuntimeError("A worker did not send its share.")
    return max(float(one) for one in said)


def _words(kind: str, number: int, share: int) -> list[str]:
    return [sys.executable, "-m", "tests.bench.mail_workers", kind, str(number), str(WORKERS), str(share)]
