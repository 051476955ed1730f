"""When stored files are verified: a sample each day, all each week, one run at a time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.storage import default_storage

from core import clock, jobs
from core.jobs import dispatching
from core.jobs.schedule import periodic_table
from core.models import Job
from core.storage import scheduling
from core.storage.scheduling import ask_for_verification
from tests.core.stores import flipped
from tests.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]
# A Monday in Manila, shortly after midnight; in UTC it is still Sunday.
MONDAY = dt.datetime(2026, 11, 22, 16, 30, tzinfo=dt.UTC)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of asking: `at(days=1)` is a day after that Monday."""

    def set_clock(**after):
        moment = MONDAY + dt.timedelta(**after)
        monkeypatch.setattr(clock.timezone, "now", lambda: moment)

    return set_clock


@pytest.fixture
def held_back(monkeypatch):
    """Jobs are asked for and nobody runs them."""
    monkeypatch.setattr(dispatching, "dispatch", lambda job: True)


def asked() -> list[tuple[str, float | None]]:
    return [(job.dedupe_key, job.payload["sample"]) for job in Job.objects.order_by("created_at", "id")]


def test_beat__asks_every_hour():
    entry = periodic_table()["storage.verify"]
    assert (entry.seconds, entry.run) == (3600, ask_for_verification)
    assert jobs.kinds()["storage.verify"].run is scheduling.run


def test_ask__over_a_week__is_all_once_and_a_sample_each_other_day(store, embedded_jobs, at):
    for hours in range(0, 8 * 24, 5):
        at(hours=hours)
        ask_for_verification()
    week = [("storage.verify:2026-W48", None)]
    days = [(f"storage.verify:2026-11-{day}", 0.05) for day in range(24, 30)]
    assert asked() == [*week, *days, ("storage.verify:2026-W49", None)]
    assert set(Job.objects.values_list("status", flat=True)) == {"succeeded"}


def test_ask__on_consecutive_days__moves_the_sample_on_by_one(store, embedded_jobs, at, settings):
    settings.STORAGE_VERIFY_SAMPLE = 0.2
    for days in range(4):
        at(days=days)
        ask_for_verification()
    turns = [job.payload["seed"] for job in Job.objects.order_by("created_at", "id")[1:4]]
    assert turns == [turns[0], turns[0] + 1, turns[0] + 2]
    assert set(Job.objects.order_by("created_at")[1:4].values_list("payload__sample", flat=True)) == {0.2}


def test_ask__while_one_is_under_way__asks_for_none(store, held_back, at):
    at()
    first = ask_for_verification()
    at(days=1)
    assert ask_for_verification() is None
    Job.objects.filter(pk=first.pk).update(status=Job.Status.RUNNING)
    assert ask_for_verification() is None
    Job.objects.filter(pk=first.pk).update(status=Job.Status.SUCCEEDED)
    assert ask_for_verification().payload["sample"] == 0.05


def test_ask__after_the_weekly_one_failed__asks_for_all_again_on_the_next_day_and_not_before(store, held_back, at):
    at()
    Job.objects.filter(pk=ask_for_verification().pk).update(status=Job.Status.FAILED)
    at(hours=5)
    assert ask_for_verification() is None
    at(days=1)
    again = ask_for_verification()
    assert (again.dedupe_key, again.payload["sample"]) == ("storage.verify:2026-W48:2026-11-24", None)
    Job.objects.filter(pk=again.pk).update(status=Job.Status.SUCCEEDED)
    assert ask_for_verification() is None
    at(days=2)
    assert ask_for_verification().payload["sample"] == 0.05


def test_ask__by_several_processes_at_once__makes_one_job(store, held_back):
    _, raised = at_once(*[ask_for_verification] * 4)
    assert raised == []
    assert Job.objects.count() == 1


def test_job__on_faults__succeeds_and_tells_them(store, embedded_jobs):
    damaged = store.hold(b"A paper that changes")
    store.hold(b"A paper that stays")
    store.overwrite(damaged, flipped(b"A paper that changes"))
    job = ask_for_verification()
    job.refresh_from_db()
    assert (job.status, job.error) == ("succeeded", None)
    assert job.result == {"named": 2, "listed": 2, "read": 2, "faults": {"damaged": 1}}


def test_job__where_storage_does_not_answer__is_tried_again(store, embedded_jobs, monkeypatch):
    def away():
        raise OSError("the disk is away")
        yield

    with monkeypatch.context() as patched:
        patched.setattr(default_storage, "objects", lambda prefix: away())
        job = ask_for_verification()
    job.refresh_from_db()
    assert (job.status, job.attempts, job.error["code"]) == ("queued", 1, "storage-unavailable")
