"""Reading envelopes: who may see them, and what happened to them."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Prefetch, QuerySet

from cases import selectors as cases
from core import audit, storage
from core.errors import NotFound
from core.ids import parse_id
from core.models import AuditEntry
from documents import selectors as documents
from documents.models import Document, Revision
from documents.states import APPROVED
from esign.backends import PersonNow, Snapshot
from esign.models import Envelope, Signer
from esign.states import OPEN, REPLACED


def visible_to(user: Any) -> QuerySet[Envelope]:
    """The envelopes of the cases that `user` may see; what is in them is shown to its people by their own links."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Envelope.objects.none()
    return Envelope.objects.filter(case__in=cases.visible_to(user).values("pk"))


def for_listing(user: Any) -> QuerySet[Envelope]:
    """Visible envelopes with their people, in a fixed number of queries."""
    rows = visible_to(user).select_related("document", "case", "revision", "signed_revision", "created_by")
    rows = rows.defer("revision__inputs", "revision__sections", "signed_revision__inputs", "signed_revision__sections")
    return rows.prefetch_related(Prefetch("signers", queryset=Signer.objects.order_by("position")))


def envelope_get(user: Any, envelope_id: Any) -> Envelope:
    """The envelope, or NotFound when it is not there or not for `user` to see."""
    known = parse_id(envelope_id)
    found = for_listing(user).filter(pk=known).first() if known else None
    if found is None:
        raise NotFound
    return found


def open_envelopes(document: Document) -> QuerySet[Envelope]:
    """Those of the document, which the caller has found, that are out at the moment."""
    return Envelope.objects.filter(document=document, status__in=OPEN)


def people_shown(envelope: Envelope) -> list[Signer]:
    """Its people as they are shown to each other, in the order of their turns; the caller has found the envelope."""
    shown = Signer.objects.filter(envelope=envelope).exclude(status=REPLACED).order_by("turn", "position")
    return list(shown.only("envelope_id", "name", "role", "status", "acted_at"))


def to_send(user: Any, document: Document, number: int | None, checksum: str | None) -> Revision:
    """The revision that is meant: the one that is named, else the one that was approved last, else the latest (which
    the gate then refuses). Raises NotFound and RevisionNotNamed.
    """
    if number is not None:
        return documents.revision_named(user, document, number, checksum)
    approved = documents.revisions_visible_to(user).filter(document=document, status=APPROVED).order_by("-number")
    newest = approved.values_list("number", flat=True).first()
    return (
        documents.revision_named(user, document, newest, checksum)
        if newest
        else documents.revision_get(user, document, None)
    )


def happenings(envelope: Envelope) -> list[AuditEntry]:
    """What happened to the envelope, oldest first: the audit entries about it."""
    return list(audit.entries_of(envelope).order_by("at", "id"))


def snapshot_of(envelope_id: str) -> Snapshot | None:
    """How the built-in provider stands with an envelope; for the provider itself, which sees all."""
    known = parse_id(envelope_id)
    found = Envelope.objects.filter(pk=known).first() if known else None
    if found is None:
        return None
    people = Signer.objects.filter(envelope=found).order_by("position")
    told = tuple(PersonNow(str(one.pk), str(one.pk), one.status, one.acted_at, one.decline_reason) for one in people)
    return Snapshot(str(found.pk), found.status, told)


def finished_file(envelope_id: str) -> bytes:
    """The sealed file of a completed envelope; for the provider itself. Raises what storage raises."""
    return storage.read(Envelope.objects.get(pk=uuid.UUID(envelope_id)).file_checksum)
