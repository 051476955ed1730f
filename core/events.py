"""Facts that a room publishes for the rooms above it.

An event is a frozen dataclass in the past tense, published inside the transaction that made it true. It becomes one
Job per handler that `workflows.subscriptions` names for it; publishing an event that nobody handles costs nothing.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import transaction

from core import jobs
from core.models import Job

Handler = Callable[[Any], None]


@dataclasses.dataclass(frozen=True)
class Event:
    """Base of all events. Fields are ids and small values that JSON can carry (UUIDs are written as text)."""

    classes: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Event.classes[cls.__name__] = cls

    def to_facts(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return {
            field.name: str(value) if isinstance(value := getattr(self, field.name), uuid.UUID) else value
            for field in dataclasses.fields(self)
        }


_handlers: dict[str, Handler] = {}
_table: dict[type[Event], tuple[str, ...]] = {}


def handler_name(handler: Handler) -> str:
    """The name a handler is stored under in a job, e.g. `documents.services.outdated.flag`."""
    return f"{handler.__module__}.{handler.__qualname__}"


def install(table: Mapping[type[Event], Sequence[Handler]]) -> None:
    """Take the subscription table; called once, by workflows."""
    _handlers.clear()
    _table.clear()
    for event_class, handlers in table.items():
        _table[event_class] = tuple(handler_name(one) for one in handlers)
        _handlers.update({handler_name(one): one for one in handlers})


def installed() -> dict[type[Event], tuple[str, ...]]:
    """The table as installed: event class to handler names."""
    return dict(_table)


def publish(event: Event) -> list[Job]:
    """Ask for the work that follows from `event`: one job a handler, in the transaction that is open now."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is published in the transaction of its change.")
    facts = event.to_facts()
    case_id = facts.get("case_id")
    return [
        jobs.enqueue(
            kind="event.handle",
            payload={"event": type(event).__name__, "handler": name, "facts": facts},
            case_id=uuid.UUID(case_id) if case_id else None,
        )
        for name in _table.get(type(event), ())
    ]


@jobs.handler("event.handle", queue="default")
def handle(job: jobs.RunningJob) -> dict[str, Any]:
    """Run one handler for one event."""
    event_class = Event.classes[job.payload["event"]]
    _handlers[job.payload["handler"]](event_class(**job.payload["facts"]))
    return {}
