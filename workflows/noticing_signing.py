"""Who is told in the admin how papers that went out for signature ended, and what staff must look at.

As in `noticing`: once for its occasion, to nobody about their own doing, and only of what still holds.
"""

from __future__ import annotations

import datetime as dt
import uuid

from accounts.models import User
from core import audit
from core.clock import manila_today
from esign.events import (
    EnvelopeCompleted,
    EnvelopeDeclined,
    EnvelopeTroubled,
    EnvelopeWithdrawn,
    SigningCertificateExpires,
)
from esign.models import Envelope, Signer
from esign.states import COMPLETED, EXPIRED, RUNNING
from notifications import notice_kinds
from notifications.services import Telling
from workflows.noticing import admins, case_facts, lawyers_of, occasion_of, tell

STEPS = (0, 7, 30, 60)  # told anew when only so many days are left


def tell_completed(event: EnvelopeCompleted) -> None:
    """Tell the sender and the lawyers of the case that everybody has signed."""
    envelope = _envelope(event.envelope_id)
    if envelope.status == COMPLETED:
        tell(_staff_of(envelope), _telling(notice_kinds.SIGNATURE_COMPLETED, envelope))


def tell_declined(event: EnvelopeDeclined) -> None:
    """Tell the sender and the lawyers of the case that somebody would not sign."""
    envelope = _envelope(event.envelope_id)
    signer = Signer.objects.get(pk=event.signer_id)
    tell(_staff_of(envelope), _telling(notice_kinds.SIGNATURE_DECLINED, envelope, by=signer.name))


def tell_expired(event: EnvelopeWithdrawn) -> None:
    """Tell the sender and the lawyers of the case that a paper was not signed in time; who voided one knows it."""
    envelope = _envelope(event.envelope_id)
    if envelope.status == EXPIRED:
        tell(_staff_of(envelope), _telling(notice_kinds.SIGNATURE_EXPIRED, envelope))


def tell_trouble(event: EnvelopeTroubled) -> None:
    """Tell the sender, the lawyers of the case and the admins that signing does not go on by itself."""
    envelope = _envelope(event.envelope_id)
    if not envelope.problem or envelope.status not in (*RUNNING, COMPLETED):
        return
    entry = audit.entries_of(envelope).filter(verb="envelope.troubled").first()
    told = {one.pk: one for one in [*_staff_of(envelope), *admins()]}
    occasion = entry.pk if entry is not None else envelope.pk
    tell(told.values(), _telling(notice_kinds.SIGNATURE_TROUBLE, envelope, occasion))


def tell_certificate(event: SigningCertificateExpires) -> None:
    """Tell the admins that the organisation's certificate runs out: 60, 30 and 7 days before, and when it has."""
    day = dt.date.fromisoformat(event.day)
    left = (day - manila_today()).days
    step = next((one for one in STEPS if left <= one), None)
    if step is None:
        return
    occasion = occasion_of(notice_kinds.SIGNING_CERTIFICATE, event.day, step)
    facts = {"day": event.day, "over": left < 0}
    tell(admins(), Telling(notice_kinds.SIGNING_CERTIFICATE, occasion, facts=facts))


def _telling(kind: str, envelope: Envelope, occasion: uuid.UUID | int | None = None, **facts: str) -> Telling:
    """An envelope ends once, so that it names its own occasion; trouble may come again."""
    return Telling(
        kind,
        occasion_of(kind, occasion or envelope.pk),
        audit.subject_type(envelope),
        str(envelope.pk),
        envelope.case_id,
        {"document": envelope.document.title, **facts, **case_facts(envelope.case)},
    )


def _staff_of(envelope: Envelope) -> list[User]:
    found = {one.pk: one for one in [envelope.created_by, *lawyers_of(envelope.case_id)]}
    return list(found.values())


def _envelope(envelope_id: uuid.UUID) -> Envelope:
    return Envelope.objects.select_related("document", "case", "created_by").defer("evidence").get(pk=envelope_id)
