"""The Celery application, and what it runs: a job by its id, and an entry of the periodic table by its name.

It is imported only where a broker is set: by whoever hands a job over, and by worker and beat (`config.celery`).
"""

from __future__ import annotations

import uuid

from celery import Celery
from kombu import Queue

from core.jobs.registry import QUEUES
from core.jobs.running import run
from core.jobs.schedule import periodic_table

app = Celery("hain")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue(name) for name in QUEUES]
app.conf.task_default_queue = "default"


@app.task(name="core.run_job", acks_late=True, reject_on_worker_lost=True)
def run_job(job_id: str) -> None:
    """Run one job; its outcome stands in its row. Whoever hands it over gives the time after which it is killed."""
    run(uuid.UUID(job_id))


@app.task(name="core.run_periodic", ignore_result=True)
def run_periodic(name: str) -> None:
    """Run one entry of the periodic table; beat runs them itself, this is for a message that it sent before."""
    periodic_table()[name].run()
