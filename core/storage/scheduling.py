"""When files are verified: a sample of their contents every day, all of them once a week, one run at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction

from core import jobs
from core.clock import manila_today
from core.models import Job
from core.storage.verifying import verify

VERIFY = "storage.verify"


def ask_for_verification() -> Job | None:
    """Ask for the job of the week (all contents) or of the day (a sample), unless it was asked for or one is under way.

    A job of the week that failed is asked for again the next day. Meant to be called every hour, in any number of
    processes: the key of the day and of the week lets one job be.
    """
    if Job.objects.filter(kind=VERIFY, status__in=(Job.Status.QUEUED, Job.Status.RUNNING)).exists():
        return None
    today = manila_today()
    week = f"{VERIFY}:{today:%G-W%V}"
    full = Job.objects.filter(kind=VERIFY, dedupe_key__startswith=week).order_by("created_at", "id").last()
    if full is None:
        return _ask(week, today, sample=None)
    if full.payload["day"] == today.isoformat():
        return None
    if full.status == Job.Status.FAILED:  # storage was away for longer than the job's tries
        return _ask(f"{week}:{today.isoformat()}", today, sample=None)
    return _ask(f"{VERIFY}:{today.isoformat()}", today, sample=settings.STORAGE_VERIFY_SAMPLE)


def turn_of(day: dt.date) -> int:
    """The turn of a day's sample: one on from the day before's, so that no file is left out for ever."""
    return day.toordinal()


def _ask(key: str, day: dt.date, *, sample: float | None) -> Job:
    payload = {"sample": sample, "seed": turn_of(day), "day": day.isoformat()}
    with transaction.atomic():
        return jobs.enqueue(kind=VERIFY, payload=payload, dedupe_key=key)


@jobs.handler(VERIFY, queue="default", max_attempts=3, priority=Job.Priority.BATCH, limit_seconds=6 * 3600)
def run(job: jobs.RunningJob) -> dict[str, Any]:
    """Verify; a fault is the result of the job and not its failure."""
    report = verify(job.payload["sample"], job.payload["seed"], progress=job.progress)
    return {
        "named": report.named,
        "listed": report.listed,
        "read": report.read,
        "faults": {kind.value: count for kind, count in report.counts.items() if count},
    }
