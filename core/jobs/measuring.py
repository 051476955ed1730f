"""How the queues stand, for Prometheus: counted in the database at each scrape, so that every process says the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from django.db import Error
from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from core.jobs.registry import QUEUES
from core.models import Job

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Standing:
    """One queue: jobs that wait (those not due yet included), that are due, run, failed; the age of the oldest due one
    in seconds, 0 where none is.
    """

    queue: str
    queued: int = 0
    due: int = 0
    running: int = 0
    failed: int = 0
    oldest_due_seconds: float = 0.0


def standings() -> list[Standing]:
    """Every queue as it stands, in two queries: one that reads an index alone, and one over what failed. A job that
    somebody cancelled did not fail.
    """
    now = timezone.now()
    going_on = Job.objects.filter(status__in=(Job.Status.QUEUED, Job.Status.RUNNING)).values("status", "queue")
    counted = going_on.annotate(
        count=Count("status"), due=Count("status", filter=Q(run_after__lte=now)), oldest=Min("run_after")
    )
    failed = Job.objects.filter(status=Job.Status.FAILED, cancel_asked_at__isnull=True).values("queue")
    by_queue: dict[str, dict[str, float]] = {name: {} for name in QUEUES}
    for row in counted.order_by():
        of_queue = by_queue.setdefault(row["queue"], {})
        of_queue[row["status"]] = row["count"]
        if row["status"] == Job.Status.QUEUED and row["due"]:
            of_queue |= {"due": row["due"], "oldest_due_seconds": max(0.0, (now - row["oldest"]).total_seconds())}
    for one in failed.annotate(count=Count("status")).order_by():
        by_queue.setdefault(one["queue"], {})[Job.Status.FAILED] = one["count"]
    return [Standing(queue, **figures) for queue, figures in by_queue.items()]  # type: ignore[arg-type]


GAUGES = {
    "hain_jobs_queued": ("Jobs that wait, those for later included", "queued"),
    "hain_jobs_due": ("Jobs that wait and are due", "due"),
    "hain_jobs_running": ("Jobs that run", "running"),
    "hain_jobs_failed": ("Jobs that failed and were neither tried again nor forgotten", "failed"),
    "hain_jobs_oldest_due_seconds": ("How long the oldest due job has waited", "oldest_due_seconds"),
}


class _Queues:
    """Prometheus's collector of the standings."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A gauge by queue for each figure; none where the database does not answer, as its age would be a lie."""
        try:
            found = standings()
        except Error as error:
            log.warning("jobs.metrics.away", error=type(error).__name__)
            return
        for name, (meaning, field) in GAUGES.items():
            gauge = GaugeMetricFamily(name, meaning, labels=["queue"])
            for one in found:
                gauge.add_metric([one.queue], getattr(one, field))
            yield gauge


_registry = CollectorRegistry(auto_describe=False)
_registry.register(_Queues())


def exposition() -> bytes:
    """The gauges in Prometheus's text format, to stand beside what processes count themselves."""
    return bytes(generate_latest(_registry))
