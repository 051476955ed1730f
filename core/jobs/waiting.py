"""Waiting for a job on behalf of a caller who asked to (`Prefer: wait=N`)."""

from __future__ import annotations

import time
import uuid

from core.models import Job

FIRST_PAUSE = 0.01
LONGEST_PAUSE = 0.2


def wait_for(job_id: uuid.UUID, *, seconds: float) -> Job:
    """The job as it stands when it is final, or when `seconds` are over. Call it outside a transaction."""
    until = time.monotonic() + seconds
    pause = FIRST_PAUSE
    while True:
        job = Job.objects.get(pk=job_id)
        left = until - time.monotonic()
        if job.is_final or left <= 0:
            return job
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, LONGEST_PAUSE)
