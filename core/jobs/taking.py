"""Taking jobs by a lease: one by its id, or the next of a kind; and giving back what was not begun."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.deadlocks import run_again_after_deadlock
from core.jobs import outcomes
from core.models import Job
from core.questions import Given, Question
from core.updating import update

_OPEN = Question(
    lambda: Job.objects.filter(pk=Given("id", Job, "id"), status__in=(Job.Status.QUEUED, Job.Status.RUNNING))
)


def take(job_id: uuid.UUID, owner: str) -> Job | None:
    """The job under the lease of `owner`, if it is due and nobody else holds it; its try is counted. Two statements,
    and one for a job that is not to be had.
    """
    job = _OPEN.first(id=job_id)
    if job is None or job.cancel_asked_at is not None or not _is_free(job):
        return None
    seen: dict[str, Any] = {
        name: getattr(job, name) for name in ("id", "status", "attempts", "lease_owner", "lease_until")
    }
    changes = {**_leased(owner), "attempts": job.attempts + 1}
    # Named as it was seen, so that of several who saw it one has it.
    return _with(job, changes) if update(Job, changes, where={**seen, "cancel_asked_at": None}) else None


def _leased(owner: str) -> dict[str, Any]:
    return {
        "status": Job.Status.RUNNING,
        "lease_owner": owner,
        "lease_until": outcomes.lease_end(),
        "progress": 0,
    }


def _with(job: Job, changes: Mapping[str, Any]) -> Job:
    for name, value in changes.items():
        setattr(job, name, value)
    return job


def _is_free(job: Job) -> bool:
    """Whether it waits and is due, or its worker died; one that lost its worker on the last of its tries is ended."""
    now = timezone.now()
    if job.status == Job.Status.QUEUED:
        return job.run_after <= now
    if job.lease_until is None or job.lease_until >= now:
        return False
    if job.attempts >= job.max_attempts:
        outcomes.give_up(job_id=job.pk)
        return False
    return True


def take_more(like: Job, owner: str, most: int) -> list[Job]:
    """At most `most` due jobs of the kind and the turn of `like`, longest due first, under the lease of `owner`. Two
    statements.

    Only those of which nobody has tried one before: what was with a worker that died is tried by itself, so that a job
    that ends its workers takes no others with it.
    """
    return run_again_after_deadlock(lambda: _take_more(like, owner, most))


def _take_more(like: Job, owner: str, most: int) -> list[Job]:
    untried = Job.objects.filter(status=Job.Status.QUEUED, attempts=0, cancel_asked_at__isnull=True)
    due = untried.filter(queue=like.queue, priority=like.priority, kind=like.kind, run_after__lte=timezone.now())
    changes = {**_leased(owner), "attempts": 1}
    with transaction.atomic():
        # Of two workers neither waits for the other, nor gets what the other is about to have.
        skips = connection.features.has_select_for_update_skip_locked
        jobs = list(due.select_for_update(skip_locked=skips).order_by("run_after")[:most])
        untried.filter(pk__in=[job.pk for job in jobs]).update(**changes)
    return [_with(job, changes) for job in jobs]


def still_held(jobs: Sequence[Job], owner: str) -> dict[uuid.UUID, bool]:
    """Of these jobs those that `owner` has still, and whether somebody has cancelled it. One statement."""
    rows = Job.objects.filter(pk__in=[job.pk for job in jobs], lease_owner=owner, status=Job.Status.RUNNING)
    return {key: asked_at is not None for key, asked_at in rows.values_list("pk", "cancel_asked_at")}


def give_back(jobs: Sequence[Job], owner: str) -> None:
    """Let others have what `owner` took and did not begin; no try is counted. The next sweep hands them over."""
    rows = Job.objects.filter(pk__in=[job.pk for job in jobs], lease_owner=owner, status=Job.Status.RUNNING)
    rows.update(status=Job.Status.QUEUED, lease_owner="", lease_until=None, attempts=0, dispatched_at=None)
