"""The sweep: hands over due jobs, those the broker lost, and those whose worker died."""

from __future__ import annotations

import datetime as dt

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from core.jobs import dispatching
from core.models import Job

log = structlog.get_logger(__name__)
BATCH = 200


def sweep() -> int:
    """Hand over what is due and not in anybody's hands; gives how many. Safe to run anywhere, any number of times."""
    now = timezone.now()
    lost = now - dt.timedelta(seconds=settings.JOBS_REDISPATCH_SECONDS)
    waiting = Q(status=Job.Status.QUEUED, run_after__lte=now) & (
        Q(dispatched_at__isnull=True) | Q(dispatched_at__lt=lost)
    )
    orphaned = Q(status=Job.Status.RUNNING, lease_until__lt=now)
    due = list(Job.objects.filter(waiting | orphaned).order_by("run_after").values_list("pk", "queue")[:BATCH])
    for job_id, queue in due:
        dispatching.dispatch(job_id, queue)
    if due:
        log.info("jobs.swept", count=len(due))
    return len(due)
