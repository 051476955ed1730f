"""Handing a job's id to whoever runs it: Celery where a broker is set, else this process.

A hand-over that fails is no failure of the request: the row is there, and the sweep hands it over again.
"""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from core.jobs import running
from core.models import Job

log = structlog.get_logger(__name__)
_pool: ThreadPoolExecutor | None = None


def start_threads() -> None:
    """From now on jobs of this process run in threads of their own (the web process of the embedded default)."""
    global _pool  # noqa: PLW0603 - one pool a process, as there is one process
    if _pool is None:
        _pool = ThreadPoolExecutor(max_workers=settings.JOBS_THREADS, thread_name_prefix="job")


def stop_threads() -> None:
    """End the pool; jobs that were not begun stay queued in the database."""
    global _pool  # noqa: PLW0603
    if _pool is not None:
        _pool.shutdown(wait=False, cancel_futures=True)
        _pool = None


def dispatch(job_id: uuid.UUID, queue: str) -> None:
    """Hand the job over; never raises."""
    try:
        Job.objects.filter(pk=job_id, status=Job.Status.QUEUED).update(dispatched_at=timezone.now())
        if settings.CELERY_BROKER_URL:
            _to_celery(job_id, queue)
        elif _pool is not None:
            _pool.submit(_in_thread, job_id)
        else:
            running.run(job_id)
    except Exception as error:
        log.warning("job.dispatch.failed", job_id=str(job_id), error=type(error).__name__)
        _not_in_anybodys_hands(job_id)


def _not_in_anybodys_hands(job_id: uuid.UUID) -> None:
    """Let the next sweep hand the job over, and not only the one that looks for lost messages."""
    try:
        Job.objects.filter(pk=job_id, status=Job.Status.QUEUED).update(dispatched_at=None)
    except DatabaseError:
        log.warning("job.dispatch.unmarked", job_id=str(job_id))


def _to_celery(job_id: uuid.UUID, queue: str) -> None:
    from core.tasks import run_job  # celery is loaded only where a broker is set

    run_job.apply_async(args=[str(job_id)], queue=queue, retry=False)


def _in_thread(job_id: uuid.UUID) -> None:
    close_old_connections()
    try:
        running.run(job_id)
    except Exception:
        log.exception("job.thread.failed", job_id=str(job_id))
    finally:
        close_old_connections()
