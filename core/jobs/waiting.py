"""Waiting for a job on behalf of a caller who asked to (`Prefer: wait=N`)."""

from __future__ import annotations

import functools
import threading
import time
import uuid

from django.conf import settings

from core.models import Job

FIRST_PAUSE = 0.01
LONGEST_PAUSE = 0.2
FREE_THREADS = 4


def wait_for(job_id: uuid.UUID, *, seconds: float) -> Job:
    """The job as it stands when it is final, or when `seconds` are over; at once where so many wait already that
    further ones would leave no thread for short requests. Call it outside a transaction.
    """
    job = Job.objects.get(pk=job_id)
    if job.is_final or seconds <= 0 or not _places().acquire(blocking=False):
        return job
    try:
        return _watch(job, time.monotonic() + seconds)
    finally:
        _places().release()


def _watch(job: Job, until: float) -> Job:
    pause = FIRST_PAUSE
    while not job.is_final and (left := until - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, LONGEST_PAUSE)
        job = Job.objects.get(pk=job.pk)
    return job


@functools.cache
def _places() -> threading.BoundedSemaphore:
    """As many as may wait at once in this process."""
    return threading.BoundedSemaphore(max(1, settings.WEB_THREADS - FREE_THREADS))
