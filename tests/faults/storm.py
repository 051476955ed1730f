"""Many mails, some workers, and servers that go away while they are sent; what came of it.

`python -m tests.faults.storm` is `make soak`: 5,000 mails and 4 workers.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import processes
from tests.services.mariadb import MariaDB
from tests.services.process import answers, free_ports
from tests.services.redis import Redis
from tests.services.stack import REPOSITORY

LEASE_SECONDS = 10


@dataclass(frozen=True)
class Plan:
    """How many mails and workers; after how many mails a worker is killed, and a server restarted; how long at most."""

    mails: int
    workers: int
    kills_after: tuple[int, ...]
    redis_after: int
    mariadb_after: int
    seconds: float
    # How long the mail server thinks about each mail, so that there is time for everything to go wrong.
    thinking: float


@dataclass
class Outcome:
    """What the mail server got, what the rows say, and what was done to it."""

    received: Counter[str]
    rows: dict[str, Any]
    kills: int
    seconds: float
    told: list[str] = field(default_factory=list)

    @property
    def lost(self) -> list[str]:
        return sorted(set(self.rows["ids"]) - set(self.received))

    @property
    def duplicates(self) -> dict[str, int]:
        """Those that came more than once, with how often too many."""
        return {one: count - 1 for one, count in self.received.items() if count > 1}

    @property
    def unmarked(self) -> list[str]:
        return sorted(set(self.duplicates) - set(self.rows["possible_duplicates"]))


def run(plan: Plan, directory: Path, *, like: Mapping[str, Any] | None = None) -> Outcome:
    """Queue the mails, start the workers, let things happen as planned; in a database `like` another, or migrated."""
    with _servers(directory, plan.thinking) as (environment, database, broker, box):
        if like is None:
            subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=REPOSITORY, env=environment, check=True)
        else:
            database.copy_from(like)
        _python(environment, "queue", str(plan.mails))
        started = time.monotonic()
        crew = Crew(environment, directory, plan.workers)
        try:
            quiet = {**environment, "LOG_LEVEL": "CRITICAL"}  # what it finds away is meant to be
            seeing = subprocess.Popen(
                _words("see-to", str(plan.seconds)), cwd=REPOSITORY, env=quiet, stdout=subprocess.PIPE, text=True
            )
            _let_happen(plan, box, crew, {plan.redis_after: broker.restart, plan.mariadb_after: database.restart})
            said, _ = seeing.communicate(timeout=plan.seconds + 60)
        finally:
            crew.stop()
        received = Counter(box.read_text().split())
        return Outcome(received, json.loads(said), crew.kills, time.monotonic() - started)


class Crew:
    """The workers; one that is killed is replaced at once, without anybody waiting for it."""

    def __init__(self, environment: dict[str, str], directory: Path, count: int) -> None:
        self._environment, self._directory = environment, directory
        self._hiring: list[threading.Thread] = []
        self._number = 0
        self.working: list[processes.Running] = []
        self.kills = 0
        for _ in range(count):
            self._hire()
        for thread in self._hiring:
            thread.join()

    def kill_one(self) -> None:
        """Kill the one that has worked longest, as soon as there is one."""
        until = time.monotonic() + 60
        while not self.working and time.monotonic() < until:
            time.sleep(0.1)
        self.working.pop(0).kill()
        self.kills += 1
        self._hire()

    def stop(self) -> None:
        for thread in self._hiring:
            thread.join()
        for one in self.working:
            one.kill()

    def _hire(self) -> None:
        self._number += 1
        log = self._directory / f"worker-{self._number}.log"

        def hire() -> None:
            self.working.append(processes.start_worker(self._environment, log, "email"))

        thread = threading.Thread(target=hire, daemon=True)
        thread.start()
        self._hiring.append(thread)


def _let_happen(plan: Plan, box: Path, crew: Crew, restarts: dict[int, Callable[[], None]]) -> None:
    happenings = sorted(
        [*((after, crew.kill_one) for after in plan.kills_after), *restarts.items()], key=lambda x: x[0]
    )
    until = time.monotonic() + plan.seconds
    for after, happen in happenings:
        while len(box.read_text().split()) < after and time.monotonic() < until:
            time.sleep(0.05)
        if time.monotonic() < until:
            happen()


@contextmanager
def _servers(directory: Path, thinking: float) -> Iterator[tuple[dict[str, str], MariaDB, Redis, Path]]:
    database, broker, box = MariaDB(directory / "mariadb"), Redis(directory / "redis"), directory / "box.txt"
    port = free_ports(1)[0]
    box.touch()
    words = [sys.executable, "-m", "tests.servers.mail_box", str(port), str(box), str(thinking)]
    server = subprocess.Popen(words, cwd=REPOSITORY)
    try:
        database.start()
        broker.start()
        while not answers(port):
            time.sleep(0.05)
        environment = {
            **processes.clean_environment(),
            **database.environment(),
            "CELERY_BROKER_URL": broker.url(1),
            "CACHE_URL": broker.url(0),
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "VAR_DIR": str(directory / "var"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "JOBS_LEASE_SECONDS": str(LEASE_SECONDS),
            "JOBS_REDISPATCH_SECONDS": "10",
            "JOBS_RETRY_BASE_SECONDS": "1",
        }
        yield environment, database, broker, box
    finally:
        server.terminate()
        server.wait(10)
        broker.stop()
        database.stop()


def _words(*words: str) -> list[str]:
    return [sys.executable, "-m", "tests.faults.mailing", *words]


def _python(environment: dict[str, str], *words: str) -> None:
    subprocess.run(_words(*words), cwd=REPOSITORY, env=environment, check=True)


SOAK = Plan(5000, 4, tuple(range(400, 4900, 450)), 1500, 3000, 540.0, 0.0)


def main() -> int:
    """Soak, print what came of it, and end non-zero where a mail was lost or a duplicate not marked."""
    with tempfile.TemporaryDirectory(prefix="hain-soak-") as directory:
        out = run(SOAK, Path(directory))
    twice, marked = sum(out.duplicates.values()), len(out.rows["possible_duplicates"])
    arrived = sum(out.received.values())
    print(f"{arrived:,} mails at the server for {SOAK.mails:,}, in {out.seconds:.0f} s, {out.kills} kills")
    print(f"{len(out.lost)} lost, {twice} came twice, {len(out.unmarked)} of them not marked, {marked} marked")
    print(f"mails {out.rows['mails']}, jobs {out.rows['jobs']}")
    good = not out.lost and not out.unmarked and twice <= out.kills
    return 0 if good and out.rows["mails"] == {"sent": SOAK.mails} else 1


if __name__ == "__main__":
    sys.exit(main())
