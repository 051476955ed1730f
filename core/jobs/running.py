"""Running one job: take it by a lease, run its handler under a watch, write down how it ended."""

from __future__ import annotations

import functools
import time
import uuid
from collections.abc import Callable

import structlog
from django.db.models import F, Q
from django.utils import timezone
from prometheus_client import Counter, Histogram

from core import idempotency, stopping
from core.ids import new_id
from core.jobs import outcomes
from core.jobs.registry import RunningJob, kind_of
from core.jobs.watching import Watch
from core.models import Job

log = structlog.get_logger(__name__)
JOBS_RUN = Counter("hain_jobs_run_total", "Tries of jobs by kind and outcome", ["kind", "outcome"])
JOB_SECONDS = Histogram("hain_job_seconds", "Seconds a try took", ["kind"])


def _nobody() -> None:
    """Nobody needs to know that the thread is held by a job that was stopped."""


def run(job_id: uuid.UUID, *, abandoned: Callable[[], None] = _nobody) -> None:
    """Run the job if it is due and nobody else holds it; its outcome, failure included, stands in the row.

    `abandoned` is called, from another thread, when the job was stopped while this thread may still be held by it.
    """
    owner = str(new_id())
    if not _take(job_id, owner):
        return
    job = Job.objects.get(pk=job_id)
    started = time.monotonic()
    logged = structlog.contextvars.bound_contextvars(job_id=str(job.pk), request_id=job.request_id)
    with logged, idempotency.entered(None):  # a job may run in the thread of the request that asked for it
        outcome = _attempt(job, owner, abandoned)
        seconds = time.monotonic() - started
        log.info("job.run", kind=job.kind, attempt=job.attempts, outcome=outcome, seconds=round(seconds, 3))
    JOBS_RUN.labels(job.kind, outcome).inc()
    JOB_SECONDS.labels(job.kind).observe(seconds)


def _take(job_id: uuid.UUID, owner: str) -> bool:
    now = timezone.now()
    orphaned = Q(status=Job.Status.RUNNING, lease_until__lt=now, attempts__lt=F("max_attempts"))
    free = Q(status=Job.Status.QUEUED, run_after__lte=now) | orphaned
    taken = Job.objects.filter(free, pk=job_id, cancel_asked_at__isnull=True).update(
        status=Job.Status.RUNNING,
        lease_owner=owner,
        lease_until=outcomes.lease_end(),
        attempts=F("attempts") + 1,
        progress=0,
    )
    if not taken:  # asked last, since it is seldom so
        outcomes.give_up(job_id=job_id)
    return taken == 1


def _attempt(job: Job, owner: str, abandoned: Callable[[], None]) -> str:
    try:
        kind = kind_of(job.kind)
    except KeyError as unknown:  # asked for by a newer release than this worker's
        return outcomes.fail(job, owner, unknown)
    watch = Watch(job, owner, kind.limit_seconds, abandoned)
    told = RunningJob(
        id=job.pk,
        kind=job.kind,
        payload=job.payload,
        attempt=job.attempts,
        user_id=job.user_id,
        case_id=job.case_id,
        progress=watch.progress,
    )
    write: Callable[[], str]
    with watch.kept():
        try:
            with stopping.working(watch.stop):
                result = kind.run(told)
            write = functools.partial(outcomes.succeed, job, owner, result or {})
        except stopping.WorkStopped:
            write = watch.ended
        except Exception as error:
            write = functools.partial(outcomes.fail, job, owner, error)
    return write()
