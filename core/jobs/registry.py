"""The kinds of job there are; each room registers its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

QUEUES = ("default", "pdf", "email", "external")
JobHandler = Callable[["RunningJob"], dict[str, Any] | None]


@dataclass(frozen=True)
class RunningJob:
    """What a handler is given: ids to work with, the number of this try, and a way to tell how far it is."""

    id: uuid.UUID
    kind: str
    payload: dict[str, Any]
    attempt: int
    user_id: uuid.UUID | None
    case_id: uuid.UUID | None
    progress: Callable[[int], None]


@dataclass(frozen=True)
class JobKind:
    """A registered kind: its handler, its queue and how often it is tried."""

    name: str
    queue: str
    max_attempts: int
    run: JobHandler


_kinds: dict[str, JobKind] = {}


def handler(name: str, *, queue: str, max_attempts: int = 5) -> Callable[[JobHandler], JobHandler]:
    """Register the decorated function as the handler of job kind `name` on `queue`."""
    if queue not in QUEUES:
        raise ValueError(f"{queue!r} is not one of the queues {QUEUES}")

    def register(function: JobHandler) -> JobHandler:
        known = _kinds.get(name)
        if known is not None and known.run is not function:
            raise ValueError(f"Two handlers for job kind {name!r}")
        _kinds[name] = JobKind(name, queue, max_attempts, function)
        return function

    return register


def kind_of(name: str) -> JobKind:
    """The registered kind; KeyError for one that nobody registered."""
    return _kinds[name]


def kinds() -> dict[str, JobKind]:
    """All registered kinds by name."""
    return dict(_kinds)
