"""The Celery application, and what it runs: a job by its id, and an entry of the periodic table by its name.

It is imported only where a broker is set: by whoever hands a job over, and by worker and beat (`config.celery`).
"""

from __future__ import annotations

import uuid

from celery import Celery, Task
from django.conf import settings
from django.db import Error
from kombu import Queue

from core.jobs.registry import QUEUES
from core.jobs.running import run_and_more
from core.jobs.schedule import periodic_table

ASKED_AGAIN = 20
app = Celery("hain")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue(name) for name in QUEUES]
app.conf.task_default_queue = "default"


@app.task(bind=True, name="core.run_job", acks_late=True, reject_on_worker_lost=True, max_retries=ASKED_AGAIN)
def run_job(self: Task, job_id: str) -> None:
    """Run one job, and others that wait with it; their outcomes stand in their rows. Whoever hands it over gives the
    time after which it is killed.

    While the database is away nothing can be taken or written: the message comes again in a moment, so that the job
    need not wait until the sweep takes the message for lost.
    """
    try:
        run_and_more(uuid.UUID(job_id))
    except Error as away:
        raise self.retry(exc=away, countdown=settings.JOBS_RETRY_BASE_SECONDS) from away


@app.task(name="core.run_periodic", ignore_result=True)
def run_periodic(name: str) -> None:
    """Run one entry of the periodic table; beat runs them itself, this is for a message that it sent before."""
    periodic_table()[name].run()
