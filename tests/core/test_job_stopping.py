"""Jobs that are stopped: cancelled, out of time, or taken over; nothing is recorded by work that counts as over."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import transaction

from core import audit, backends, jobs, stopping
from core.jobs import registry, running
from core.jobs.asking import JobFinished
from core.models import AuditEntry, Job
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def queued(**more) -> Job:
    return Job.objects.create(**{"kind": "test.kind", "queue": "default", "max_attempts": 3, **more})


def standing(job: Job) -> tuple[str, str | None]:
    job.refresh_from_db()
    return job.status, (job.error or {}).get("code")


def limited(seconds: float) -> None:
    kind = registry.kind_of("test.kind")
    registry._kinds["test.kind"] = registry.JobKind(
        kind.name, kind.queue, kind.max_attempts, kind.run, limit_seconds=seconds
    )


def recorded(job) -> None:
    with transaction.atomic():
        audit.record(actor=None, verb="test.done", subject=Job(pk=job.id))


# --- cancelling ---------------------------------------------------------------------------------------------------


def test_cancel__of_a_job_that_waits__ends_it_at_once_and_it_never_runs(kind):
    job = queued()
    jobs.cancel(actor=None, job=job)
    assert standing(job) == ("failed", "job-cancelled")
    assert job.finished_at is not None
    running.run(job.pk)
    assert kind.ran == []
    assert AuditEntry.objects.get().verb == "job.cancelled"


def test_cancel__of_a_running_job__ends_it_at_its_next_progress(kind):
    job = queued()
    steps = []

    def run(told):
        for step in range(3):
            steps.append(step)
            told.progress(step * 30)
            if step == 1:
                assert jobs.cancel(actor=None, job=job).status == "running"

    kind.run = run
    running.run(job.pk)
    assert steps == [0, 1, 2]
    assert standing(job) == ("failed", "job-cancelled")
    assert (job.attempts, job.lease_owner) == (1, "")


def test_cancel__of_a_job_that_tells_no_progress__is_heard_by_its_watch_and_nothing_is_recorded_afterwards(
    kind, settings
):
    settings.JOBS_LEASE_SECONDS = 0.6
    job = queued()
    begun, over = threading.Event(), threading.Event()

    def run(told):
        begun.set()
        over.wait(10)
        recorded(told)

    kind.run = run

    def cancelled():
        begun.wait(10)
        jobs.cancel(actor=None, job=job)
        ends = time.monotonic() + 5
        while standing(job)[0] == "running" and time.monotonic() < ends:
            time.sleep(0.05)
        assert standing(job) == ("failed", "job-cancelled"), "it is over before its handler is"
        over.set()

    _, raised = at_once(lambda: running.run(job.pk), cancelled)
    assert raised == []
    assert standing(job) == ("failed", "job-cancelled")
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["job.cancelled"]


def test_cancel__twice__is_recorded_once(kind):
    job = queued()
    Job.objects.filter(pk=job.pk).update(status="running", lease_owner="another")
    jobs.cancel(actor=None, job=job), jobs.cancel(actor=None, job=job)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("status", ["succeeded", "failed"])
def test_cancel__of_a_job_that_has_ended__is_refused_and_changes_nothing(kind, status):
    job = queued(status=status)
    with pytest.raises(JobFinished):
        jobs.cancel(actor=None, job=job)
    assert standing(job)[0] == status
    assert AuditEntry.objects.count() == 0


def test_cancelled_job__whose_worker_died_before_it_heard__is_ended_by_the_sweep_and_not_run_again(kind, embedded_jobs):
    from django.utils import timezone

    job = queued(status="running", lease_owner="dead", lease_until=timezone.now(), attempts=1)
    jobs.cancel(actor=None, job=job)
    time.sleep(0.01)
    running.run(job.pk)
    assert jobs.sweep() == 0
    assert standing(job) == ("failed", "job-cancelled")
    assert kind.ran == []


def test_cancelled_job__that_fails_before_it_hears__is_not_tried_again(kind, embedded_jobs):
    job = queued()

    def run(told):
        jobs.cancel(actor=None, job=job)
        raise ConnectionError

    kind.run = run
    running.run(job.pk)
    jobs.sweep()
    assert standing(job) == ("failed", "job-cancelled")
    assert len(kind.ran) == 1


def test_retry__of_a_cancelled_job__runs_it(kind, embedded_jobs):
    job = queued()
    jobs.cancel(actor=None, job=job)
    jobs.retry(actor=None, job=job)
    assert standing(job) == ("succeeded", None)


def test_cancel__while_a_worker_takes_the_job__ends_in_one_of_both_and_never_in_neither(kind, embedded_jobs):
    for _ in range(5):
        job = queued()
        kind.run = lambda told: told.progress(50)
        at_once(lambda one=job: running.run(one.pk), lambda one=job: jobs.cancel(actor=None, job=one))
        jobs.sweep()
        assert standing(job) in [("failed", "job-cancelled"), ("succeeded", None)]


# --- time limits --------------------------------------------------------------------------------------------------


def test_job__that_takes_longer_than_its_kind_may__is_queued_again_with_a_sentence(kind, settings):
    limited(0.3)
    job = queued()

    def run(told):
        while True:
            time.sleep(0.05)
            told.progress(1)

    kind.run = run
    running.run(job.pk)
    assert standing(job) == ("queued", "job-timed-out")
    assert job.error["detail"] == "It took longer than 0.3 seconds and was stopped."
    assert (job.error["status"], job.lease_owner, job.dispatched_at) == (503, "", None)


def test_job__out_of_time_on_its_last_try__fails(kind):
    limited(0.2)
    job = queued(attempts=2)
    kind.run = lambda told: [time.sleep(0.05) or told.progress(1) for _ in range(40)]
    running.run(job.pk)
    assert standing(job) == ("failed", "job-timed-out")
    assert job.finished_at is not None


def test_job__out_of_time_that_goes_on__records_nothing_and_writes_no_outcome(kind):
    limited(0.2)
    job = queued()
    abandoned = []

    def run(told):
        time.sleep(0.8)
        recorded(told)
        return {"late": True}

    kind.run = run
    running.run(job.pk, abandoned=lambda: abandoned.append(job.pk))
    assert standing(job) == ("queued", "job-timed-out")
    assert job.result is None
    assert AuditEntry.objects.count() == 0
    assert abandoned == [job.pk]


def test_handler__that_catches_every_exception__is_stopped_all_the_same(kind):
    limited(0.2)
    job = queued()
    went_on = []

    def run(told):
        for step in range(40):
            try:
                time.sleep(0.05)
                told.progress(1)
            except Exception:
                went_on.append(step)

    kind.run = run
    running.run(job.pk)
    assert went_on == []
    assert standing(job) == ("queued", "job-timed-out")


def test_job__out_of_time_before_it_calls_an_outside_party__does_not_call(kind):
    limited(0.2)
    job = queued()
    called = []

    def run(told):
        time.sleep(0.6)
        probe = backends.CheckOnly(kind="test", name="party", probe=lambda: "there")
        probe.guarded("send", lambda: called.append(1))

    kind.run = run
    running.run(job.pk)
    assert called == []
    assert standing(job) == ("queued", "job-timed-out")


def test_job__that_ends_in_time__is_not_touched_by_its_limit(kind):
    limited(5)
    job = queued()
    running.run(job.pk)
    assert standing(job) == ("succeeded", None)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.5, "0.5 seconds"), (45, "45 seconds"), (60, "1 minute"), (300, "5 minutes"), (6 * 3600, "6 hours")],
)
def test_limit__is_told_in_words(seconds, words):
    from core.jobs.watching import _in_words

    assert _in_words(seconds) == words


def test_check__outside_of_any_job__lets_everything_be_recorded():
    stopping.check()
    assert not stopping.is_work()
