"""Running one job: take it by a lease, keep the lease alive, write down how it ended."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
import uuid
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.db.models import F, Q
from django.utils import timezone
from prometheus_client import Counter, Histogram

from core import idempotency
from core.errors import DomainError, ServiceUnavailable
from core.ids import new_id
from core.jobs.registry import RunningJob, kind_of
from core.models import Job

log = structlog.get_logger(__name__)
JOBS_RUN = Counter("hain_jobs_run_total", "Tries of jobs by kind and outcome", ["kind", "outcome"])
JOB_SECONDS = Histogram("hain_job_seconds", "Seconds a try took", ["kind"])
MAX_BACKOFF_SECONDS = 900


class WorkerDied(ServiceUnavailable):
    """Every worker that took the job died with it; it is not given to another by itself."""

    code = "worker-died"
    title = "The work ended its worker each time it was tried"
    retryable = False


def run(job_id: uuid.UUID) -> None:
    """Run the job if it is due and nobody else holds it; its outcome, failure included, stands in the row."""
    owner = str(new_id())
    if not _take(job_id, owner):
        return
    job = Job.objects.get(pk=job_id)
    started = time.monotonic()
    logged = structlog.contextvars.bound_contextvars(job_id=str(job.pk), request_id=job.request_id)
    with logged, idempotency.entered(None):  # a job may run in the thread of the request that asked for it
        outcome = _attempt(job, owner)
        seconds = time.monotonic() - started
        log.info("job.run", kind=job.kind, attempt=job.attempts, outcome=outcome, seconds=round(seconds, 3))
    JOBS_RUN.labels(job.kind, outcome).inc()
    JOB_SECONDS.labels(job.kind).observe(seconds)


def _lease_end() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=settings.JOBS_LEASE_SECONDS)


def _take(job_id: uuid.UUID, owner: str) -> bool:
    now = timezone.now()
    orphaned = Q(status=Job.Status.RUNNING, lease_until__lt=now, attempts__lt=F("max_attempts"))
    free = Q(status=Job.Status.QUEUED, run_after__lte=now) | orphaned
    taken = Job.objects.filter(free, pk=job_id).update(
        status=Job.Status.RUNNING,
        lease_owner=owner,
        lease_until=_lease_end(),
        attempts=F("attempts") + 1,
        progress=0,
    )
    if not taken:  # asked last, since it is seldom so
        give_up(job_id=job_id)
    return taken == 1


def give_up(*, job_id: uuid.UUID | None = None) -> int:
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


def _attempt(job: Job, owner: str) -> str:
    stop = threading.Event()
    beat = threading.Thread(target=_keep_lease, args=(job.pk, owner, stop), daemon=True, name="job-lease")
    beat.start()
    try:
        result = kind_of(job.kind).run(
            RunningJob(
                id=job.pk,
                kind=job.kind,
                payload=job.payload,
                attempt=job.attempts,
                user_id=job.user_id,
                case_id=job.case_id,
                progress=lambda percent: _progress(job.pk, owner, percent),
            )
        )
    except Exception as error:
        return _write_failure(job, owner, error)
    finally:
        stop.set()
        beat.join(timeout=5)
    return _finish(job, owner, status=Job.Status.SUCCEEDED, result=result or {}, error=None, progress=100)


def _keep_lease(job_id: uuid.UUID, owner: str, stop: threading.Event) -> None:
    """Tell every third of a lease that this worker lives; a database that is away is asked again next time."""
    try:
        while not stop.wait(settings.JOBS_LEASE_SECONDS / 3):
            try:
                close_old_connections()
                Job.objects.filter(pk=job_id, lease_owner=owner).update(lease_until=_lease_end())
            except DatabaseError:
                log.warning("job.lease.unreachable", job_id=str(job_id))
    finally:
        connection.close()


def _progress(job_id: uuid.UUID, owner: str, percent: int) -> None:
    Job.objects.filter(pk=job_id, lease_owner=owner).update(progress=max(0, min(99, percent)))


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


def _write_failure(job: Job, owner: str, error: Exception) -> str:
    told = describe(error)
    if told["code"] == "internal-error":
        log.error("job.crashed", kind=job.kind, exc_info=error)
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
