"""The sweep: hands over due jobs, those the broker lost, and those whose worker died; and forgets old ones."""

from __future__ import annotations

import datetime as dt

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from core.jobs import dispatching
from core.jobs.running import give_up
from core.models import Job

log = structlog.get_logger(__name__)
BATCH = 200


def sweep() -> int:
    """Hand over what is due and not in anybody's hands; gives how many. Safe to run anywhere, any number of times."""
    give_up()
    _free_orphans()
    now = timezone.now()
    lost = now - dt.timedelta(seconds=settings.JOBS_REDISPATCH_SECONDS)
    waiting = Q(status=Job.Status.QUEUED, run_after__lte=now) & (
        Q(dispatched_at__isnull=True) | Q(dispatched_at__lt=lost)
    )
    due = list(Job.objects.filter(waiting).order_by("run_after").values_list("pk", "queue")[:BATCH])
    for job_id, queue in due:
        dispatching.dispatch(job_id, queue)
    if due:
        log.info("jobs.swept", count=len(due))
    return len(due)


def _free_orphans() -> None:
    """Queue again what a dead worker held; from then on it is handed over once, as any other job."""
    Job.objects.filter(status=Job.Status.RUNNING, lease_until__lt=timezone.now()).update(
        status=Job.Status.QUEUED, lease_until=None, lease_owner="", dispatched_at=None
    )


def purge() -> int:
    """Forget finished jobs older than JOBS_KEEP_DAYS, in small steps; gives how many."""
    before = timezone.now() - dt.timedelta(days=settings.JOBS_KEEP_DAYS)
    final = Job.objects.filter(status__in=(Job.Status.SUCCEEDED, Job.Status.FAILED), finished_at__lt=before)
    old = list(final.values_list("pk", flat=True)[:BATCH])
    Job.objects.filter(pk__in=old).delete()
    return len(old)
