"""What Celery runs: a job by its id, and an entry of the periodic table by its name."""

from __future__ import annotations

import uuid

from celery import shared_task

from core.jobs.running import run
from core.jobs.schedule import periodic_table


@shared_task(name="core.run_job", acks_late=True, reject_on_worker_lost=True)
def run_job(job_id: str) -> None:
    """Run one job; its outcome stands in its row."""
    run(uuid.UUID(job_id))


@shared_task(name="core.run_periodic", ignore_result=True)
def run_periodic(name: str) -> None:
    """Run one entry of the periodic table."""
    periodic_table()[name].run()
