"""The end that everybody hoped for: the signed file, validated, is the document's next revision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import transaction

from core import events, jobs, storage
from core.clock import MANILA
from documents import services as documents
from documents.models import Revision
from esign.constants import CERTIFY
from esign.events import EnvelopeCompleted, EnvelopeTroubled
from esign.exceptions import SignedFileInvalid
from esign.models import Envelope
from esign.services import ending, papers
from esign.services.recording import envelope_move, record
from esign.states import COMPLETED, OPEN, RUNNING

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Finished:
    """The finished file, when it was, what is to be known of its seal, and whether a time-stamp is still to come."""

    content: bytes = field(repr=False)
    at: dt.datetime
    facts: Mapping[str, Any]
    timestamp_owed: bool = False


def complete(envelope: Envelope, finished: Finished) -> None:
    """Validate the file, keep it, and complete the envelope, which stands as it did when the file was made. Call it
    outside a transaction. Where another process was first, or the envelope has ended meanwhile, nothing changes.

    Raises SignedFileInvalid, of which staff are told, and what storage and the door for files raise.
    """
    base = envelope.file_checksum
    try:
        papers.require_accepted(envelope, finished.content)
    except SignedFileInvalid as refused:
        log.error("esign.file.invalid", envelope=str(envelope.pk), said=refused.detail)
        trouble(envelope, refused.detail)
        raise
    taken = documents.signed_file_take(content=finished.content, document=envelope.document)
    stored = storage.put(finished.content, content_type="application/pdf")
    with transaction.atomic():
        fresh = ending.locked(envelope)
        if fresh.status not in RUNNING or fresh.file_checksum != base:
            return
        revision = _keep_revision(fresh, taken, finished.at)
        changes = {
            "file_checksum": stored.checksum, "file_size": stored.size, "sealed_at": finished.at,
            "ended_at": finished.at, "seal_facts": dict(finished.facts), "timestamp_owed": finished.timestamp_owed,
            "signed_revision": revision, "open_key": None, "remind_at": None, "problem": "",
        }  # fmt: skip
        event = EnvelopeCompleted(fresh.pk, fresh.document_id, revision.pk, fresh.case_id)
        envelope_move(
            fresh, COMPLETED, "envelope.completed", changes=changes, event=event, signed=stored.checksum,
            signedRevision=revision.number,
        )  # fmt: skip
        ending.hold_clear(fresh, None)
        jobs.enqueue(
            kind=CERTIFY, payload={"envelope": str(fresh.pk)}, case_id=fresh.case_id, dedupe_key=f"{CERTIFY}:{fresh.pk}"
        )


def trouble(envelope: Envelope, said: str) -> None:
    """Staff must look at an open envelope: written on it and told, once for each sentence."""
    with transaction.atomic():
        fresh = ending.locked(envelope)
        if fresh.status in OPEN and fresh.problem != said[:500]:
            Envelope.objects.filter(pk=fresh.pk).update(problem=said[:500])
            record(fresh, "envelope.troubled", staff_only=True, note=said[:500])
            events.publish(EnvelopeTroubled(fresh.pk, fresh.case_id))


def _keep_revision(envelope: Envelope, taken: documents.Taken, at: dt.datetime) -> Revision:
    approved = Revision.objects.select_related("document").get(pk=envelope.revision_id)
    return documents.signed_file_keep(
        actor=envelope.created_by, approved=approved, taken=taken, signed_on=at.astimezone(MANILA).date(),
        note=f"Signed electronically; envelope {envelope.pk}.",
    )  # fmt: skip
