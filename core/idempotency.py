"""Idempotency-Key: the same request sent twice has one effect and one answer.

A key belongs to its user and its path. The first request holds a lease while it runs; its answer is kept, encrypted,
and replayed. A request that ended in a server's error frees its key, so that the caller can try again.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.errors import Conflict, InvalidInput
from core.models import IdempotencyKey

LEASE_SECONDS = 90
PURGE_BATCH = 500
REPLAYED_HEADERS = ("Content-Type", "Location", "Retry-After")


class IdempotencyKeyInvalid(InvalidInput):
    code = "idempotency-key-invalid"
    title = "An Idempotency-Key has 1 to 255 printable characters"


class IdempotencyKeyReused(InvalidInput):
    code = "idempotency-key-reused"
    title = "This Idempotency-Key was used for another request"


class RequestStillRunning(Conflict):
    code = "request-still-running"
    title = "The first request with this Idempotency-Key still runs"


@dataclass(frozen=True)
class Claim:
    """The right to run the request of a key."""

    row_id: uuid.UUID
    lease_until: dt.datetime


@dataclass(frozen=True)
class Kept:
    """An answer to be replayed."""

    status: int
    headers: dict[str, str]
    body: bytes


def begin(*, user_id: uuid.UUID, path: str, key: str, body: bytes) -> Claim | Kept:
    """Claim the key, or give the answer kept for it.

    Raises IdempotencyKeyInvalid, IdempotencyKeyReused (another body) and RequestStillRunning.
    """
    if not 1 <= len(key) <= 255 or not key.isprintable():
        raise IdempotencyKeyInvalid("Send 1 to 255 printable characters as Idempotency-Key.")
    scope = hashlib.sha256(f"{user_id}\n{path}\n{key}".encode()).hexdigest()
    fingerprint = hashlib.sha256(body).hexdigest()
    until = _lease_end()
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(
                user_id=user_id, path=path[:200], key=key, scope=scope, fingerprint=fingerprint, lease_until=until
            )
        return Claim(row.pk, until)
    except IntegrityError:
        return _second(IdempotencyKey.objects.get(scope=scope), fingerprint)


def _second(row: IdempotencyKey, fingerprint: str) -> Claim | Kept:
    if row.fingerprint != fingerprint:
        raise IdempotencyKeyReused("Use a fresh key for a request with another body.")
    if row.status is not None:
        return Kept(row.status, row.headers, _cipher().decrypt(bytes(row.body)))
    until = _lease_end()
    taken = IdempotencyKey.objects.filter(
        pk=row.pk, status__isnull=True, lease_until=row.lease_until, lease_until__lt=timezone.now()
    ).update(lease_until=until)
    if taken != 1:
        raise RequestStillRunning("Wait for the first request with this key to end.", retry_after=2)
    return Claim(row.pk, until)


def complete(claim: Claim, *, status: int, headers: dict[str, str], body: bytes) -> None:
    """Keep the answer of the request that ran; a server's error frees the key instead."""
    rows = IdempotencyKey.objects.filter(pk=claim.row_id, lease_until=claim.lease_until, status__isnull=True)
    if status >= 500 or status in (409, 429):
        rows.delete()
        return
    rows.update(status=status, headers=headers, body=_cipher().encrypt(body))


def purge() -> int:
    """Forget keys older than IDEMPOTENCY_KEEP_DAYS, in small steps; gives how many."""
    before = timezone.now() - dt.timedelta(days=settings.IDEMPOTENCY_KEEP_DAYS)
    old = list(IdempotencyKey.objects.filter(created_at__lt=before).values_list("pk", flat=True)[:PURGE_BATCH])
    IdempotencyKey.objects.filter(pk__in=old).delete()
    return len(old)


def replayed_headers(response: Any) -> dict[str, str]:
    """The headers of an answer that its replay carries too."""
    return {name: response[name] for name in REPLAYED_HEADERS if name in response}


def _lease_end() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=LEASE_SECONDS)


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"idempotency\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
