"""Which jobs a broker has lost: handed over long ago, still queued, and no message is there for them.

A job may also wait long because many wait before it. To hand such a one over again adds a message each time, and a
flood would grow by itself; so the messages that are there are counted first.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

import structlog
from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from core.models import Job

log = structlog.get_logger(__name__)


def lost(most: int) -> list[Job]:
    """At most `most` jobs that nobody will come for; none while the broker does not answer."""
    now = timezone.now()
    since = now - dt.timedelta(seconds=settings.JOBS_REDISPATCH_SECONDS)
    handed_over = Job.objects.filter(status=Job.Status.QUEUED, run_after__lte=now, dispatched_at__isnull=False)
    old = handed_over.filter(dispatched_at__lt=since).only("kind", "queue", "priority")
    found = list(old.order_by("priority", "run_after")[:most])
    if not found or not settings.CELERY_BROKER_URL:
        return found
    waiting = handed_over.values("queue").annotate(count=Count("pk")).order_by()
    missing = Counter({one["queue"]: one["count"] for one in waiting})
    try:
        missing.subtract({name: _messages(name) for name in {job.queue for job in found}})
    except Exception as error:  # whatever the broker's library raises
        log.warning("jobs.broker.unreachable", error=type(error).__name__)
        return []
    chosen = []
    for job in found:
        if missing[job.queue] > 0:
            missing[job.queue] -= 1
            chosen.append(job)
    return chosen


def _messages(queue: str) -> int:
    """How many messages lie on the queue."""
    from kombu.exceptions import ChannelError  # celery and kombu are loaded only where a broker is set

    from core.tasks import app

    with app.connection_or_acquire() as connection:
        try:
            declared = connection.default_channel.queue_declare(queue=queue, passive=True)
        except ChannelError:  # an empty queue is none
            return 0
        return int(declared.message_count)
