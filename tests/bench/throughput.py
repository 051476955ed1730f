"""Documents a minute on all cores: ours through the job queue, Chromium and LibreOffice in as many processes as cores.

Ours as in production: rows and jobs in MariaDB, messages in Redis, files in SeaweedFS, one Celery worker with a process
for each core. From the first hand-over of a job to the last document that is recorded; the orders lie there before.
Everybody is warm and waits, and they take turns. Alone: `python -m tests.bench.throughput`.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests import processes
from tests.processes import clean_environment
from tests.services.stack import Stack

OURS, CHROMIUM, OFFICE = "ours, through the queue", "Chromium, new pages", "LibreOffice, listening"
PAGES = (1, 10)
DOCUMENTS = {1: 10, 10: 3}  # of each contender in each turn, for each core
TURNS = 3


@dataclass(frozen=True)
class Throughput:
    """Documents a minute by pages and by who made them, on so many cores."""

    cores: int
    rates: Mapping[int, Mapping[str, float]]

    def ratio(self, pages: int, other: str) -> float:
        """Ours over another's."""
        return self.rates[pages][OURS] / self.rates[pages][other]

    def lines(self) -> Iterator[str]:
        """The figures side by side."""
        for pages, by in self.rates.items():
            told = ", ".join(f"{name} {rate:.0f}" for name, rate in by.items())
            yield f"contracts of {pages} p. a minute on {self.cores} cores: {told}"


class Team:
    """Processes of `document_workers` that wait for their share."""

    def __init__(self, stack: contextlib.ExitStack, kind: str, size: int, root: Path, env: Mapping[str, str]) -> None:
        words = [sys.executable, "-m", "tests.bench.document_workers", kind]
        pipe = subprocess.PIPE
        self._members = [
            subprocess.Popen([*words, str(number)], cwd=root, env=dict(env), stdin=pipe, stdout=pipe, text=True)
            for number in range(size)
        ]
        for one in self._members:
            stack.callback(self._end, one)

    def wait(self) -> None:
        """Until all have said that they are ready."""
        for one in self._members:
            self._said(one)

    def tell(self, *words: object) -> None:
        """Give each the same line."""
        for one in self._members:
            assert one.stdin is not None
            one.stdin.write(" ".join(map(str, words)) + "\n")
            one.stdin.flush()

    def seconds(self, pages: int, count: int) -> float:
        """How long the slowest took for `count` documents each."""
        self.tell("queue", pages, count)
        self.wait()
        self.tell("go")
        return max(float(self._said(one)) for one in self._members)

    @staticmethod
    def _said(member: subprocess.Popen[str]) -> str:
        assert member.stdout is not None
        said = member.stdout.readline().strip()
        if not said:
            raise RuntimeError("A maker of documents ended before its time.")
        return said

    @staticmethod
    def _end(member: subprocess.Popen[str]) -> None:
        if member.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                member.stdin.close()  # the end of its lines ends it, and what it started
        with contextlib.suppress(subprocess.TimeoutExpired):
            member.wait(30)
        member.kill()


def measure(root: Path, state: Path) -> Throughput:
    """Everybody's rates; it needs the servers of `make services`, which it starts."""
    cores = os.cpu_count() or 1
    servers = Stack()
    started = servers.start()
    state.mkdir(parents=True, exist_ok=True)
    environment = {
        **clean_environment(),
        **servers.environment(),
        "VAR_DIR": str(state),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "WARNING",
    }
    try:
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=root, env=environment, check=True)
        with contextlib.ExitStack() as stack:
            teams = {
                CHROMIUM: Team(stack, "chromium", cores, root, environment),
                OFFICE: Team(stack, "office", cores, root, environment),
                OURS: Team(stack, "ours", 1, root, environment),
            }
            worker = processes.start_worker(environment, state / "worker.log", "pdf", processes=cores)
            stack.callback(worker.stop)
            for team in teams.values():
                team.wait()
            return Throughput(cores, _in_turns(teams, cores))
    finally:
        if started:
            servers.stop()


def _in_turns(teams: Mapping[str, Team], cores: int) -> dict[int, dict[str, float]]:
    for name, team in teams.items():
        for pages in PAGES:
            team.seconds(pages, 2 * _share(name, cores))  # warms up
    took = {pages: dict.fromkeys((OURS, CHROMIUM, OFFICE), 0.0) for pages in PAGES}
    for _ in range(TURNS):
        for pages in PAGES:
            for name in took[pages]:
                took[pages][name] += teams[name].seconds(pages, DOCUMENTS[pages] * _share(name, cores))
    made = {pages: DOCUMENTS[pages] * cores * TURNS for pages in PAGES}
    return {pages: {name: 60 * made[pages] / seconds for name, seconds in by.items()} for pages, by in took.items()}


def _share(name: str, cores: int) -> int:
    """One process asks for all of ours."""
    return cores if name == OURS else 1


if __name__ == "__main__":
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hain-throughput-") as folder:
        print(*measure(Path(__file__).resolve().parents[2], Path(folder)).lines(), sep="\n")
    print(f"{time.monotonic() - began:.0f} s in all")
