"""What enqueueing costs, and when a full queue refuses it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import events, jobs
from core.jobs import dispatching, pressure, running
from core.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
INTERACTIVE = Job.Priority.INTERACTIVE


@pytest.fixture(autouse=True)
def _handed_to_a_broker(settings, monkeypatch):
    """Jobs go to a queue that nobody works on."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(dispatching, "_to_celery", lambda job: None)


@pytest.fixture
def room(settings):
    """So many may wait on the default queue."""

    def set_room(most: int) -> None:
        settings.JOBS_MAX_QUEUED = {**settings.JOBS_MAX_QUEUED, "default": most}

    return set_room


def ask(**more) -> Job:
    return jobs.enqueue(kind="test.kind", payload={"id": "7"}, **{"priority": INTERACTIVE, **more})


def queries_of(**more) -> list[str]:
    with CaptureQueriesContext(connection) as ran, transaction.atomic():
        ask(**more)
    return [one["sql"].split()[0] for one in ran if not one["sql"].startswith(("BEGIN", "COMMIT", "SET autocommit"))]


# --- the budget ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [{}, {"dedupe_key": "once"}], ids=["plain", "deduped"])
def test_enqueue__costs_one_query_and_at_most_two(kind, more):
    assert queries_of(**more) == ["SELECT", "INSERT"], "the first in a while counts what waits"
    more = {**more, "dedupe_key": "again"} if more else {}
    assert queries_of(**more) == ["INSERT"]


def test_enqueue__of_a_job_that_is_there_already__costs_two_queries(kind):
    first = queries_of(dedupe_key="once")
    assert queries_of(dedupe_key="once") == ["INSERT", "SELECT"]
    assert first == ["SELECT", "INSERT"]
    assert Job.objects.count() == 1


def test_enqueue__that_is_not_interactive__never_counts(kind):
    assert queries_of(priority=Job.Priority.ORDINARY) == ["INSERT"]


def test_job_asked_for__says_that_it_is_handed_over_from_its_first_moment(kind):
    with transaction.atomic():
        job = ask()
        later = ask(run_after=timezone.now() + dt.timedelta(hours=1))
    assert Job.objects.get(pk=job.pk).dispatched_at is not None
    assert Job.objects.get(pk=later.pk).dispatched_at is None


# --- a full queue -------------------------------------------------------------------------------------------------


def test_full_queue__refuses_interactive_work_and_the_whole_change_is_undone(kind, room):
    room(2)
    with transaction.atomic():
        ask(), ask()
    with pytest.raises(jobs.QueueFull) as refused, transaction.atomic():
        Job.objects.create(kind="the.change.itself", queue="pdf")
        ask()
    assert (refused.value.status, refused.value.code, refused.value.retry_after) == (503, "queue-full", 15)
    assert set(Job.objects.values_list("kind", flat=True)) == {"test.kind"}
    assert Job.objects.count() == 2


@pytest.mark.parametrize("priority", [Job.Priority.ORDINARY, Job.Priority.BATCH])
def test_full_queue__takes_what_follows_from_an_accepted_change(kind, room, priority):
    room(1)
    with transaction.atomic():
        ask(), ask(priority=priority), ask(priority=priority)
    assert Job.objects.count() == 3


def test_full_queue__takes_events(kind, room, monkeypatch):
    room(0)

    class Happened(events.Event):
        pass

    monkeypatch.setitem(events._table, Happened, ("tests.handler",))
    with transaction.atomic():
        assert len(events.publish(Happened())) == 1
    events.Event.classes.pop("Happened")


def test_full_queue__takes_what_a_job_asks_for(kind, room):
    room(1)

    def run(told):
        with transaction.atomic():
            ask(), ask()

    kind.run = run
    with transaction.atomic():
        first = ask()
    running.run(first.pk)
    first.refresh_from_db()
    assert (first.status, Job.objects.count()) == ("succeeded", 3)


def test_queue__counts_due_jobs_alone(kind, room):
    room(1)
    later = timezone.now() + dt.timedelta(days=2)
    for facts in ({"run_after": later}, {"status": "failed"}, {"status": "running"}, {"queue": "pdf"}):
        Job.objects.create(**{"kind": "test.kind", "queue": "default", **facts})
    with transaction.atomic():
        ask()
    with pytest.raises(jobs.QueueFull), transaction.atomic():
        ask()


def test_queue__that_was_worked_off__takes_work_again_when_it_is_counted_anew(kind, room, monkeypatch):
    room(1)
    with transaction.atomic():
        ask()
    Job.objects.update(status="succeeded")
    with pytest.raises(jobs.QueueFull), transaction.atomic():
        ask()  # by the count of a moment ago
    monkeypatch.setattr(pressure, "FRESH_SECONDS", 0.0)
    with transaction.atomic():
        ask()


def test_each_queue__has_a_limit_of_its_own(settings):
    assert settings.JOBS_MAX_QUEUED == dict.fromkeys(("default", "pdf", "email", "external"), 10_000)
