"""When entries are sealed and the chain is verified: every minute, and once a week."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from core import jobs
from core.chain import recording, sealer
from core.chain.verifying import verify
from core.clock import manila_today
from core.models import Job

VERIFY = "audit.verify"


def run_pass() -> None:
    """One pass of sealing, and what it leaves behind."""
    try:
        sealed = sealer.seal()
    except sealer.ChainStoppedError as stopped:
        recording.keep_stop(sealer.head(), reason=str(stopped))
        return
    end = sealer.head()
    if sealed and end is not None:
        recording.keep_head(end, sealed=sealed)


def ask_for_verification() -> Job | None:
    """Ask for the job of the week, unless it was asked for; one that failed is asked for again the next day.

    Meant to be called every hour, in any number of processes: the key of the week or of the day lets one job be.
    """
    today = manila_today()
    week = f"{VERIFY}:{today:%G-W%V}"
    last = Job.objects.filter(kind=VERIFY, dedupe_key__startswith=week).order_by("created_at", "id").last()
    if last is None:
        return _ask(week, today.isoformat())
    if last.status != Job.Status.FAILED or last.payload["day"] == today.isoformat():
        return None
    return _ask(f"{week}:{today.isoformat()}", today.isoformat())


def _ask(key: str, day: str) -> Job:
    with transaction.atomic():
        return jobs.enqueue(kind=VERIFY, payload={"day": day}, dedupe_key=key)


@jobs.handler(VERIFY, queue="default", max_attempts=3, priority=Job.Priority.BATCH, limit_seconds=6 * 3600)
def run(job: jobs.RunningJob) -> dict[str, Any]:
    """Verify; a finding is the result of the job and not its failure."""
    report = verify(progress=job.progress)
    recording.keep(report)
    return {
        "verified": report.verified,
        "unsealed": report.young + report.late,
        "head": str(report.head) if report.head else None,
        "finding": report.finding.place if report.finding else None,
    }
