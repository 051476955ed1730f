"""The kinds of job there are; each room registers its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.models import Job

QUEUES = ("default", "pdf", "email", "external")
DEFAULT_LIMIT_SECONDS = 300.0
JobHandler = Callable[["RunningJob"], dict[str, Any] | None]
Ahead = Callable[[Sequence[dict[str, Any]]], Sequence[Any]]


@dataclass(frozen=True)
class RunningJob:
    """What a handler is given: ids to work with, the number of this try, and a way to tell how far it is.

    `progress` is told percents; it is also where a job ends that was cancelled or took too long, so that a handler
    that calls it between its steps ends soon. `ahead` is what its kind's `ahead` gave for it, if it was asked.
    """

    id: uuid.UUID
    kind: str
    payload: dict[str, Any]
    attempt: int
    user_id: uuid.UUID | None
    case_id: uuid.UUID | None
    progress: Callable[[int], None]
    ahead: Any = None


@dataclass(frozen=True)
class JobKind:
    """A registered kind: its handler, its queue, how often it is tried, its turn on the queue, how long a try may take
    (seconds), and how many a worker may take at once.
    """

    name: str
    queue: str
    max_attempts: int
    run: JobHandler
    priority: int = Job.Priority.ORDINARY
    limit_seconds: float = DEFAULT_LIMIT_SECONDS
    together: int = 1
    ahead: Ahead | None = None


_kinds: dict[str, JobKind] = {}


def handler(
    name: str,
    *,
    queue: str,
    max_attempts: int = 5,
    priority: Job.Priority = Job.Priority.ORDINARY,
    limit_seconds: float = DEFAULT_LIMIT_SECONDS,
    together: int = 1,
    ahead: Ahead | None = None,
) -> Callable[[JobHandler], JobHandler]:
    """Register the decorated function as the handler of job kind `name` on `queue`.

    A try that takes more than `limit_seconds` is ended and counts as failed for now. INTERACTIVE is for work that
    somebody waits for: it goes first, and is refused while its queue is full (`core.jobs.pressure`). For short jobs,
    which come in thousands, `together` lets a worker that has done one take so many more in one go
    (`core.jobs.running.run_and_more`); each of them keeps its own row, try and outcome. `ahead` may read for all of
    those, given their payloads, what each handler finds in `RunningJob.ahead`; it is older than the moment by then.
    """
    if queue not in QUEUES:
        raise ValueError(f"{queue!r} is not one of the queues {QUEUES}")

    def register(function: JobHandler) -> JobHandler:
        known = _kinds.get(name)
        if known is not None and known.run is not function:
            raise ValueError(f"Two handlers for job kind {name!r}")
        _kinds[name] = JobKind(name, queue, max_attempts, function, priority, limit_seconds, together, ahead)
        return function

    return register


def kind_of(name: str) -> JobKind:
    """The registered kind; KeyError for one that nobody registered."""
    return _kinds[name]


def kinds() -> dict[str, JobKind]:
    """All registered kinds by name."""
    return dict(_kinds)


def limit_of(name: str) -> float:
    """Seconds that a try of this kind may take; the default's for a kind that is not known here."""
    kind = _kinds.get(name)
    return kind.limit_seconds if kind is not None else DEFAULT_LIMIT_SECONDS
