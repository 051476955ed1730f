"""Writing the acts into the file, one after the other, and finishing it when all have acted.

A job does it, so that no signer waits for it and none is lost: the act is in the signer's row first. Each step reads
the file as it stands, makes the next one outside any transaction, stores it, and puts it in place only if nobody did
meanwhile; killed anywhere and run again, it goes on from the last file that was put in place.
"""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from core import storage
from esign.constants import BUILTIN
from esign.models import Envelope, Signer
from esign.services import completing, ending, papers
from esign.services.completing import Finished
from esign.services.recording import record
from esign.services.turning import acting, ask_next
from esign.states import RUNNING, SIGNED


def envelope_attest(*, envelope_id: uuid.UUID) -> str:
    """Write every act that is not in the file yet, ask whose turn comes next, and finish the file when all have acted.
    Gives the envelope's status afterwards. Run again, it does what is left.

    Raises SigningKeyUnusable and what storage raises: the job is tried again. A file that our own validator does not
    accept completes nothing; it is told to staff, and raised as SignedFileInvalid.
    """
    while (step := _next_act(envelope_id)) is not None:
        _write(*step)
    with transaction.atomic():
        envelope = ending.locked(envelope_id)
        if envelope.status in RUNNING:
            ask_next(envelope)
    if envelope.status in RUNNING and all(one.attested_at is not None for one in acting(envelope)):
        _finish(envelope)
    return str(Envelope.objects.values_list("status", flat=True).get(pk=envelope_id))


def _next_act(envelope_id: uuid.UUID) -> tuple[Envelope, Signer] | None:
    """The oldest act that is not in the file; None where there is none, or the envelope has ended."""
    envelope = Envelope.objects.select_related("document", "revision", "case").get(pk=envelope_id)
    if envelope.status not in RUNNING or envelope.provider != BUILTIN:
        return None
    left = Signer.objects.filter(envelope=envelope, status=SIGNED, attested_at=None).order_by("acted_at", "position")
    signer = left.first()
    if signer is None:
        return None
    signer.envelope = envelope
    return envelope, signer


def _write(envelope: Envelope, signer: Signer) -> None:
    """One act into the file. Where another process was first, nothing changes; the next look finds what is left."""
    base = envelope.file_checksum
    stored = storage.put(papers.attested(envelope, signer), content_type="application/pdf")
    with transaction.atomic():
        fresh = ending.locked(envelope)
        if fresh.status not in RUNNING or fresh.file_checksum != base:
            return
        Envelope.objects.filter(pk=fresh.pk).update(file_checksum=stored.checksum, file_size=stored.size)
        Signer.objects.filter(pk=signer.pk).update(attested_at=timezone.now(), attested_checksum=stored.checksum)
        record(
            fresh, "signer.attested", staff_only=True, signer=str(signer.pk), name=signer.name, before=base,
            after=stored.checksum,
        )  # fmt: skip


def _finish(envelope: Envelope) -> None:
    """Seal, validate, and keep the file as the document's next revision: completed."""
    at = timezone.now()
    sealed = papers.sealed(envelope, at=at)
    completing.complete(envelope, Finished(sealed.content, at, sealed.facts, sealed.timestamp_owed))
