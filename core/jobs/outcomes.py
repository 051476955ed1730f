"""How a try of a job ended, as it is written in the row: always under the lease of who ran it."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import F, Q
from django.utils import timezone

from core.errors import Conflict, DomainError, ServiceUnavailable
from core.models import Job

log = structlog.get_logger(__name__)
MAX_BACKOFF_SECONDS = 900


class WorkerDied(ServiceUnavailable):
    """Every worker that took the job died with it; it is not given to another by itself."""

    code = "worker-died"
    title = "The work ended its worker each time it was tried"
    retryable = False


class JobTimedOut(ServiceUnavailable):
    """A try took longer than its kind may take, and was stopped."""

    code = "job-timed-out"
    title = "The work took too long and was stopped"


class JobCancelled(Conflict):
    """Somebody cancelled the job; what it had recorded by then stays."""

    code = "job-cancelled"
    title = "The work was cancelled"

    @classmethod
    def while_running(cls) -> JobCancelled:
        """The end of a job that was under way."""
        return cls("It was cancelled while it ran. What it had recorded by then stays.")


def lease_end() -> dt.datetime:
    """When a lease taken now ends."""
    return timezone.now() + dt.timedelta(seconds=settings.JOBS_LEASE_SECONDS)


def describe(error: BaseException) -> dict[str, Any]:
    """What staff and callers are told of a failure: a code, a title and a sentence; never a stack trace."""
    if isinstance(error, DomainError):
        told: dict[str, Any] = {
            "code": error.code,
            "title": error.title,
            "status": error.status,
            "detail": error.detail,
            "retryable": error.retryable,
        }
        if error.errors:
            told["errors"] = [{"pointer": f.pointer, "code": f.code, "detail": f.detail} for f in error.errors]
        return told
    if isinstance(error, DatabaseError):
        return {
            "code": "service-unavailable",
            "title": "A part of the service is not available",
            "status": 503,
            "detail": "The database did not answer while this job ran.",
            "retryable": True,
        }
    return {
        "code": "internal-error",
        "title": "Something went wrong on our side",
        "status": 500,
        "detail": f"An unexpected {type(error).__name__} ended this job; the log under the job's id says more.",
        "retryable": True,
    }


def succeed(job: Job, owner: str, result: dict[str, Any]) -> str:
    """Write that the work is done; gives `succeeded`, or `lost` where the lease is another's by now."""
    return _finish(job, owner, status=Job.Status.SUCCEEDED, result=result, error=None, progress=100)


def fail(job: Job, owner: str, error: Exception) -> str:
    """Write that the try failed: `retry` where another may help and there is one left, else `failed`; or `lost`."""
    told = describe(error)
    if told["code"] == "internal-error":
        log.error("job.crashed", kind=job.kind, job_id=str(job.pk), exc_info=error)
    if isinstance(error, DatabaseError):
        close_old_connections()
    if told["retryable"] and job.attempts < job.max_attempts:
        delay = _delay(job.attempts, getattr(error, "retry_after", None))
        return _finish(
            job,
            owner,
            status=Job.Status.QUEUED,
            error=told,
            run_after=timezone.now() + dt.timedelta(seconds=delay),
            dispatched_at=None,
        )
    return _finish(job, owner, status=Job.Status.FAILED, error=told)


def give_up(*, job_id: Any = None) -> int:
    """End in `failed` what lost its worker on the last of its tries, one job or all; gives how many."""
    dead = Job.objects.filter(
        status=Job.Status.RUNNING, lease_until__lt=timezone.now(), attempts__gte=F("max_attempts")
    )
    if job_id is not None:
        dead = dead.filter(pk=job_id)
    told = describe(WorkerDied("The worker stopped in the middle of this job on every try. Look at the log first."))
    count = dead.update(
        status=Job.Status.FAILED, error=told, finished_at=timezone.now(), lease_until=None, lease_owner=""
    )
    if count:
        log.error("jobs.given_up", count=count)
    return count


def end_cancelled() -> int:
    """End what was cancelled while it ran, where its worker died or gave it back before it heard so; gives how many."""
    gone = Q(status=Job.Status.RUNNING, lease_until__lt=timezone.now()) | Q(status=Job.Status.QUEUED)
    told = describe(JobCancelled.while_running())
    return Job.objects.filter(gone, cancel_asked_at__isnull=False).update(
        status=Job.Status.FAILED, error=told, finished_at=timezone.now(), lease_until=None, lease_owner=""
    )


def _delay(attempt: int, asked: int | None) -> float:
    """Seconds until the next try: exponential with jitter, at least what the other side asked for."""
    ceiling = min(MAX_BACKOFF_SECONDS, settings.JOBS_RETRY_BASE_SECONDS * 2 ** (attempt - 1))
    return max(asked or 0, ceiling * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret


def _finish(job: Job, owner: str, **values: Any) -> str:
    """Write the outcome if the lease is still ours; a worker that lost it writes nothing."""
    final = values["status"] in (Job.Status.SUCCEEDED, Job.Status.FAILED)
    changed = Job.objects.filter(pk=job.pk, lease_owner=owner, status=Job.Status.RUNNING).update(
        lease_until=None, lease_owner="", finished_at=timezone.now() if final else None, **values
    )
    if not changed:
        return "lost"
    return "retry" if values["status"] == Job.Status.QUEUED else str(values["status"])
