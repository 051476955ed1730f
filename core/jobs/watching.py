"""Watching over a job while it runs: its lease is kept alive, its time is measured, and a wish to cancel it is heard.

A thread beside the handler does so. It cannot end the handler: it writes how the job stands, and the handler ends at
its next step (`core.stopping`). Celery kills a child that goes on regardless; in a process with threads another thread
takes the place of the one that is held.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.db.models import QuerySet

from core.jobs import outcomes
from core.models import Job
from core.stopping import Stop, WorkStopped

log = structlog.get_logger(__name__)


class Overtaken(Exception):  # noqa: N818 - a state of affairs; it is told to nobody
    """The lease ran out, and another worker has the job or is about to."""


class Watch:
    """One try of one job under the lease of `owner`."""

    def __init__(self, job: Job, owner: str, limit_seconds: float, abandoned: Callable[[], None]) -> None:
        self.stop = Stop()
        self._job, self._owner = job, owner
        self._limit = limit_seconds
        self._ends = time.monotonic() + limit_seconds
        self._abandoned = abandoned
        self._over = threading.Event()
        self._outcome = ""

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Watch for as long as the block runs."""
        thread = threading.Thread(target=self._keep, daemon=True, name="job-watch")
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join(timeout=5)

    def progress(self, percent: int) -> None:
        """Write how far the job is. Raises WorkStopped where it was cancelled, is out of time or was taken over."""
        if self.stop.reason is None and not self._ours().update(progress=max(0, min(99, percent))):
            self.stop.ask(self._why_not())
        if self.stop.reason is not None:
            raise WorkStopped(str(self.stop.reason))

    def _ours(self) -> QuerySet[Job]:
        return Job.objects.filter(
            pk=self._job.pk, lease_owner=self._owner, status=Job.Status.RUNNING, cancel_asked_at__isnull=True
        )

    def _why_not(self) -> Exception:
        """Why the job is not ours to go on with."""
        cancelled = Job.objects.filter(pk=self._job.pk, lease_owner=self._owner, cancel_asked_at__isnull=False)
        if cancelled.exists():
            return outcomes.JobCancelled.while_running()
        return Overtaken("another worker has taken the job over")

    def _keep(self) -> None:
        try:
            while not self._over.wait(self._pause()):
                try:
                    close_old_connections()
                    if self._look():
                        return
                except DatabaseError:
                    log.warning("job.lease.unreachable", job_id=str(self._job.pk))
        finally:
            connection.close()

    def _pause(self) -> float:
        """A third of a lease, or less where the job's time ends before; a moment where it ended and is not written."""
        return max(0.2, min(settings.JOBS_LEASE_SECONDS / 3, self._ends - time.monotonic()))

    def _look(self) -> bool:
        """Renew the lease, or stop the job; whether it was stopped."""
        if time.monotonic() >= self._ends:
            self.stop.ask(outcomes.JobTimedOut(f"It took longer than {_in_words(self._limit)} and was stopped."))
        elif not self._ours().update(lease_until=outcomes.lease_end()):
            self.stop.ask(self._why_not())
        if self.stop.reason is None:
            return False
        self.ended()
        self._abandoned()
        return True

    def ended(self) -> str:
        """Write, once, why the job was stopped; the outcome in a word."""
        reason = self.stop.reason
        if reason is None or isinstance(reason, Overtaken):
            return "lost"
        if not self._outcome:
            self._outcome = outcomes.fail(self._job, self._owner, reason)
            log.warning("job.stopped", job_id=str(self._job.pk), kind=self._job.kind, why=str(reason))
        return self._outcome


def _in_words(seconds: float) -> str:
    """A length of time for a sentence: `30 seconds`, `5 minutes`, `6 hours`."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds >= 2 * size or seconds == size:
            count = round(seconds / size)
            return f"{count} {name}{'s' if count != 1 else ''}"
    return f"{seconds:g} seconds"
