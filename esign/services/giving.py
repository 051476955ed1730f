"""Handing out the evidence of a completed envelope; who was given it is recorded."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import User
from cases.access import require_staff
from core import storage
from core.errors import NotFound
from esign.models import Envelope
from esign.services.recording import record

NOT_YET = "The certificate of completion is made when all have signed. Look again in a minute."


def certificate_link(*, actor: User, envelope: Envelope) -> str:
    """A link to the certificate of completion, a PDF, that dies in minutes. The caller has found the envelope among
    those that `actor` may see. Raises StaffOnly, NotFound before it is made, and what storage raises.
    """
    require_staff(actor, envelope.case)
    if not envelope.certificate_checksum:
        raise NotFound(NOT_YET)
    name = f"Certificate of completion {envelope.pk}.pdf"
    link = storage.link(envelope.certificate_checksum, filename=name, content_type="application/pdf")
    _record(actor, envelope, "pdf")
    return link


def evidence_data(*, actor: User, envelope: Envelope) -> dict[str, Any]:
    """The same as data. Raises StaffOnly, and NotFound before it is made."""
    require_staff(actor, envelope.case)
    if not envelope.evidence:
        raise NotFound(NOT_YET)
    _record(actor, envelope, "json")
    return dict(envelope.evidence)


def _record(actor: User, envelope: Envelope, form: str) -> None:
    with transaction.atomic():
        record(envelope, "envelope.evidence_given", actor=actor, staff_only=True, form=form)
