"""Time-stamps that are owed: files that were sealed while the time-stamp authority was away.

The stamp is one revision more of the file, and so another file: it is kept as the document's next revision, beside the
one that was sealed. It proves that the file existed from then on only, which the certificate says.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import jobs, storage
from core.clock import manila_today
from documents import services as documents
from documents.states import SIGNED
from esign import sealing
from esign.constants import TIMESTAMP
from esign.models import Envelope
from esign.services import ending, papers
from esign.services.recording import record
from esign.services.signing_keys import authority

PAGE = 50


def timestamps_owed() -> int:
    """Ask for the stamps that are owed, one job each; gives how many were asked for."""
    if not settings.ESIGN_TSA_URL:
        return 0
    owed = Envelope.objects.filter(timestamp_owed=True).order_by("ended_at").values_list("pk", "case_id")[:PAGE]
    for envelope, case in owed:
        with transaction.atomic():
            key = f"{TIMESTAMP}:{envelope}:{timezone.now():%Y%m%d%H}"
            jobs.enqueue(kind=TIMESTAMP, payload={"envelope": str(envelope)}, case_id=case, dedupe_key=key)
    return len(owed)


def envelope_timestamp(*, envelope_id: uuid.UUID) -> bool:
    """Stamp the sealed file and keep it; whether it was stamped now. Run again, it does nothing more.

    A paper that was filed or made void since is left alone: what others hold of it is the file that they have. Raises
    TsaUnavailable (the job is tried again), SignedFileInvalid and what storage raises.
    """
    envelope = Envelope.objects.select_related("document", "revision", "signed_revision").get(pk=envelope_id)
    tsa, sealed = authority(), envelope.signed_revision
    if not envelope.timestamp_owed or tsa is None or sealed is None:
        return False
    if sealed.status != SIGNED:
        Envelope.objects.filter(pk=envelope.pk).update(timestamp_owed=False)
        return False
    content = sealing.timestamped(storage.read(envelope.file_checksum), tsa=tsa)
    papers.require_accepted(envelope, content)
    taken = documents.signed_file_take(content=content, document=envelope.document)
    with transaction.atomic():
        fresh = ending.locked(envelope)
        if not fresh.timestamp_owed:
            return False
        stamped = documents.signed_file_stamped(
            actor=envelope.created_by, sealed=sealed, taken=taken, on=manila_today()
        )
        Envelope.objects.filter(pk=fresh.pk).update(
            timestamp_owed=False, signed_revision=stamped, file_checksum=taken.checksum, file_size=taken.size
        )
        record(fresh, "envelope.timestamped", stamped=taken.checksum, stampedRevision=stamped.number)
    return True
