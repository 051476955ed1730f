"""What `celery -A config` starts: workers for the four queues, and beat over the periodic table."""

from __future__ import annotations

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from core import backends  # noqa: E402 - after setup
from core.tasks import app  # noqa: E402

backends.refuse_simulated()
# A worker forks its processes from here: what is loaded by now stays shared among them, a third less for each.
gc.collect()
gc.freeze()

__all__ = ["app"]
