"""What `celery -A config` starts: workers for the four queues, and beat over the periodic table."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - after setup

from core import backends  # noqa: E402
from core.jobs.schedule import periodic_table  # noqa: E402
from core.tasks import app, run_periodic  # noqa: E402

backends.refuse_simulated()
app.conf.beat_schedule_filename = str(settings.VAR_DIR / "celerybeat-schedule")
app.conf.beat_schedule = {
    name: {
        "task": run_periodic.name,
        "schedule": entry.seconds,
        "args": [name],
        "options": {"expires": entry.seconds * 5},
    }
    for name, entry in periodic_table().items()
}

__all__ = ["app"]
