"""Claiming a key, and keeping the answer that is replayed."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.deadlocks import run_again_after_deadlock
from core.errors import Conflict, InvalidInput
from core.idempotency import leases
from core.idempotency.current import Claim, RequestStillRunning
from core.ids import new_id
from core.models import IdempotencyKey
from core.sealing import BrokenSealError, seal, unseal

log = structlog.get_logger(__name__)
PURGE_BATCH = 500
PURPOSE = "idempotency"  # of what is sealed
REPLAYED_HEADERS = ("Content-Type", "Location", "Retry-After")


class IdempotencyKeyInvalid(InvalidInput):
    code = "idempotency-key-invalid"
    title = "An Idempotency-Key has 1 to 255 printable characters"


class IdempotencyKeyReused(InvalidInput):
    code = "idempotency-key-reused"
    title = "This Idempotency-Key was used for another request"


class RequestAlreadyDone(Conflict):
    """The first request changed something and was cut off before its answer was kept; `subject` names what it is."""

    code = "request-already-done"
    title = "The first request with this key was carried out, but its answer was lost"


@dataclass(frozen=True)
class Kept:
    """An answer to be replayed."""

    status: int
    headers: dict[str, str]
    body: bytes


def begin(*, user_id: uuid.UUID, path: str, key: str, body: bytes) -> Claim | Kept:
    """Claim the key, or give the answer kept for it.

    Raises IdempotencyKeyInvalid, IdempotencyKeyReused (another body), RequestStillRunning and RequestAlreadyDone.
    """
    if not 1 <= len(key) <= 255 or not key.isprintable():
        raise IdempotencyKeyInvalid("Send 1 to 255 printable characters as Idempotency-Key.")
    scope = hashlib.sha256(f"{user_id}\n{path}\n{key}".encode()).hexdigest()
    fingerprint = hashlib.sha256(body).hexdigest()
    facts = {"user_id": user_id, "path": path[:200], "key": key, "scope": scope, "fingerprint": fingerprint}
    begun: Claim | Kept | None = None
    while begun is None:  # a row may vanish between our look and our claim; then we are the first
        begun = run_again_after_deadlock(functools.partial(_first, facts)) or _second(scope, fingerprint)
    if isinstance(begun, Claim):
        leases.hold(begun.owner)
    return begun


def _first(facts: dict[str, Any]) -> Claim | None:
    """The claim of a key that nobody used before."""
    owner = str(new_id())
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(owner=owner, lease_until=leases.lease_end(), **facts)
    except IntegrityError:
        return None
    return Claim(row.pk, owner)


def _second(scope: str, fingerprint: str) -> Claim | Kept | None:
    """What a key that is there already gives: its answer, or the claim of a request that was cut off."""
    row = IdempotencyKey.objects.filter(scope=scope).first()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise IdempotencyKeyReused("Use a fresh key for a request with another body.")
    if row.status is not None:
        return _kept(row, row.status)
    if row.lease_until >= timezone.now():
        raise RequestStillRunning("Wait for the first request with this key to end.", retry_after=2)
    if row.job_id is None and row.subject_id:
        raise _already_done(row)
    owner = str(new_id())
    dead = IdempotencyKey.objects.filter(pk=row.pk, status__isnull=True, owner=row.owner, lease_until=row.lease_until)
    taken = dead.update(owner=owner, lease_until=leases.lease_end())
    if taken != 1:
        raise RequestStillRunning("Wait for the first request with this key to end.", retry_after=2)
    return Claim(row.pk, owner, row.job_id)


def _kept(row: IdempotencyKey, status: int) -> Kept | None:
    """The kept answer; where it cannot be opened any more (SECRET_KEY was changed and its former value not kept), None
    for a refusal, which had no effect and so may be tried again. Raises RequestAlreadyDone for a success.
    """
    try:
        return Kept(status, row.headers, unseal(bytes(row.body), purpose=PURPOSE))
    except BrokenSealError:
        log.warning("idempotency.answer.unreadable", path=row.path)
    if status < 400:
        raise _already_done(row)
    row.delete()
    return None


def _already_done(row: IdempotencyKey) -> RequestAlreadyDone:
    """The refusal that names what the request did."""
    named: dict[str, Any] = {}
    if row.subject_id:
        named["subject"] = {"type": row.subject_type, "id": row.subject_id}
    if row.job_id is not None:
        named["jobId"] = str(row.job_id)
    return RequestAlreadyDone(
        "Look at what it made or changed; send a new request with a fresh key only if that is not what you want.",
        extra=named,
    )


def complete(claim: Claim, *, status: int, headers: dict[str, str], body: bytes) -> None:
    """Keep the answer of the request that ran. After a server's error the key may be used again: it then finds what
    the request left behind, and nothing is done twice.
    """
    leases.drop(claim.owner)
    rows = IdempotencyKey.objects.filter(pk=claim.row_id, owner=claim.owner, status__isnull=True)
    if status >= 500 or status in (409, 429):
        rows.filter(job_id__isnull=True, subject_id="").delete()
        rows.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
        return
    rows.update(status=status, headers=headers, body=seal(body, purpose=PURPOSE))


def purge() -> int:
    """Forget keys older than IDEMPOTENCY_KEEP_DAYS, all of them, in small steps; gives how many."""
    before = timezone.now() - dt.timedelta(days=settings.IDEMPOTENCY_KEEP_DAYS)
    old = IdempotencyKey.objects.filter(created_at__lt=before).order_by("created_at").values_list("pk", flat=True)
    forgotten = 0
    while ids := list(old[:PURGE_BATCH]):
        forgotten += IdempotencyKey.objects.filter(pk__in=ids).delete()[0]
    return forgotten


def replayed_headers(response: Any) -> dict[str, str]:
    """The headers of an answer that its replay carries too."""
    return {name: response[name] for name in REPLAYED_HEADERS if name in response}
