"""States as data: a table of transitions, and the one function that moves a row along it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from core import audit, events
from core.errors import Conflict
from core.updating import update


class TransitionNotAllowed(Conflict):
    """The table has no way from the present status to the one asked for; `allowedTargets` lists the ways there are."""

    code = "transition-not-allowed"
    title = "This step is not possible from the present status"


@dataclass(frozen=True)
class StateTable:
    """Which status may follow which. A status that maps to nothing is final."""

    name: str
    transitions: Mapping[str, frozenset[str]]

    def targets(self, status: str) -> list[str]:
        """The statuses that may follow `status`, sorted."""
        return sorted(self.transitions.get(status, frozenset()))

    def require(self, status: str, to: str) -> None:
        """Raise TransitionNotAllowed unless `to` may follow `status`."""
        targets = self.targets(status)
        if to in targets:
            return
        ways = f"From {status} it can go to: {', '.join(targets)}." if targets else f"{status} is final."
        raise TransitionNotAllowed(
            f"A {self.name} that is {status} cannot become {to}. {ways}", extra={"allowedTargets": targets}
        )


def move(
    *,
    table: StateTable,
    row: models.Model,
    to: str,
    actor: Any,
    verb: str,
    case_id: uuid.UUID | None = None,
    changes: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    event: events.Event | None = None,
    staff_only: bool = False,
    known: str | None = None,
) -> None:
    """Move `row` to `to`: lock, check by the table, write, record, publish; all or nothing.

    The write names the old status, so that a second mover who read the same row finds nothing to change. Who `known`s
    the old status needs no lock before the write; it raises Conflict where the row has another one by now, and nothing
    of the transaction around it is kept then.
    """
    model = type(row)
    with transaction.atomic(savepoint=known is None):
        before = known or model._default_manager.select_for_update().get(pk=row.pk).status  # type: ignore[attr-defined]
        table.require(before, to)
        values = {"status": to, **(changes or {})}
        if update(model, values, where={"id": row.pk, "status": before}) != 1:
            raise Conflict(f"Somebody else moved this {table.name} at the same moment. Look again.")
        audit.record(
            actor=actor,
            verb=verb,
            subject=row,
            case_id=case_id,
            before=before,
            after=to,
            facts=facts,
            staff_only=staff_only,
        )
        if event is not None:
            events.publish(event)
    for field, value in values.items():
        setattr(row, field, value)
