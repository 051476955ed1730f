"""How the scrubber fails: closed, at whatever stage, in time, and without a word of the text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from core.errors import DomainError

log = structlog.get_logger(__name__)


class ScrubFailed(DomainError):
    """Personal data could not be taken out with certainty, so nothing was sent."""

    code = "scrub-failed"
    status = 503
    title = "Personal data could not be taken out of the text, so nothing was sent"


class DeadlinePassed(Exception):
    """The scrubber has used up its time."""


class Deadline:
    """A point in time after which the work is given up; asked between the stages and in their loops."""

    __slots__ = ("_ends",)

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def check(self) -> None:
        """Raise DeadlinePassed when the time is up."""
        if time.monotonic() >= self._ends:
            raise DeadlinePassed


def failed(stage: str, error: Exception | None = None) -> ScrubFailed:
    """The failure to raise, after a line in the log that names the stage and the kind of error."""
    # Neither the message nor the cause of the error is kept: both may quote the text.
    log.error("pii.scrub.failed", stage=stage, error=type(error).__name__ if error else "")
    return ScrubFailed("Nothing was sent to the AI provider. Try again; if it happens again, tell us the request id.")


@contextmanager
def stage(name: str, deadline: Deadline) -> Iterator[None]:
    """Whatever is raised inside becomes ScrubFailed; so does a deadline that passed, as the stage "timeout"."""
    try:
        deadline.check()
        yield
        deadline.check()
    except ScrubFailed:
        raise
    except DeadlinePassed:
        raise failed("timeout") from None
    except Exception as error:
        raise failed(name, error) from None
