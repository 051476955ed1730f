"""Holding a case up, and letting it go. The rooms above place holds here; this floor asks only itself."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases import cleaning
from cases.constants import HeldAction
from cases.events import HoldCleared, HoldPlaced
from cases.models import Case, CaseHold
from cases.services.locking import locked, touch
from core import audit, events
from core.errors import InvalidInput


def hold_place(
    *, actor: User | None, case: Case, kind: str, blocks: Collection[str], reason: str, ref: str = ""
) -> CaseHold:
    """Hold the case up: `blocks` are some of sign, file, close, send; `reason` says what is open and what to do.

    One open hold per kind and `ref` (the id of what caused it): placing it again gives the one there is. Raises
    InvalidInput.
    """
    kind = cleaning.line(kind, "/kind", longest=40, required=True)
    reason = cleaning.line(reason, "/reason", longest=255, required=True)
    for one in blocks:
        cleaning.choice(one, "/blocks", HeldAction.values)
    if not blocks:
        raise InvalidInput.at("/blocks", "required", "A hold blocks at least one of: sign, file, close, send.")
    with transaction.atomic():
        row = locked(case)
        key = f"{row.pk}:{kind}:{ref}"
        found = CaseHold.objects.filter(open_key=key).first()
        if found is not None:
            return found
        hold = CaseHold.objects.create(
            case=row, kind=kind, ref=ref, blocks=sorted(set(blocks)), reason=reason, placed_by=actor, open_key=key
        )
        facts = {"kind": kind, "blocks": hold.blocks, "reason": reason}
        audit.record(actor=actor, verb="hold.placed", subject=hold, case_id=row.pk, facts=facts)
        touch(row)
        events.publish(HoldPlaced(case_id=row.pk, hold_id=hold.pk))
        return hold


def hold_clear(*, actor: User | None, hold: CaseHold) -> CaseHold:
    """Let go of a hold. One that was let go before stays as it is."""
    with transaction.atomic():
        row = locked(hold.case)
        found = CaseHold.objects.select_for_update().get(pk=hold.pk)
        if found.cleared_at is None:
            found.cleared_at, found.cleared_by, found.open_key = timezone.now(), actor, None
            found.save(update_fields=["cleared_at", "cleared_by", "open_key"])
            facts = {"kind": found.kind, "blocks": found.blocks}
            audit.record(actor=actor, verb="hold.cleared", subject=found, case_id=row.pk, facts=facts)
            touch(row)
            events.publish(HoldCleared(case_id=row.pk, hold_id=found.pk))
    return found
