"""Celery: workers for the four queues, and beat over the periodic table."""

from __future__ import annotations

import os

import django
from celery import Celery
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - after setup

from core import backends, tasks  # noqa: E402
from core.jobs.registry import QUEUES  # noqa: E402
from core.jobs.schedule import periodic_table  # noqa: E402

backends.refuse_simulated()
app = Celery("hain")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue(name) for name in QUEUES]
app.conf.task_default_queue = "default"
app.conf.beat_schedule_filename = str(settings.VAR_DIR / "celerybeat-schedule")
app.conf.beat_schedule = {
    name: {
        "task": tasks.run_periodic.name,
        "schedule": entry.seconds,
        "args": [name],
        "options": {"expires": entry.seconds * 5},
    }
    for name, entry in periodic_table().items()
}
