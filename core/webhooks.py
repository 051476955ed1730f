"""What outside parties send us by themselves: verified, kept once, answered, and read by a job.

The caller of `receive` has verified the sender over the raw bytes. A delivery that comes again is the same row and asks
for nothing; what it says is read later, so that the sender is never kept waiting.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import jobs
from core.deadlocks import run_again_after_deadlock
from core.errors import BodyTooLarge
from core.models import InboundEvent

PURGE_BATCH = 500


def require_size(body: bytes) -> None:
    """Raise BodyTooLarge for a delivery that no provider sends."""
    if len(body) > settings.WEBHOOK_LIMIT_BYTES:
        raise BodyTooLarge(f"A webhook call has at most {settings.WEBHOOK_LIMIT_BYTES:,} bytes.")


def receive(
    *, kind: str, backend: str, body: bytes, headers: Mapping[str, str], job_kind: str, identity: str = ""
) -> InboundEvent | None:
    """Keep a verified delivery and ask for the job that reads it (payload `inbound`); None for one that came before."""
    told = identity or hashlib.sha256(body).hexdigest()
    unique = hashlib.sha256(f"{kind}\n{backend}\n{told}".encode()).hexdigest()

    def keep() -> InboundEvent:
        with transaction.atomic():
            event = InboundEvent(kind=kind, backend=backend, identity=unique, headers=dict(headers), body=body)
            event.job_id = jobs.enqueue(kind=job_kind, payload={"inbound": str(event.pk)}).pk
            event.save(force_insert=True)
        return event

    try:
        return run_again_after_deadlock(keep)
    except IntegrityError:
        if not InboundEvent.objects.filter(identity=unique).exists():
            raise
        return None


def purge() -> int:
    """Forget deliveries older than WEBHOOK_KEEP_DAYS, in small steps; gives how many."""
    before = timezone.now() - dt.timedelta(days=settings.WEBHOOK_KEEP_DAYS)
    old = list(InboundEvent.objects.filter(created_at__lt=before).values_list("pk", flat=True)[:PURGE_BATCH])
    InboundEvent.objects.filter(pk__in=old).delete()
    return len(old)
