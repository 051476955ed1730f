"""Backpressure: a full queue refuses further work that somebody would wait for, in place of growing without bound.

The check stands in `enqueue`, so that no room needs to think of it: it concerns jobs of priority INTERACTIVE that a
request asks for. What follows from an accepted change (events, the next step of a batch, what a job asks for) is never
refused. How many wait is counted at most once a second in each process and queue; between two counts a process adds
what it asked for itself, so that it is late by what the other processes asked for within that second.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from core import stopping
from core.errors import ServiceUnavailable
from core.models import Job

FRESH_SECONDS = 1.0
RETRY_AFTER_SECONDS = 15


class QueueFull(ServiceUnavailable):
    """So much work waits already that more would only wait longer; nothing was changed."""

    code = "queue-full"
    title = "Too much work is waiting already"


@dataclass
class _Count:
    waiting: int
    at: float


_counts: dict[str, _Count] = {}
_lock = threading.Lock()


def require_room(queue: str, priority: int) -> None:
    """Raise QueueFull where `queue` has no room for further work of this priority. At most one query, and none most of
    the time.
    """
    if priority != Job.Priority.INTERACTIVE or stopping.is_work():
        return
    most: int = settings.JOBS_MAX_QUEUED[queue]
    known = _counts.get(queue)
    if known is None or time.monotonic() - known.at >= FRESH_SECONDS:
        known = _Count(_waiting(queue, most), time.monotonic())
    with _lock:
        if known.waiting < most:
            known.waiting += 1
            _counts[queue] = known
            return
        _counts[queue] = known
    raise QueueFull(
        f"{most:,} pieces of work wait on the queue {queue}. Nothing was changed; try again in a while.",
        retry_after=RETRY_AFTER_SECONDS,
    )


def reset() -> None:
    """Forget what was counted (tests)."""
    _counts.clear()


def _waiting(queue: str, most: int) -> int:
    """How many due jobs wait on the queue; counting ends at the limit."""
    due = Job.objects.filter(status=Job.Status.QUEUED, queue=queue, run_after__lte=timezone.now())
    return due[:most].count()
