"""The sweep: hands over due jobs, those the broker lost, and those whose worker died; and forgets old ones."""

from __future__ import annotations

import datetime as dt

import structlog
from django.conf import settings
from django.utils import timezone

from core.jobs import dispatching
from core.jobs.lost import lost
from core.jobs.outcomes import end_cancelled, give_up
from core.models import Job

log = structlog.get_logger(__name__)
BATCH = 200


def sweep() -> int:
    """Hand over what is due and not in anybody's hands; gives how many. Safe to run anywhere, any number of times."""
    end_cancelled()
    give_up()
    _free_orphans()
    handed_over = _hand_over(_waiting()) + _hand_over(lost(BATCH))
    if handed_over:
        log.info("jobs.swept", count=handed_over)
    return handed_over


def _free_orphans() -> None:
    """Queue again what a dead worker held; from then on it is handed over once, as any other job."""
    Job.objects.filter(status=Job.Status.RUNNING, lease_until__lt=timezone.now()).update(
        status=Job.Status.QUEUED, lease_until=None, lease_owner="", dispatched_at=None
    )


def _waiting() -> list[Job]:
    """Due jobs that are in nobody's hands; interactive ones first."""
    due = Job.objects.filter(dispatched_at__isnull=True, status=Job.Status.QUEUED, run_after__lte=timezone.now())
    return list(due.order_by("priority", "run_after").only("kind", "queue", "priority")[:BATCH])


def _hand_over(jobs: list[Job]) -> int:
    """Hand the jobs over in their order, up to the first that nobody takes; gives how many were."""
    _mark(jobs, timezone.now())
    for count, job in enumerate(jobs):
        if not dispatching.dispatch(job):
            _mark(jobs[count:], None)
            return count
    return len(jobs)


def take_back_all() -> int:
    """Where one process does everything: what an earlier process had in hand is in nobody's now. Gives how many."""
    return Job.objects.filter(status=Job.Status.QUEUED, dispatched_at__isnull=False).update(dispatched_at=None)


def _mark(jobs: list[Job], at: dt.datetime | None) -> None:
    if jobs:
        Job.objects.filter(pk__in=[job.pk for job in jobs], status=Job.Status.QUEUED).update(dispatched_at=at)


def purge() -> int:
    """Forget jobs that succeeded longer than JOBS_KEEP_DAYS ago and those that failed longer than
    JOBS_KEEP_FAILED_DAYS ago, all that are due, in small steps; gives how many.
    """
    return _forget(Job.Status.SUCCEEDED, settings.JOBS_KEEP_DAYS) + _forget(
        Job.Status.FAILED, settings.JOBS_KEEP_FAILED_DAYS
    )


def _forget(status: str, days: int) -> int:
    """Each step is a transaction of its own, so that nobody waits for its locks."""
    old = Job.objects.filter(status=status, finished_at__lt=timezone.now() - dt.timedelta(days=days))
    forgotten = 0
    while ids := list(old.order_by("finished_at").values_list("pk", flat=True)[:BATCH]):
        forgotten += Job.objects.filter(pk__in=ids).delete()[0]
    return forgotten
