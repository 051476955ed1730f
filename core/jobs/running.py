"""Running jobs: take one by a lease, run its handler under a watch, write down how it ended; then, where its kind is
one of many short ones, the next of them.
"""

from __future__ import annotations

import functools
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from prometheus_client import Counter, Histogram

from core import idempotency, stopping
from core.ids import new_id
from core.jobs import outcomes
from core.jobs.registry import JobKind, RunningJob, kind_of, kinds
from core.jobs.taking import take, take_more
from core.jobs.watching import Watch
from core.models import Job

log = structlog.get_logger(__name__)
Done = Callable[..., str]
JOBS_RUN = Counter("hain_jobs_run_total", "Tries of jobs by kind and outcome", ["kind", "outcome"])
JOB_SECONDS = Histogram("hain_job_seconds", "Seconds a try took", ["kind"])
# How long a worker goes on from one job to the next before it looks again who is first on its queue; less than what a
# job's message has before its worker is killed (`core.jobs.dispatching`).
SPELL_SECONDS = 1.0
# It takes what it will have done by then, at the pace so far, so that little waits for it while others are free.
AHEAD_SECONDS = 0.25


def _nobody() -> None:
    """Nobody needs to know that the thread is held by a job that was stopped."""


def run(job_id: uuid.UUID, *, abandoned: Callable[[], None] = _nobody) -> None:
    """Run the job if it is due and nobody else holds it; its outcome, failure included, stands in the row.

    `abandoned` is called, from another thread, when the job was stopped while this thread may still be held by it.
    """
    owner = str(new_id())
    job = take(job_id, owner)
    if job is not None:
        with Watch(owner, abandoned).kept() as watch:
            _run(job, owner, watch)


def run_and_more(job_id: uuid.UUID, *, abandoned: Callable[[], None] = _nobody) -> None:
    """Run the job as `run` does, then others of its kind and turn that wait, where its kind is done many at once: a
    message of the queue's for each of ten thousand mails costs more than the mails. It is what workers do.
    """
    owner, began = str(new_id()), time.monotonic()
    job = take(job_id, owner)
    if job is not None:
        with Watch(owner, abandoned).kept() as watch:
            _run(job, owner, watch)
            for following, ahead in _following(job, owner, watch, began):
                _run(following, owner, watch, watch.successes.add, ahead)


def _following(first: Job, owner: str, watch: Watch, began: float) -> Iterator[tuple[Job, Any]]:
    """The next jobs, and what was read ahead for each."""
    kind, done = kinds().get(first.kind), 1
    while kind is not None and not watch.closed and (most := _most(kind, done, time.monotonic() - began)):
        taken = take_more(first, owner, most)
        if not taken:
            return
        watch.hold(taken, until=began + SPELL_SECONDS)
        ahead = kind.ahead([job.payload for job in taken]) if kind.ahead is not None else [None] * len(taken)
        read = {job.pk: one for job, one in zip(taken, ahead, strict=True)}
        while (job := watch.next()) is not None:
            yield job, read[job.pk]
            done += 1


def _most(kind: JobKind, done: int, seconds: float) -> int:
    """How many further jobs to take at once, where `done` took `seconds`."""
    if seconds >= SPELL_SECONDS:
        return 0
    return min(kind.together - 1, int(AHEAD_SECONDS * done / max(seconds, 0.001)))


def _run(job: Job, owner: str, watch: Watch, done: Done | None = None, ahead: Any = None) -> None:
    """Run a job that was taken; how it ended is written down (`done` takes what succeeded), logged and counted."""
    started = time.monotonic()
    logged = structlog.contextvars.bound_contextvars(job_id=str(job.pk), request_id=job.request_id)
    with logged, idempotency.entered(None):  # a job may run in the thread of the request that asked for it
        outcome = _attempt(job, owner, watch, done or functools.partial(outcomes.succeed, owner=owner), ahead)
        seconds = time.monotonic() - started
        log.info("job.run", kind=job.kind, attempt=job.attempts, outcome=outcome, seconds=round(seconds, 3))
    JOBS_RUN.labels(job.kind, outcome).inc()
    JOB_SECONDS.labels(job.kind).observe(seconds)


def _attempt(job: Job, owner: str, watch: Watch, done: Done, ahead: Any) -> str:
    try:
        kind = kind_of(job.kind)
    except KeyError as unknown:  # asked for by a newer release than this worker's
        return outcomes.fail(job, owner, unknown)
    write: Callable[[], str]
    with watch.turn(job, kind.limit_seconds) as turn:
        told = RunningJob(
            id=job.pk,
            kind=job.kind,
            payload=job.payload,
            attempt=job.attempts,
            user_id=job.user_id,
            case_id=job.case_id,
            progress=turn.progress,
            ahead=ahead,
        )
        try:
            with stopping.working(turn.stop):
                result = kind.run(told)
            write = functools.partial(done, job, result=result or {})
        except stopping.WorkStopped:
            write = turn.ended
        except Exception as error:
            write = functools.partial(outcomes.fail, job, owner, error)
    return write()
