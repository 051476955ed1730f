"""Asking for work: the row in the caller's transaction, the hand-over after its commit."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import audit, idempotency
from core.errors import Conflict
from core.jobs import dispatching
from core.jobs.registry import kind_of
from core.models import Job


class JobNotFailed(Conflict):
    code = "job-not-failed"
    title = "Only a failed job can be tried again"


def enqueue(
    *,
    kind: str,
    payload: Mapping[str, Any],
    user_id: uuid.UUID | None = None,
    case_id: uuid.UUID | None = None,
    dedupe_key: str | None = None,
    run_after: dt.datetime | None = None,
) -> Job:
    """Ask for a job of `kind` in the open transaction; the same `dedupe_key` gives the job that is there already.

    Raises KeyError for an unknown kind and RuntimeError outside a transaction: a job and the change that asks for it
    stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A job is asked for in the transaction of its change.")
    known = kind_of(kind)
    fields = {
        "kind": kind,
        "queue": known.queue,
        "max_attempts": known.max_attempts,
        "payload": dict(payload),
        "user_id": user_id,
        "case_id": case_id,
        "run_after": run_after or timezone.now(),
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    if dedupe_key is None:
        job = Job.objects.create(**fields)
    else:
        try:
            with transaction.atomic():
                job = Job.objects.create(dedupe_key=dedupe_key, **fields)
        except IntegrityError:
            return Job.objects.get(dedupe_key=dedupe_key)
    if job.run_after <= timezone.now():
        transaction.on_commit(functools.partial(dispatching.dispatch, job.pk, job.queue))
    return job


def asked_once(*, actor: Any, ask: Callable[[], Job]) -> Job:
    """The job that answers the present request: `ask()` asks for it, in the open transaction. Where an earlier request
    with the same Idempotency-Key had asked already, it is that job, tried again if it had failed.
    """
    claim = idempotency.current()
    earlier = Job.objects.filter(pk=claim.job_id).first() if claim is not None and claim.job_id is not None else None
    if earlier is None:
        job = ask()
        idempotency.bind(job.pk)
        return job
    return retry(actor=actor, job=earlier) if earlier.status == Job.Status.FAILED else earlier


def has_failed(dedupe_key: str) -> bool:
    """Whether the job that was asked for under `dedupe_key` ended in failure."""
    return Job.objects.filter(dedupe_key=dedupe_key, status=Job.Status.FAILED).exists()


def retry(*, actor: Any, job: Job) -> Job:
    """Give a failed job a fresh set of tries, now. Raises JobNotFailed for any other."""
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, status=Job.Status.FAILED).update(
            status=Job.Status.QUEUED,
            attempts=0,
            run_after=timezone.now(),
            dispatched_at=None,
            error=None,
            finished_at=None,
        )
        if not changed:
            raise JobNotFailed(f"This job is {job.status}; there is nothing to try again.")
        audit.record(actor=actor, verb="job.retried", subject=job, case_id=job.case_id, facts={"kind": job.kind})
        transaction.on_commit(functools.partial(dispatching.dispatch, job.pk, job.queue))
    job.refresh_from_db()
    return job
