"""Work that was stopped while it ran: cancelled, out of time, or taken over by another worker.

Whoever stops a job cannot end its thread. The job ends at its own next step instead: when it tells its progress,
records a change, or calls an outside party, `check` raises. So nothing is recorded by work that counts as over.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar


class WorkStopped(BaseException):
    """Ends the present work. Like asyncio's CancelledError no Exception, so that no handler takes it for a failure of
    one of its steps and goes on.
    """


class Stop:
    """Whether one piece of work was stopped, and why; asked from another thread."""

    def __init__(self) -> None:
        self.reason: Exception | None = None

    def ask(self, reason: Exception) -> None:
        """Let the work end at its next step; the first reason counts."""
        if self.reason is None:
            self.reason = reason


_stop: ContextVar[Stop | None] = ContextVar("stop_of_the_present_work", default=None)


@contextlib.contextmanager
def working(stop: Stop) -> Iterator[None]:
    """Run a block as the work that `stop` may end."""
    token = _stop.set(stop)
    try:
        yield
    finally:
        _stop.reset(token)


@contextlib.contextmanager
def finishing() -> Iterator[None]:
    """Run a block to its end, also where the work is stopped meanwhile: what it did outside must be written down."""
    token = _stop.set(Stop() if is_work() else None)
    try:
        yield
    finally:
        _stop.reset(token)


def is_work() -> bool:
    """Whether what runs here is a job, and not a request, a command or the schedule."""
    return _stop.get() is not None


def check() -> None:
    """Raise WorkStopped where the present work was stopped; nothing elsewhere."""
    stop = _stop.get()
    if stop is not None and stop.reason is not None:
        raise WorkStopped(str(stop.reason))
