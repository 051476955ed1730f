"""Watching over the jobs that a worker holds: the lease of the one that runs is kept alive, its time is measured, and
a wish to cancel it is heard.

A thread beside the handler does so. It cannot end the handler: it writes how the job stands, and the handler ends at
its next step (`core.stopping`). Celery kills a child that goes on regardless; in a process with threads another thread
takes the place of the one that is held. What the worker had taken to do next does not wait for a job that takes long,
nor does what it had done wait to be written down.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.db.models import QuerySet

from core.jobs import outcomes
from core.jobs.registry import DEFAULT_LIMIT_SECONDS
from core.jobs.taking import give_back, still_held
from core.models import Job
from core.stopping import Stop, WorkStopped

log = structlog.get_logger(__name__)
WRITES_SECONDS = 0.5  # so soon what is done is written down, where the next job takes long
LOOKS_AGAIN_SECONDS = 0.1  # so soon a wish to cancel a job that was taken and not begun is heard


class Overtaken(Exception):  # noqa: N818 - a state of affairs; it is told to nobody
    """The lease ran out, and another worker has the job or is about to."""


class Turn:
    """One try of one job under the lease of `owner`."""

    def __init__(self, job: Job, owner: str, limit_seconds: float) -> None:
        self.job, self.stop = job, Stop()
        self._owner, self._limit = owner, limit_seconds
        self.ends = time.monotonic() + limit_seconds
        self._outcome = ""

    def progress(self, percent: int) -> None:
        """Write how far the job is. Raises WorkStopped where it was cancelled, is out of time or was taken over."""
        if self.stop.reason is None and not _ours(self.job, self._owner).update(progress=max(0, min(99, percent))):
            self.stop.ask(self.why_not())
        if self.stop.reason is not None:
            raise WorkStopped(str(self.stop.reason))

    def why_not(self) -> Exception:
        """Why the job is not ours to go on with."""
        cancelled = Job.objects.filter(pk=self.job.pk, lease_owner=self._owner, cancel_asked_at__isnull=False)
        if cancelled.exists():
            return outcomes.JobCancelled.while_running()
        return Overtaken("another worker has taken the job over")

    def timed_out(self) -> bool:
        """Stop it where its time is over; whether it is."""
        if time.monotonic() < self.ends:
            return False
        self.stop.ask(outcomes.JobTimedOut(f"It took longer than {_in_words(self._limit)} and was stopped."))
        return True

    def ended(self) -> str:
        """Write, once, why the job was stopped; the outcome in a word."""
        reason = self.stop.reason
        if reason is None or isinstance(reason, Overtaken):
            return "lost"
        if not self._outcome:
            self._outcome = outcomes.fail(self.job, self._owner, reason)
            log.warning("job.stopped", job_id=str(self.job.pk), kind=self.job.kind, why=str(reason))
        return self._outcome


class Watch:
    """Over what one worker holds under the lease of `owner`: the job whose turn it is, and those that it took to do
    next. `abandoned` is called when a job was stopped that may hold the worker's thread for long.
    """

    def __init__(self, owner: str, abandoned: Callable[[], None]) -> None:
        self._owner, self._abandoned = owner, abandoned
        self.successes = outcomes.Successes(owner)
        self._lock = threading.Lock()  # over the three that follow
        self._turn: Turn | None = None
        self._waiting: list[Job] = []
        self.closed = False  # nothing more is begun here
        self._looked = self._until = 0.0
        self._limit = DEFAULT_LIMIT_SECONDS
        self._over, self._stirred = False, threading.Event()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def kept(self) -> Iterator[Watch]:
        """Watch for as long as the block runs, from its first turn on; what was not begun in it is given back."""
        try:
            yield self
        finally:
            self._over = True
            self._stirred.set()
            if self._thread is not None:
                self._thread.join(timeout=5)
            self._give_back(self._not_begun())
            self.successes.write()

    @contextlib.contextmanager
    def turn(self, job: Job, limit_seconds: float) -> Iterator[Turn]:
        """Run a block as the turn of `job`."""
        turn = Turn(job, self._owner, limit_seconds)
        with self._lock:
            self._turn, self._limit = turn, limit_seconds
        if self._thread is None:
            self._thread = threading.Thread(target=self._keep, daemon=True, name="job-watch")
            self._thread.start()
        try:
            yield turn
        finally:
            with self._lock:
                self._turn = None

    def hold(self, jobs: Sequence[Job], *, until: float) -> None:
        """Watch over these as well, which were taken just now to be begun one after the other; what was not begun when
        the monotonic clock shows `until` is given back, however long the present one takes.
        """
        is_first = not self._until
        self._looked, self._until = time.monotonic(), until
        with self._lock:
            self._waiting += jobs
        if is_first:  # from now on it looks more often
            self._stirred.set()

    def next(self) -> Job | None:
        """The next of those that wait; None where there is none or nothing may be begun here any more. One that was
        cancelled is over, and one that was taken over is another's.
        """
        if time.monotonic() >= self._until:
            return None
        if time.monotonic() - self._looked >= LOOKS_AGAIN_SECONDS:
            self._look_at_those_that_wait()
        with self._lock:
            return self._waiting.pop(0) if self._waiting and not self.closed else None

    def _look_at_those_that_wait(self) -> None:
        self._looked = time.monotonic()
        waiting = list(self._waiting)
        held = still_held(waiting, self._owner)
        for job in waiting:
            if held.get(job.pk):
                outcomes.fail(job, self._owner, outcomes.JobCancelled.before_it_began())
        with self._lock:
            self._waiting = [job for job in self._waiting if held.get(job.pk) is False]

    def _not_begun(self) -> list[Job]:
        """What waits, and will not be begun here."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        return waiting

    def _give_back(self, jobs: Sequence[Job]) -> None:
        if jobs:
            try:
                give_back(jobs, self._owner)
            except DatabaseError:  # then they are taken over when the lease ends
                log.warning("jobs.not_given_back", count=len(jobs))

    def _keep(self) -> None:
        try:
            while not self._over:
                if self._stirred.wait(self._pause()):
                    self._stirred.clear()
                    continue
                try:
                    close_old_connections()
                    if self._look():
                        return
                except DatabaseError:
                    log.warning("job.lease.unreachable", owner=self._owner)
        finally:
            connection.close()

    def _pause(self) -> float:
        """A third of a lease, or less where the job's time ends before; a moment where it ended and is not written."""
        turn = self._turn
        left = self._limit if turn is None else turn.ends - time.monotonic()
        pause = WRITES_SECONDS if self._until else settings.JOBS_LEASE_SECONDS / 3
        return max(0.2, min(pause, left))

    def _look(self) -> bool:
        """Renew the lease of the job whose turn it is, or stop it; whether it was stopped."""
        turn = self._turn
        if self.successes.are_due():
            self.successes.write()
        if time.monotonic() >= self._until:
            self._give_back(self._not_begun())
        if turn is None:
            return False
        if not turn.timed_out() and not _ours(turn.job, self._owner).update(lease_until=outcomes.lease_end()):
            turn.stop.ask(turn.why_not())
        if turn.stop.reason is None:
            return False
        with self._lock:
            if self._turn is not turn:  # it ended meanwhile, and is written down as it ended
                return False
            self.closed = True
        turn.ended()
        self._give_back(self._not_begun())
        self.successes.write()
        self._abandoned()
        return True


def _ours(job: Job, owner: str) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, lease_owner=owner, status=Job.Status.RUNNING, cancel_asked_at__isnull=True)


def _in_words(seconds: float) -> str:
    """A length of time for a sentence: `30 seconds`, `5 minutes`, `6 hours`."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds >= 2 * size or seconds == size:
            count = round(seconds / size)
            return f"{count} {name}{'s' if count != 1 else ''}"
    return f"{seconds:g} seconds"
