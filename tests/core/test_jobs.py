"""Jobs: asked for in a transaction, run once at a time, retried by class of error, taken over from the dead."""

import contextlib
import datetime as dt
import functools
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import jobs, places
from core.errors import InvalidInput, ServiceUnavailable
from core.jobs import dispatching, running, sweeping
from core.jobs.asking import JobNotFailed
from core.models import AuditEntry, Job
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def ask(**more) -> Job:
    with transaction.atomic():
        job = jobs.enqueue(kind="test.kind", payload={"id": "7"}, **more)
    job.refresh_from_db()
    return job


def due_now(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())


def raising(error):
    def run(job):
        raise error

    return run


def test_enqueue__runs_after_the_commit_and_keeps_the_result(kind, embedded_jobs):
    job = ask()
    assert (job.status, job.result, job.progress, job.attempts) == ("succeeded", {"ok": True}, 100, 1)
    assert job.finished_at is not None


def test_enqueue__outside_a_transaction__is_refused(kind):
    with pytest.raises(RuntimeError):
        jobs.enqueue(kind="test.kind", payload={})
    assert Job.objects.count() == 0


def test_enqueue__in_a_transaction_that_fails__leaves_no_job_and_runs_nothing(kind, embedded_jobs):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue(kind="test.kind", payload={})
        raise ZeroDivisionError
    assert Job.objects.count() == 0
    assert kind.ran == []


def test_enqueue__twice_with_one_dedupe_key__is_one_job(kind, embedded_jobs):
    assert ask(dedupe_key="once").pk == ask(dedupe_key="once").pk
    assert len(kind.ran) == 1


def test_failure__never_reaches_who_asked(kind, embedded_jobs):
    kind.run = raising(TypeError("secret of the handler"))
    job = ask()
    assert job.status == "queued"
    assert "secret" not in str(job.error)
    assert job.error["code"] == "internal-error"


def test_rejected__ends_in_failed_at_once_with_its_problem(kind, embedded_jobs):
    kind.run = raising(InvalidInput.at("/a", "required", "Give a."))
    job = ask()
    assert (job.status, job.attempts) == ("failed", 1)
    assert job.error["errors"] == [{"pointer": "/a", "code": "required", "detail": "Give a."}]


@pytest.mark.parametrize("error", [ServiceUnavailable("away"), OperationalError("gone")])
def test_retryable__is_queued_again_later_and_fails_after_the_last_try(kind, embedded_jobs, error):
    kind.run = raising(error)
    job = ask()
    assert job.status == "queued"
    assert job.run_after > timezone.now()
    for _ in range(2):
        due_now(job)
        running.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("failed", 3)
    assert job.error["code"] == "service-unavailable"


def test_run__of_a_job_that_another_worker_holds__does_nothing(kind):
    with transaction.atomic():
        job = Job.objects.create(kind="test.kind", queue="default")
    assert running.take(job.pk, "other")
    running.run(job.pk)
    assert kind.ran == []


def test_sweep__takes_over_from_a_worker_whose_lease_ran_out(kind, embedded_jobs):
    job = Job.objects.create(
        kind="test.kind",
        queue="default",
        status="running",
        attempts=1,
        lease_owner="dead",
        lease_until=timezone.now() - dt.timedelta(seconds=1),
    )
    assert jobs.sweep() == 1
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("succeeded", 2)


def held_by_the_dead(**more) -> Job:
    ended = timezone.now() - dt.timedelta(seconds=1)
    facts = {"kind": "test.kind", "queue": "default", "status": "running", "lease_owner": "dead", "lease_until": ended}
    return Job.objects.create(**{**facts, "attempts": 1, "max_attempts": 3, **more})


@pytest.mark.parametrize("find", [lambda job: jobs.sweep(), lambda job: running.run(job.pk)], ids=["sweep", "queue"])
def test_job_that_killed_a_worker_on_its_last_try__fails_and_is_not_given_to_another(kind, embedded_jobs, find):
    job = held_by_the_dead(attempts=3)
    find(job)
    job.refresh_from_db()
    assert kind.ran == []
    assert (job.status, job.attempts, job.error["code"], job.lease_owner) == ("failed", 3, "worker-died", "")
    assert job.finished_at is not None


def test_job_that_killed_a_worker__is_given_to_others_until_its_tries_are_used_up(kind, embedded_jobs, monkeypatch):
    class Killed(BaseException):
        pass

    def dies(job):
        raise Killed

    kind.run = dies
    monkeypatch.setattr(dispatching, "dispatch", lambda job: True)
    job = ask()
    for _ in range(5):
        with contextlib.suppress(Killed):
            running.run(job.pk)
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
        jobs.sweep()
    job.refresh_from_db()
    assert (len(kind.ran), job.status, job.error["code"]) == (3, "failed", "worker-died")


def test_sweep__twice_before_a_worker_is_free__sends_an_orphan_once(kind, settings, monkeypatch):
    sent = []
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(dispatching, "_to_celery", lambda job: sent.append(job.pk))
    job = held_by_the_dead()
    assert [jobs.sweep(), jobs.sweep()] == [1, 0]
    assert sent == [job.pk]
    job.refresh_from_db()
    assert (job.status, job.attempts, job.lease_owner) == ("queued", 1, "")


def test_purge__forgets_finished_jobs_that_are_old_and_no_others(kind, settings):
    settings.JOBS_KEEP_DAYS, settings.JOBS_KEEP_FAILED_DAYS = 90, 365
    now = timezone.now()

    def made(status: str, *, days: int) -> Job:
        ended = now - dt.timedelta(days=days) if status in ("succeeded", "failed") else None
        created = now - dt.timedelta(days=days)
        return Job.objects.create(
            kind="test.kind", queue="default", status=status, finished_at=ended, created_at=created
        )

    made("succeeded", days=91), made("failed", days=366)
    kept = {made(status, days=days).pk for status, days in [("succeeded", 89), ("failed", 364), ("queued", 999)]}
    assert jobs.purge() == 2
    assert set(Job.objects.values_list("pk", flat=True)) == kept


def test_purge__of_more_than_one_step__goes_on_until_nothing_is_due_in_transactions_of_their_own(kind, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 10)
    ended = timezone.now() - dt.timedelta(days=9_999)
    facts = {"kind": "test.kind", "queue": "default", "status": "succeeded", "finished_at": ended}
    Job.objects.bulk_create(Job(**facts) for _ in range(35))
    with CaptureQueriesContext(connection) as ran:
        assert jobs.purge() == 35
    deletes = [one["sql"] for one in ran if one["sql"].startswith("DELETE")]
    assert len(deletes) == 4
    assert not connection.in_atomic_block
    assert Job.objects.count() == 0


def test_sweep__hands_over_what_the_broker_lost(kind, embedded_jobs):
    job = Job.objects.create(kind="test.kind", queue="default", dispatched_at=timezone.now() - dt.timedelta(hours=1))
    fresh = Job.objects.create(kind="test.kind", queue="default", dispatched_at=timezone.now())
    later = Job.objects.create(kind="test.kind", queue="default", run_after=timezone.now() + dt.timedelta(minutes=5))
    jobs.sweep()
    assert {one.pk: one.status for one in Job.objects.all()} == {
        job.pk: "succeeded",
        fresh.pk: "queued",
        later.pk: "queued",
    }


def test_broker_away_at_hand_over__is_made_good_by_the_next_sweep(kind, settings, monkeypatch):
    def away(job):
        raise ConnectionError("no broker")

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(dispatching, "_to_celery", away)
    job = ask()
    assert (job.status, job.dispatched_at) == ("queued", None)
    settings.CELERY_BROKER_URL = ""
    assert jobs.sweep() == 1
    job.refresh_from_db()
    assert job.status == "succeeded"


def test_worker_that_lost_its_lease__writes_no_outcome(kind):
    job = Job.objects.create(kind="test.kind", queue="default")

    def overtaken(running_job):
        Job.objects.filter(pk=job.pk).update(lease_owner="another")
        return {"late": True}

    kind.run = overtaken
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.lease_owner, job.result) == ("running", "another", None)


def test_lease__is_kept_alive_while_the_handler_runs(kind, settings):
    settings.JOBS_LEASE_SECONDS = 0.6
    job = Job.objects.create(kind="test.kind", queue="default")
    leases = []

    def slow(running_job):
        for _ in range(4):
            threading.Event().wait(0.25)
            leases.append(Job.objects.values_list("lease_until", flat=True).get(pk=job.pk))
        return {}

    kind.run = slow
    running.run(job.pk)
    assert len(set(leases)) >= 3
    job.refresh_from_db()
    assert job.status == "succeeded"


def test_eight_threads_at_one_job__run_it_once(kind):
    job = Job.objects.create(kind="test.kind", queue="default")
    _, failures = at_once(*[lambda: running.run(job.pk)] * 8)
    assert failures == []
    assert len(kind.ran) == 1


def test_wait_for__when_as_many_wait_as_may__answers_at_once(kind, monkeypatch):
    job = Job.objects.create(kind="test.kind", queue="default")
    monkeypatch.setattr(places, "_places", lambda only=threading.BoundedSemaphore(1): only)
    waited, failures = at_once(*[functools.partial(timed_wait, job)] * 3)
    assert failures == []
    assert [round(seconds) for seconds in sorted(waited)] == [0, 0, 1]
    assert round(timed_wait(job)) == 1  # the place is free again


def timed_wait(job) -> float:
    started = time.monotonic()
    assert jobs.wait_for(job.pk, seconds=1).status == "queued"
    return time.monotonic() - started


def test_retry__gives_a_failed_job_fresh_tries_and_is_recorded(kind, embedded_jobs):
    kind.run = raising(InvalidInput("no"))
    job = ask()
    kind.run = lambda running_job: {"second": True}
    jobs.retry(actor=None, job=job)
    job.refresh_from_db()
    assert (job.status, job.result, job.error) == ("succeeded", {"second": True}, None)
    assert AuditEntry.objects.get().verb == "job.retried"


def test_retry__of_a_job_that_did_not_fail__is_refused_and_changes_nothing(kind, embedded_jobs):
    job = ask()
    with pytest.raises(JobNotFailed):
        jobs.retry(actor=None, job=job)
    assert len(kind.ran) == 1
    assert AuditEntry.objects.count() == 0


def test_sweep__hands_over_interactive_work_before_batch_work(kind, settings, monkeypatch):
    sent: list[str] = []
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(dispatching, "_to_celery", lambda job: sent.append(names[job.pk]))
    names = {}
    past = timezone.now() - dt.timedelta(minutes=1)
    for name, priority in [("batch", 9), ("ordinary", 3), ("interactive", 0)]:
        past += dt.timedelta(seconds=1)  # the batch waits longest
        job = Job.objects.create(kind="test.kind", queue="default", priority=priority, run_after=past)
        names[job.pk] = name
    assert jobs.sweep() == 3
    assert sent == ["interactive", "ordinary", "batch"]


def test_sweep__while_the_broker_is_away__asks_it_once_and_leaves_all_to_the_next_sweep(kind, settings, monkeypatch):
    asked = []

    def away(job):
        asked.append(job.pk)
        raise ConnectionError("no broker")

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(dispatching, "_to_celery", away)
    for _ in range(3):
        Job.objects.create(kind="test.kind", queue="default")
    assert jobs.sweep() == 0
    assert len(asked) == 1
    assert list(Job.objects.values_list("status", "dispatched_at")) == [("queued", None)] * 3


def test_enqueue__takes_the_priority_of_its_kind_unless_told_otherwise(kind, embedded_jobs):
    assert ask().priority == Job.Priority.ORDINARY
    assert ask(priority=Job.Priority.BATCH).priority == Job.Priority.BATCH


def test_job_of_a_kind_that_nobody_registered__is_tried_again_by_a_worker_that_may_know_it(kind):
    job = Job.objects.create(kind="test.of-a-newer-release", queue="default")
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error["code"]) == ("queued", "internal-error")


def test_message__that_finds_the_database_away__comes_again(kind, monkeypatch):
    from core import tasks

    job, tries = Job.objects.create(kind="test.kind", queue="default"), []

    def away_at_first(job_id):
        tries.append(job_id)
        if len(tries) < 3:
            raise OperationalError("gone")
        running.run(job_id)

    monkeypatch.setattr(tasks, "run_and_more", away_at_first)
    assert tasks.run_job.apply(args=[str(job.pk)]).successful()
    job.refresh_from_db()
    assert (tries, job.status) == ([job.pk] * 3, "succeeded")
