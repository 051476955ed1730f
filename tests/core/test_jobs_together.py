"""Jobs that are many and short: a worker that has done one takes the next ones at once, and each stays its own."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import jobs
from core.errors import InvalidInput, ServiceUnavailable
from core.jobs import outcomes, registry, running, taking, watching
from core.models import Job
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PAST = dt.timedelta(minutes=1)


@pytest.fixture
def many(kind, monkeypatch):
    """The test's kind, of which a worker may take ten at once, whatever the pace."""
    set_kind(together=10)
    monkeypatch.setattr(running, "AHEAD_SECONDS", 1000.0)
    monkeypatch.setattr(running, "SPELL_SECONDS", 10.0)
    return kind


def set_kind(**more) -> None:
    known = registry.kind_of("test.kind")
    facts = {"name": known.name, "queue": known.queue, "max_attempts": known.max_attempts, "run": known.run, **more}
    registry._kinds["test.kind"] = registry.JobKind(**facts)


def queued(count: int = 1, **more) -> list[Job]:
    """So many jobs that wait, the first the longest."""
    began = timezone.now() - PAST
    facts = {"kind": "test.kind", "queue": "default", "max_attempts": 3, "dispatched_at": began, **more}
    return [
        Job.objects.create(**{"run_after": began + dt.timedelta(seconds=number), **facts}) for number in range(count)
    ]


def standing(rows: list[Job]) -> list[tuple[str, int]]:
    found = {row.pk: (row.status, row.attempts) for row in Job.objects.all()}
    return [found[row.pk] for row in rows]


def failing(at: Job, error: Exception):
    def run(told):
        if told.id == at.pk:
            raise error
        return {"did": str(told.id)}

    return run


def test_worker__takes_those_that_wait_longest_due_first_and_each_has_its_own_outcome(many):
    rows = queued(12)
    many.run = lambda told: {"did": str(told.id)}
    running.run_and_more(rows[0].pk)
    assert [told.id for told in many.ran] == [row.pk for row in rows]
    assert standing(rows) == [("succeeded", 1)] * 12
    for row in Job.objects.all():
        assert (row.result, row.progress, row.error) == ({"did": str(row.pk)}, 100, None)
        assert (row.lease_owner, row.lease_until) == ("", None)
        assert row.finished_at is not None


def test_worker__takes_nothing_of_another_kind_turn_or_queue_nor_what_is_not_due_or_was_tried_or_cancelled(many):
    (first,) = queued()
    others = [
        *queued(kind="test.of-another-kind"),
        *queued(queue="pdf"),
        *queued(priority=Job.Priority.INTERACTIVE),
        *queued(priority=Job.Priority.BATCH),
        *queued(run_after=timezone.now() + PAST),
        *queued(attempts=1),
        *queued(cancel_asked_at=timezone.now()),
        *queued(status="running", lease_owner="another", lease_until=timezone.now() + PAST, attempts=1),
    ]
    before = [(row.status, row.attempts) for row in others]
    running.run_and_more(first.pk)
    assert [told.id for told in many.ran] == [first.pk]
    assert standing(others) == before


def test_kind_that_says_nothing_of_it__is_run_one_by_one(kind):
    rows = queued(3)
    running.run_and_more(rows[0].pk)
    assert standing(rows) == [("succeeded", 1), ("queued", 0), ("queued", 0)]


def test_run__of_one_job__takes_no_others(many):
    rows = queued(3)
    running.run(rows[0].pk)
    assert standing(rows) == [("succeeded", 1), ("queued", 0), ("queued", 0)]


@pytest.mark.parametrize(("error", "status"), [(ServiceUnavailable("away"), "queued"), (InvalidInput("no"), "failed")])
def test_one_that_fails__fails_alone(many, error, status):
    rows = queued(4)
    many.run = failing(rows[2], error)
    running.run_and_more(rows[0].pk)
    assert standing(rows) == [("succeeded", 1), ("succeeded", 1), (status, 1), ("succeeded", 1)]
    rows[2].refresh_from_db()
    assert (rows[2].error["code"], rows[2].lease_owner) == (error.code, "")


def test_slow_jobs__are_not_taken_ahead_while_others_are_free_for_them(many, monkeypatch):
    monkeypatch.setattr(running, "AHEAD_SECONDS", 0.25)
    rows = queued(3)
    many.run = lambda told: time.sleep(0.3)
    running.run_and_more(rows[0].pk)
    assert standing(rows) == [("succeeded", 1), ("queued", 0), ("queued", 0)]


def test_what_was_not_begun_in_time__is_given_back_untried_and_handed_over_by_the_next_sweep(
    many, monkeypatch, embedded_jobs
):
    monkeypatch.setattr(running, "SPELL_SECONDS", 0.3)
    rows = queued(4)

    def run(told):
        if told.id == rows[1].pk:
            time.sleep(0.4)

    many.run = run
    running.run_and_more(rows[0].pk)
    assert standing(rows) == [("succeeded", 1), ("succeeded", 1), ("queued", 0), ("queued", 0)]
    left = Job.objects.filter(status="queued")
    assert set(left.values_list("lease_owner", "lease_until", "dispatched_at")) == {("", None, None)}
    many.run = lambda told: None
    assert jobs.sweep() == 2
    assert standing(rows) == [("succeeded", 1)] * 4


def test_job_that_takes_long__holds_up_neither_those_taken_with_it_nor_what_was_done_before_it(many, monkeypatch):
    monkeypatch.setattr(running, "SPELL_SECONDS", 0.2)
    monkeypatch.setattr(watching, "WRITES_SECONDS", 0.2)
    rows = queued(4)
    seen: list[list[tuple[str, int]]] = []

    def run(told):
        until = time.monotonic() + 5
        while told.id == rows[2].pk and time.monotonic() < until:
            seen.append(standing(rows))
            if seen[-1] == [("succeeded", 1), ("succeeded", 1), ("running", 1), ("queued", 0)]:
                return
            time.sleep(0.05)

    many.run = run
    running.run_and_more(rows[0].pk)
    assert seen[0] == [("succeeded", 1), ("running", 1), ("running", 1), ("running", 1)]
    assert seen[-1] == [("succeeded", 1), ("succeeded", 1), ("running", 1), ("queued", 0)]
    assert standing(rows)[2:] == [("succeeded", 1), ("queued", 0)]


def test_cancel__of_one_that_was_taken_and_not_begun__stops_that_one_alone(many, monkeypatch):
    monkeypatch.setattr(watching, "LOOKS_AGAIN_SECONDS", 0.0)
    rows = queued(5)

    def run(told):
        if told.id == rows[1].pk:
            assert jobs.cancel(actor=None, job=rows[3]).status == "running"

    many.run = run
    running.run_and_more(rows[0].pk)
    assert standing(rows) == [("succeeded", 1)] * 3 + [("failed", 1), ("succeeded", 1)]
    assert rows[3].pk not in [told.id for told in many.ran]
    rows[3].refresh_from_db()
    assert rows[3].error["code"] == "job-cancelled"
    assert rows[3].error["detail"] == "It was cancelled before it began."


def test_cancel__of_the_one_that_runs__stops_that_one_alone(many):
    rows = queued(4)

    def run(told):
        if told.id == rows[1].pk:
            jobs.cancel(actor=None, job=rows[1])
            told.progress(50)

    many.run = run
    running.run_and_more(rows[0].pk)
    assert standing(rows) == [("succeeded", 1), ("failed", 1), ("succeeded", 1), ("succeeded", 1)]


def test_one_that_was_taken_over_before_it_began__is_left_to_the_other(many, monkeypatch):
    monkeypatch.setattr(watching, "LOOKS_AGAIN_SECONDS", 0.0)
    rows = queued(4)

    def run(told):
        if told.id == rows[1].pk:
            Job.objects.filter(pk=rows[2].pk).update(lease_owner="another")

    many.run = run
    running.run_and_more(rows[0].pk)
    assert standing(rows) == [("succeeded", 1), ("succeeded", 1), ("running", 1), ("succeeded", 1)]
    assert rows[2].pk not in [told.id for told in many.ran]


def test_job_out_of_time__ends_and_those_taken_with_it_go_to_others(many):
    set_kind(together=10, limit_seconds=0.3)
    rows = queued(4)
    gone_on = threading.Event()
    abandoned: list[int] = []

    def run(told):
        if told.id == rows[1].pk:
            gone_on.wait(5)

    def let_go() -> None:
        abandoned.append(len(many.ran))
        gone_on.set()

    many.run = run
    running.run_and_more(rows[0].pk, abandoned=let_go)
    assert standing(rows) == [("succeeded", 1), ("queued", 1), ("queued", 0), ("queued", 0)]
    assert abandoned == [2]
    rows[1].refresh_from_db()
    assert rows[1].error["code"] == "job-timed-out"


def test_worker_that_died_with_several__they_are_taken_over_one_by_one(many, settings, monkeypatch):
    class Killed(BaseException):
        pass

    def dies(told):
        if told.id == rows[2].pk:
            raise Killed

    rows = queued(5)
    many.run = dies
    with monkeypatch.context() as patch:  # what is killed gives nothing back and writes nothing down
        patch.setattr(watching, "give_back", lambda *args: None)
        patch.setattr(outcomes.Successes, "write", lambda self: None)
        with pytest.raises(Killed):
            running.run_and_more(rows[0].pk)
    assert standing(rows) == [("succeeded", 1)] + [("running", 1)] * 4
    Job.objects.filter(status="running").update(lease_until=timezone.now() - PAST)
    sent: list[object] = []
    with monkeypatch.context() as patch:
        settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
        patch.setattr("core.jobs.dispatching._to_celery", lambda job: sent.append(job.pk))
        assert jobs.sweep() == 4
    many.run, many.ran = (lambda told: None), []
    running.run_and_more(sent[0])
    assert len(many.ran) == 1
    for key in sent[1:]:
        running.run_and_more(key)
    assert standing(rows) == [("succeeded", 1)] + [("succeeded", 2)] * 4


def test_job_that_ends_its_worker_each_time__takes_no_others_with_it(many, monkeypatch):
    class Killed(BaseException):
        pass

    rows = queued(5)

    def dies(told):
        if told.id == rows[2].pk:
            raise Killed

    many.run = dies
    monkeypatch.setattr(watching, "give_back", lambda *args: None)
    monkeypatch.setattr("core.jobs.dispatching.dispatch", lambda job: True)
    for _ in range(4):
        for row in rows:
            try:
                running.run_and_more(row.pk)
            except Killed:
                Job.objects.filter(status="running").update(lease_until=timezone.now() - PAST)
        jobs.sweep()
    assert standing(rows) == [("succeeded", 1), ("succeeded", 1), ("failed", 3), ("succeeded", 2), ("succeeded", 2)]


def test_eight_workers_at_thirty_jobs__run_each_once(many):
    rows = queued(30)
    _, failures = at_once(*[lambda row=row: running.run_and_more(row.pk) for row in rows[:8]])
    assert failures == []
    assert sorted(told.id for told in many.ran) == sorted(row.pk for row in rows)
    assert standing(rows) == [("succeeded", 1)] * 30


def test_outcome_that_could_not_be_written__is_written_the_next_time(many):
    (row,) = queued()
    owner = "ours"
    job = taking.take(row.pk, owner)
    kept = outcomes.Successes(owner)
    kept.add(job, {"did": 1})
    with connection.execute_wrapper(away), pytest.raises(DatabaseError):
        kept.write()
    assert standing([row]) == [("running", 1)]
    kept.write()
    row.refresh_from_db()
    assert (row.status, row.result) == ("succeeded", {"did": 1})


def away(execute, sql, params, many, context):
    raise DatabaseError("gone")


def test_outcome__of_a_job_that_another_has_by_now__is_not_written(many):
    rows = queued(2)
    kept = outcomes.Successes("ours")
    for row in rows:
        kept.add(taking.take(row.pk, "ours"), {"late": True})
    Job.objects.filter(pk=rows[0].pk).update(lease_owner="another")
    kept.write()
    assert standing(rows) == [("running", 1), ("succeeded", 1)]


def test_what_is_read_ahead__is_given_to_the_job_that_it_was_read_for(many):
    asked: list[int] = []

    def ahead(payloads):
        asked.append(len(payloads))
        return [one["number"] * 10 for one in payloads]

    set_kind(together=3, ahead=ahead)
    rows = [row for number in range(6) for row in queued(payload={"number": number})]
    running.run_and_more(rows[0].pk)
    assert [told.ahead for told in many.ran] == [None, *[told.payload["number"] * 10 for told in many.ran[1:]]]
    assert asked == [2, 2, 1]


def test_further_jobs__cost_a_few_statements_for_all(many):
    rows = queued(10)
    with CaptureQueriesContext(connection) as ran:
        running.run_and_more(rows[0].pk)
    told = [one["sql"].split()[0] for one in ran if one["sql"].split()[0] in ("SELECT", "UPDATE")]
    assert told == ["SELECT", "UPDATE", "UPDATE", "SELECT", "UPDATE", "SELECT", "UPDATE"]
    assert standing(rows) == [("succeeded", 1)] * 10


def test_message__for_a_job_that_was_done_with_others__costs_one_statement(many):
    rows = queued(2)
    running.run_and_more(rows[0].pk)
    with CaptureQueriesContext(connection) as ran:
        running.run_and_more(rows[1].pk)
    assert len(ran) == 1
    assert len(many.ran) == 2
