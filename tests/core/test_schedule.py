"""The periodic table: rows that staff may change, run by one schedule in both columns."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from core import jobs, scheduler
from core.jobs import beat, periods, schedule
from core.jobs.periods import PeriodRefused, in_words, period_change
from core.models import AuditEntry, Job
from core.tasks import app
from tests.architecture import rules

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def table(monkeypatch):
    """A table of the test's own: `table("name", 60)` enters a function that counts its runs."""
    monkeypatch.setattr(schedule, "_table", {})
    runs: dict[str, int] = {}

    def enter(name: str, seconds: float, *, run=None, essential: bool = False):
        def count() -> None:
            runs[name] = runs.get(name, 0) + 1
            if run is not None:
                run()

        jobs.every(name, seconds=seconds, run=count, essential=essential)
        return runs

    return enter


def row(name: str) -> PeriodicTask:
    return periods.rows().get(name=name)


def words() -> dict[str, str]:
    return {one.name: in_words(one) for one in periods.rows()}


def until(condition, seconds: float = 10) -> bool:
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.05)
    return bool(condition())


# --- the rows -----------------------------------------------------------------------------------------------------


def test_install__writes_every_entry_in_words_that_people_read(table):
    for name, seconds in [("a", 1), ("b", 90), ("c", 3600), ("d", 6 * 3600), ("e", 86_400), ("f", 0.2)]:
        table(name, seconds)
    periods.install(), periods.install()
    assert words() == {
        "a": "every second", "b": "every 90 seconds", "c": "every hour", "d": "every 6 hours", "e": "every day",
        "f": "every second",
    }  # fmt: skip


def test_install__keeps_what_staff_changed_and_moves_what_nobody_changed(table):
    for name in ("changed", "off", "untouched"):
        table(name, 3600)
    periods.install()
    period_change(actor=None, row=row("changed"), enabled=True, every=2, unit="minutes")
    period_change(actor=None, row=row("off"), enabled=False, every=1, unit="hours")
    for name in ("changed", "off", "untouched"):
        table(name, 1800)  # the next release
    periods.install()
    assert words() == {"changed": "every 2 minutes", "off": "off", "untouched": "every 30 minutes"}
    assert [one.name for one in periods.rows() if periods.is_changed(one)] == ["changed", "off"]


def test_install__removes_what_the_table_no_longer_has_and_no_row_of_others(table):
    table("gone", 60)
    periods.install()
    foreign = PeriodicTask.objects.create(name="of somebody else", task="another.task", interval=row("gone").interval)
    schedule._table.clear()
    periods.install()
    assert list(PeriodicTask.objects.all()) == [foreign]


def test_product__has_its_table_and_only_the_sweep_and_sealing_are_essential():
    entries = schedule.periodic_table()
    assert {"jobs.sweep", "jobs.purge", "idempotency.purge", "storage.verify"} <= set(entries)
    assert [name for name, entry in entries.items() if entry.essential] == ["jobs.sweep", "audit.seal"]


def test_change__is_recorded_with_before_and_after(table):
    table("a", 3600)
    periods.install()
    period_change(actor=None, row=row("a"), enabled=True, daily_at=dt.time(4, 30))
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.before, entry.after) == ("schedule.changed", "every hour", "daily at 04:30")


@pytest.mark.parametrize("wish", [{"every": 0}, {"every": -1}, {"every": 5, "unit": "moons"}, {"every": 10**9}])
def test_change__to_no_sensible_period__is_refused_and_changes_nothing(table, wish):
    table("a", 3600)
    periods.install()
    with pytest.raises(PeriodRefused):
        period_change(actor=None, row=row("a"), enabled=True, **wish)
    assert (words(), AuditEntry.objects.count()) == ({"a": "every hour"}, 0)


@pytest.mark.parametrize(
    "wish",
    [
        {"enabled": False, "every": 2},
        {"enabled": True, "every": 2, "unit": "minutes"},
        {"enabled": True, "daily_at": dt.time(4)},
    ],
)
def test_change__that_would_leave_lost_work_unfound__is_refused(table, wish):
    table("sweep", 2, essential=True)
    periods.install()
    with pytest.raises(PeriodRefused):
        period_change(actor=None, row=row("sweep"), **wish)
    assert words() == {"sweep": "every 2 seconds"}
    period_change(actor=None, row=row("sweep"), enabled=True, every=1, unit="minutes")
    assert words() == {"sweep": "every minute"}


# --- running ------------------------------------------------------------------------------------------------------


@pytest.fixture
def running_schedule():
    """Starts the schedule as the embedded default runs it, in this process; the table is written by then."""
    yield scheduler.start
    scheduler.stop()
    assert until(lambda: not any(one.name in ("scheduler", "periodic") for one in threading.enumerate()))


def test_schedule__runs_its_entries_and_hears_a_change_within_seconds(table, running_schedule):
    runs = table("a", 1)
    table("b", 3600)
    running_schedule()
    assert until(lambda: runs.get("a", 0) >= 2)
    assert "b" not in runs
    period_change(actor=None, row=row("b"), enabled=True, every=1, unit="seconds")
    assert until(lambda: runs.get("b", 0) >= 2)
    period_change(actor=None, row=row("a"), enabled=False, every=1)
    assert until(lambda: not row("a").enabled)
    time.sleep(6)  # the longest until it is heard
    count = runs["a"]
    time.sleep(2.5)
    assert runs["a"] == count


def test_entry__that_takes_long__holds_no_other_and_does_not_run_beside_itself(table, running_schedule):
    release, inside = threading.Event(), []
    runs = table("slow", 1, run=lambda: inside.append(1) or release.wait(10))
    table("quick", 1)
    running_schedule()
    assert until(lambda: runs.get("quick", 0) >= 3)
    assert len(inside) == 1
    release.set()


def test_entry__that_fails__is_run_again_and_holds_no_other(table, running_schedule):
    runs = table("bad", 1, run=lambda: 1 / 0)
    table("good", 1)
    running_schedule()
    assert until(lambda: runs.get("bad", 0) >= 2 and runs.get("good", 0) >= 2)


def test_schedule__writes_down_when_an_entry_last_ran_and_touches_nothing_else(table, monkeypatch):
    monkeypatch.setattr(beat.Schedule, "sync_every", 0)
    table("a", 3600)
    begun = beat.Schedule(app=app)
    entry = begun.schedule["a"]
    begun.reserve(entry)
    period_change(actor=None, row=row("a"), enabled=True, every=5, unit="hours")  # at this very moment
    begun.sync()
    assert (row("a").total_run_count, in_words(row("a"))) == (1, "every 5 hours")
    assert row("a").last_run_at is not None
    begun.close()


def test_schedule__whose_database_is_away__looks_again_in_a_moment(table, monkeypatch):
    table("a", 1)
    begun = beat.Schedule(app=app)

    def away(*args, **kwargs):
        raise OperationalError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(beat.DatabaseScheduler, "tick", away)
        assert begun.tick() == 1.0
    assert begun.tick() is not None
    begun.close()


def test_start__takes_back_what_an_earlier_process_had_in_hand(table, running_schedule):
    handed_over = timezone.now()
    Job.objects.create(kind="x", queue="default", dispatched_at=handed_over, run_after=handed_over + dt.timedelta(1))
    running_schedule()
    assert until(lambda: not Job.objects.filter(dispatched_at__isnull=False).exists())


@pytest.mark.real_only
def test_beat__as_a_process__runs_the_rows_as_staff_change_them_and_needs_no_broker(settings_env):
    """The purge is set to every second, and an old job goes; it is switched off, and the next one stays."""
    periods.install()
    period_change(actor=None, row=row("jobs.purge"), enabled=True, every=1, unit="seconds")
    environment = {**settings_env, "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
    words = [sys.executable, "-m", "celery", "-A", "config", "--quiet", "beat", "--pidfile=", "--loglevel=WARNING"]
    process = subprocess.Popen(
        words, cwd=rules.REPOSITORY, env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"}
    )
    try:
        old = finished_long_ago()
        assert until(lambda: not Job.objects.filter(pk=old.pk).exists(), seconds=30)
        period_change(actor=None, row=row("jobs.purge"), enabled=False, every=1, unit="seconds")
        time.sleep(6)
        kept = finished_long_ago()
        time.sleep(3)
        assert Job.objects.filter(pk=kept.pk).exists()
    finally:
        process.terminate()
        assert process.wait(15) == 0
    assert row("jobs.sweep").total_run_count > 0
    assert django_settings.CELERY_BEAT_SCHEDULER == "core.jobs.beat:Schedule"


def finished_long_ago() -> Job:
    ended = timezone.now() - dt.timedelta(days=9_999)
    return Job.objects.create(kind="x", queue="default", status="succeeded", finished_at=ended)
