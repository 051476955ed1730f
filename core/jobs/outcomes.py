"""How a try of a job ended, as it is written in the row: always under the lease of who ran it."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
import uuid
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import F, Q
from django.utils import timezone

from core.errors import Conflict, DomainError, ServiceUnavailable
from core.models import Job
from core.updating import update, update_each

log = structlog.get_logger(__name__)
MAX_BACKOFF_SECONDS = 900
KEPT_SECONDS = 0.1  # so long a job that is done may wait for others, to be written down with them
_FREE: dict[str, Any] = {"lease_until": None, "lease_owner": ""}
_SUCCEEDED: dict[str, Any] = {**_FREE, "status": Job.Status.SUCCEEDED, "error": None, "progress": 100}


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
    def before_it_began(cls) -> JobCancelled:
        """The end of a job that waited."""
        return cls("It was cancelled before it began.")

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
    return _finish(job, owner, **_SUCCEEDED, result=result)


class Successes:
    """Jobs of `owner` that are done, to be written down several at once, by whichever of its threads comes first.

    A worker that is killed before that lets them be run once more, as one that was killed a moment earlier would.
    """

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._lock = threading.Lock()
        self._results: dict[uuid.UUID, dict[str, Any]] = {}
        self._since = 0.0

    def add(self, job: Job, result: dict[str, Any]) -> str:
        """Keep it, and write down all where the first of them has waited for long; gives `succeeded`."""
        with self._lock:
            if not self._results:
                self._since = time.monotonic()
            self._results[job.pk] = result
        if self.are_due():
            self.write()
        return str(Job.Status.SUCCEEDED)

    def are_due(self) -> bool:
        """Whether the first of them has waited for long."""
        return bool(self._results) and time.monotonic() - self._since >= KEPT_SECONDS

    def write(self) -> None:
        """Write them down, in one statement; not those whose lease is another's by now."""
        with self._lock:
            results, self._results = self._results, {}
        changes = {**_SUCCEEDED, "finished_at": timezone.now()}
        try:
            written = update_each(Job, "result", results, changes, where=_held_by(self._owner))
        except DatabaseError:
            with self._lock:
                self._results = {**results, **self._results}
            raise
        if written != len(results):
            log.warning("jobs.lost", count=len(results) - written)


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


def _held_by(owner: str) -> dict[str, Any]:
    return {"lease_owner": owner, "status": Job.Status.RUNNING}


def _finish(job: Job, owner: str, **values: Any) -> str:
    """Write the outcome if the lease is still ours; a worker that lost it writes nothing."""
    final = values["status"] in (Job.Status.SUCCEEDED, Job.Status.FAILED)
    values = {**_FREE, "finished_at": timezone.now() if final else None, **values}
    if not update(Job, values, where={"id": job.pk, **_held_by(owner)}):
        return "lost"
    return "retry" if values["status"] == Job.Status.QUEUED else str(values["status"])
