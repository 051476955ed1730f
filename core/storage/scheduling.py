"""When files are verified: a sample of their contents every day, all of them once a week, one run at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction

from core import jobs
from core.clock import MANILA, manila_today
from core.models import Job
from core.storage.verifying import verify

VERIFY = "storage.verify"


def ask_for_verification() -> Job | None:
    """Ask for the job of the week (all contents) or of the day (a sample), unless it was asked for or one is under way.

    Meant to be called every hour, in any number of processes: the key of the day and of the week lets one job be.
    """
    if Job.objects.filter(kind=VERIFY, status__in=(Job.Status.QUEUED, Job.Status.RUNNING)).exists():
        return None
    today = manila_today()
    week = f"{VERIFY}:{today:%G-W%V}"
    full = Job.objects.filter(dedupe_key=week).first()
    if full is None:
        return _ask(week, {"sample": None, "seed": 0})
    if full.created_at.astimezone(MANILA).date() == today:
        return None
    return _ask(f"{VERIFY}:{today:%Y-%m-%d}", {"sample": settings.STORAGE_VERIFY_SAMPLE, "seed": turn_of(today)})


def turn_of(day: dt.date) -> int:
    """The turn of a day's sample: one on from the day before's, so that no file is left out for ever."""
    return day.toordinal()


def _ask(key: str, payload: dict[str, Any]) -> Job:
    with transaction.atomic():
        return jobs.enqueue(kind=VERIFY, payload=payload, dedupe_key=key)


@jobs.handler(VERIFY, queue="default", max_attempts=3)
def run(job: jobs.RunningJob) -> dict[str, Any]:
    """Verify; a fault is the result of the job and not its failure."""
    report = verify(job.payload["sample"], job.payload["seed"], progress=job.progress)
    return {
        "named": report.named,
        "listed": report.listed,
        "read": report.read,
        "faults": {kind.value: count for kind, count in report.counts.items() if count},
    }
