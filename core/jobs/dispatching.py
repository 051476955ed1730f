"""Handing a job's id to whoever runs it: Celery where a broker is set, else this process.

A hand-over that fails is no failure of the request: the row is there, and the sweep hands it over again.
"""

from __future__ import annotations

import uuid

import structlog
from django.conf import settings
from django.db import DatabaseError

from core.jobs import running
from core.jobs.registry import QUEUES, limit_of
from core.jobs.threads import Threads
from core.models import Job

log = structlog.get_logger(__name__)
# A job that is out of time says so itself; a child of Celery's that does not end then is killed so much later.
KILLED_AFTER_SECONDS = 10.0
_threads: dict[str, Threads[uuid.UUID]] | None = None


def start_threads() -> None:
    """From now on jobs of this process run in threads of their own (the web process of the embedded default)."""
    global _threads  # noqa: PLW0603 - one set a process, as there is one process
    if _threads is None:
        _threads = {name: Threads(f"job-{name}", settings.JOBS_THREADS, running.run_and_more) for name in QUEUES}


def stop_threads() -> None:
    """End the threads; jobs that were not begun stay queued in the database."""
    global _threads
    stopped, _threads = _threads or {}, None
    for one in stopped.values():
        one.stop()


def dispatch(job: Job) -> bool:
    """Hand over a job whose row says already that it is; whether somebody took it. Never raises: where nobody did, the
    next sweep hands it over.
    """
    try:
        if settings.CELERY_BROKER_URL:
            _to_celery(job)
        elif _threads is not None:
            _threads[job.queue].submit(job.pk, job.priority)
        else:
            running.run(job.pk)
    except Exception as error:
        log.warning("job.dispatch.failed", job_id=str(job.pk), error=type(error).__name__)
        _not_in_anybodys_hands(job.pk)
        return False
    return True


def _not_in_anybodys_hands(job_id: uuid.UUID) -> None:
    """Let the next sweep hand the job over, and not only the one that looks for lost messages."""
    try:
        Job.objects.filter(pk=job_id, status=Job.Status.QUEUED).update(dispatched_at=None)
    except DatabaseError:
        log.warning("job.dispatch.unmarked", job_id=str(job_id))


def _to_celery(job: Job) -> None:
    from core.tasks import run_job  # celery is loaded only where a broker is set

    run_job.apply_async(
        args=[str(job.pk)],
        queue=job.queue,
        priority=job.priority,
        time_limit=limit_of(job.kind) + KILLED_AFTER_SECONDS,
        retry=False,
    )
