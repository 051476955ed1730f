"""The product's Celery application, with kinds of job that tests ask for: `celery -A tests.faults.kinds worker`."""

from __future__ import annotations

import time
from typing import Any

from config.celery import app
from core import jobs

__all__ = ["app"]


@jobs.handler("test.note", queue="default")
def note(job: jobs.RunningJob) -> dict[str, Any]:
    """Done at once."""
    return {"note": job.payload["note"]}


@jobs.handler("test.hang", queue="default", max_attempts=1, limit_seconds=1)
def hang(job: jobs.RunningJob) -> None:
    """Never ends, and hears nothing."""
    while True:
        time.sleep(60)
