"""Waiting for a job on behalf of a caller who asked to (`Prefer: wait=N`)."""

from __future__ import annotations

import time
import uuid

from core import places
from core.models import Job

FIRST_PAUSE = 0.01
LONGEST_PAUSE = 0.2


def wait_for(job_id: uuid.UUID, *, seconds: float) -> Job:
    """The job as it stands when it is final, or when `seconds` are over; at once where so many wait already that
    further ones would leave no thread for short requests. Call it outside a transaction.
    """
    job = Job.objects.get(pk=job_id)
    if job.is_final or seconds <= 0:
        return job
    with places.place() as taken:
        return _watch(job, time.monotonic() + seconds) if taken else job


def _watch(job: Job, until: float) -> Job:
    pause = FIRST_PAUSE
    while not job.is_final and (left := until - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, LONGEST_PAUSE)
        job = Job.objects.get(pk=job.pk)
    return job
