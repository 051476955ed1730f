"""The claim under which the present request runs, and what is written on its key in the request's transactions."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from core.errors import Conflict
from core.models import IdempotencyKey


class RequestStillRunning(Conflict):
    code = "request-still-running"
    title = "The first request with this Idempotency-Key still runs"


@dataclass(frozen=True)
class Claim:
    """The right to run the request of a key; `job_id` is the job that a request before it had asked for."""

    row_id: uuid.UUID
    owner: str
    job_id: uuid.UUID | None = None


_claim: ContextVar[Claim | None] = ContextVar("idempotency_claim", default=None)


def current() -> Claim | None:
    """The claim of the present request, if it came with a key."""
    return _claim.get()


@contextlib.contextmanager
def entered(claim: Claim | None) -> Iterator[None]:
    """Run a block under `claim`; under None, what happens in it is no effect of the request."""
    token = _claim.set(claim)
    try:
        yield
    finally:
        _claim.reset(token)


def changed(subject: models.Model) -> None:
    """Write on the key, in the transaction of a change, what was changed first. Raises RequestStillRunning when another
    request has taken the key over, so that this one's change does not happen.
    """
    if (claim := _claim.get()) is not None:
        _write(claim, Q(subject_id=""), subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


def bind(job_id: uuid.UUID) -> None:
    """Write on the key, in the transaction that asks for it, the job that answers the request. Raises as `changed`."""
    if (claim := _claim.get()) is not None:
        _write(claim, Q(job_id__isnull=True), job_id=job_id)


def _write(claim: Claim, empty: Q, **facts: Any) -> None:
    """Write `facts` where there are none yet; either way the key must be ours."""
    ours = IdempotencyKey.objects.filter(pk=claim.row_id, owner=claim.owner, status__isnull=True)
    if not ours.filter(empty).update(**facts) and not ours.exists():
        raise RequestStillRunning("Another request has taken this key over. Wait for it to end.", retry_after=2)
