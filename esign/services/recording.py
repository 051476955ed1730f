"""How envelopes are named in what is recorded and published of them, and the moves that several services make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import audit, events, states
from core.errors import Conflict
from core.models import AuditEntry
from esign.models import Envelope, Signer
from esign.states import ENVELOPE, SIGNER


def facts_of(envelope: Envelope, **more: Any) -> dict[str, Any]:
    """What every entry about an envelope says: its paper's title, number and checksum."""
    return {
        "title": envelope.document.title,
        "document": str(envelope.document_id),
        "revision": envelope.revision.number,
        "checksum": envelope.checksum,
        **more,
    }


def record(envelope: Envelope, verb: str, *, actor: Any = None, staff_only: bool = False, **facts: Any) -> AuditEntry:
    """An entry about the envelope, in the caller's transaction."""
    return audit.record(
        actor=actor,
        verb=verb,
        subject=envelope,
        case_id=envelope.case_id,
        facts=facts_of(envelope, **facts),
        staff_only=staff_only,
    )


def envelope_move(
    envelope: Envelope,
    to: str,
    verb: str,
    *,
    actor: Any = None,
    changes: Mapping[str, Any] | None = None,
    event: events.Event | None = None,
    **facts: Any,
) -> None:
    """Move the envelope, in the caller's transaction. Raises TransitionNotAllowed."""
    states.move(
        table=ENVELOPE, row=envelope, to=to, actor=actor, verb=verb, case_id=envelope.case_id, changes=changes,
        facts=facts_of(envelope, **facts), event=event,
    )  # fmt: skip


def signer_move(signer: Signer, to: str, verb: str, *, changes: Mapping[str, Any] | None = None, **facts: Any) -> None:
    """Move one person's part, and record it on the envelope, in the caller's transaction.

    Raises TransitionNotAllowed; Conflict when somebody else moved it meanwhile.
    """
    SIGNER.require(signer.status, to)
    values = {"status": to, **(changes or {})}
    if Signer.objects.filter(pk=signer.pk, status=signer.status).update(**values) != 1:
        raise Conflict("Somebody else moved this signer at the same moment. Look again.")
    for name, value in values.items():
        setattr(signer, name, value)
    record(signer.envelope, verb, signer=str(signer.pk), name=signer.name, role=signer.role, **facts)
