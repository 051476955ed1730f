"""Web, workers and beat as child processes: started together, started again when one dies, stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog
from django.conf import settings

from config import web
from config.settings.environment import env
from core.jobs.registry import QUEUES

log = structlog.get_logger(__name__)
POLL_SECONDS = 0.2
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# A child that lived this long was well; its next death is answered at once again.
WELL_SECONDS = 60.0
STOP_SECONDS = web.GRACE_SECONDS + 5.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process that has to run: its name, its command, and how it fares."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = field(default=FIRST_PAUSE_SECONDS)
    start_after: float = 0.0


def children() -> list[Child]:
    """Web, a worker for each queue, and beat, sharing one directory of metrics that starts empty."""
    web.share_metrics()
    celery = [sys.executable, "-m", "celery", "-A", "config", "--quiet"]
    workers = [
        Child(
            f"worker-{queues[0]}",
            [
                *[*celery, "worker", f"--queues={','.join(queues)}", f"--concurrency={processes}"],
                *["--loglevel=WARNING", "--without-gossip", "--without-mingle"],
                f"--hostname=hain-{queues[0]}-{os.getpid()}@%h",
            ],
        )
        for queues, processes in _workers(_concurrency())
    ]
    return [
        Child("web", [sys.executable, "-m", "config.web"]),
        *workers,
        Child("beat", [*celery, "beat", "--pidfile=", "--loglevel=WARNING"]),
    ]


def _concurrency() -> dict[str, int]:
    """How many processes work on each queue."""
    every = env.int("WORKER_CONCURRENCY", default=2)
    return {
        "default": env.int("WORKER_CONCURRENCY_DEFAULT", default=every),
        "pdf": env.int("WORKER_CONCURRENCY_PDF", default=every),
        "email": env.int("WORKER_CONCURRENCY_EMAIL", default=every),
        "external": env.int("WORKER_CONCURRENCY_EXTERNAL", default=every),
    }


def _workers(concurrency: Mapping[str, int]) -> list[tuple[list[str], int]]:
    """The queues of each worker and its processes: a worker for each queue, so that a flood on one holds no other.

    A queue with none of its own is worked on by that of `default`, on a machine with little memory.
    """
    shared = [name for name in QUEUES if name == "default" or concurrency[name] < 1]
    own = [name for name in QUEUES if name not in shared]
    return [(shared, max(1, concurrency["default"])), *(([name], concurrency[name]) for name in own)]


def run(wanted: Sequence[Child]) -> int:
    """Keep the children running until SIGTERM or SIGINT; then end them, and only them."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stopping.is_set():
        for child in wanted:
            _tend(child)
        stopping.wait(POLL_SECONDS)
    _stop_all(wanted)
    return 0


def _tend(child: Child) -> None:
    """Start the child when it does not run and its pause is over; a child that keeps dying waits longer each time."""
    now = time.monotonic()
    if child.process is not None:
        status = child.process.poll()
        if status is None:
            return
        child.process = None
        child.pause = FIRST_PAUSE_SECONDS if now - child.started > WELL_SECONDS else child.pause
        child.start_after = now + child.pause
        log.error("supervisor.child.died", child=child.name, status=status, again_in_seconds=child.pause)
        child.pause = min(child.pause * 2, LONGEST_PAUSE_SECONDS)
    if now >= child.start_after:
        child.started = now
        # A session of its own: Ctrl-C reaches the supervisor alone, which then stops its children in order.
        child.process = subprocess.Popen(
            child.command,
            cwd=settings.BASE_DIR,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
        )


def _die_with_parent() -> None:
    # Linux: a killed supervisor leaves no orphans that serve on.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop_all(wanted: Sequence[Child]) -> None:
    running = [child.process for child in wanted if child.process is not None and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()  # its jobs are taken over when their lease ends
            process.wait()
