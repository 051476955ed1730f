"""Asking for work: the row in the caller's transaction, the hand-over after its commit; trying again, cancelling."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from core import audit, idempotency
from core.errors import Conflict
from core.inserting import insert_unless_taken
from core.jobs import dispatching, outcomes, pressure
from core.jobs.registry import kind_of
from core.models import Job


class JobNotFailed(Conflict):
    code = "job-not-failed"
    title = "Only a failed job can be tried again"


class JobFinished(Conflict):
    code = "job-finished"
    title = "The job has ended already"


def enqueue(
    *,
    kind: str,
    payload: Mapping[str, Any],
    user_id: uuid.UUID | None = None,
    case_id: uuid.UUID | None = None,
    dedupe_key: str | None = None,
    run_after: dt.datetime | None = None,
    priority: Job.Priority | None = None,
) -> Job:
    """Ask for a job of `kind` in the open transaction; the same `dedupe_key` gives the job that is there already.

    `priority` is the kind's unless given. At most two queries, the hand-over after the commit included. Raises KeyError
    for an unknown kind, RuntimeError outside a transaction (a job and the change that asks for it stand or fall
    together), and QueueFull as `core.jobs.pressure` says.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A job is asked for in the transaction of its change.")
    known = kind_of(kind)
    turn = known.priority if priority is None else priority
    pressure.require_room(known.queue, turn)
    now = timezone.now()
    due = run_after is None or run_after <= now
    job = Job(
        kind=kind,
        queue=known.queue,
        priority=turn,
        max_attempts=known.max_attempts,
        payload=dict(payload),
        user_id=user_id,
        case_id=case_id,
        dedupe_key=dedupe_key,
        run_after=run_after or now,
        dispatched_at=now if due else None,  # it is handed over at the commit
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
    )
    if not insert_unless_taken(job):
        return Job.objects.get(dedupe_key=dedupe_key)
    if due:
        transaction.on_commit(functools.partial(dispatching.dispatch, job))
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
    now = timezone.now()
    with transaction.atomic():
        changed = Job.objects.filter(pk=job.pk, status=Job.Status.FAILED).update(
            status=Job.Status.QUEUED,
            attempts=0,
            run_after=now,
            dispatched_at=now,
            cancel_asked_at=None,
            error=None,
            finished_at=None,
        )
        if not changed:
            raise JobNotFailed(f"This job is {job.status}; there is nothing to try again.")
        audit.record(actor=actor, verb="job.retried", subject=job, case_id=job.case_id, facts={"kind": job.kind})
        transaction.on_commit(functools.partial(dispatching.dispatch, job))
    job.refresh_from_db()
    return job


def cancel(*, actor: Any, job: Job) -> Job:
    """Cancel a job: one that waits is `failed` at once, with the code `job-cancelled`; one that runs is so at its next
    step, and is given back `running`. What it had recorded by then stays. Asked twice, it is cancelled once. Raises
    JobFinished for one that has ended.
    """
    with transaction.atomic():
        present = Job.objects.select_for_update().get(pk=job.pk)
        if present.is_final:
            raise JobFinished(f"This job has {present.status}; there is nothing to cancel.")
        if present.cancel_asked_at is not None:
            return present
        present.cancel_asked_at = timezone.now()
        if present.status == Job.Status.QUEUED:
            present.status = Job.Status.FAILED
            present.finished_at = present.cancel_asked_at
            present.error = outcomes.describe(outcomes.JobCancelled.before_it_began())
        present.save(update_fields=["cancel_asked_at", "status", "finished_at", "error"])
        facts = {"kind": present.kind, "ran": present.status == Job.Status.RUNNING}
        audit.record(actor=actor, verb="job.cancelled", subject=present, case_id=present.case_id, facts=facts)
    return present
