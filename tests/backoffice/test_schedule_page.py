"""The schedule's page: admins alone; a change goes by the service, and the code's own rules hold."""

from __future__ import annotations

import pytest

from core.jobs import periods
from core.models import AuditEntry

LIST = "django_celery_beat_periodictask_changelist"
PAGE = "django_celery_beat_periodictask_change"


@pytest.fixture
def rows(practice):
    periods.install()
    return {row.name: row for row in periods.rows()}


def send(practice, row, **wish):
    form = {"every": "", "unit": "seconds", "daily_at": "", **wish}
    return practice.browser("admin").post(practice.url(PAGE, row.pk), form, follow=True)


def when(name: str) -> str:
    return periods.in_words(periods.rows().get(name=name))


def test_list__says_what_runs_and_how_often(practice, rows):
    text = practice.browser("admin").get(practice.url(LIST)).content.decode()
    assert "Find work that was lost and hand it over again" in text
    assert "Every 2 seconds" in text
    assert len(rows) >= 7


@pytest.mark.parametrize("who", ["lawyer", "reviewer"])
def test_schedule__is_for_admins_alone(practice, rows, who):
    browser = practice.browser(who)
    assert browser.get(practice.url(LIST)).status_code == 403
    assert browser.get(practice.url(PAGE, rows["jobs.purge"].pk)).status_code in (302, 403)
    browser.post(practice.url(PAGE, rows["jobs.purge"].pk), {"every": "5", "unit": "days", "enabled": "on"})
    assert when("jobs.purge") == "every hour"


def test_change__goes_by_the_service_and_is_recorded(practice, rows):
    send(practice, rows["jobs.purge"], enabled="on", every="30", unit="minutes")
    assert when("jobs.purge") == "every 30 minutes"
    entry = AuditEntry.objects.get(verb="schedule.changed")
    assert (entry.actor_id, entry.before, entry.after) == (
        practice.users["admin"].pk,
        "every hour",
        "every 30 minutes",
    )
    assert "On, changed here" in practice.browser("admin").get(practice.url(LIST)).content.decode()


def test_change__to_a_time_of_the_day_and_back__is_shown_in_the_form(practice, rows):
    send(practice, rows["jobs.purge"], enabled="on", daily_at="04:30")
    assert when("jobs.purge") == "daily at 04:30"
    page = practice.browser("admin").get(practice.url(PAGE, rows["jobs.purge"].pk)).content.decode()
    assert 'value="04:30"' in page
    send(practice, rows["jobs.purge"], every="1", unit="hours")
    assert when("jobs.purge") == "off"


def test_sweep__cannot_be_switched_off_and_the_page_says_why(practice, rows):
    answer = send(practice, rows["jobs.sweep"], every="2", unit="seconds")
    assert "the audit trail is sealed all the time: this runs at least once a minute." in answer.content.decode()
    assert when("jobs.sweep") == "every 2 seconds"


def test_change__to_nothing__is_told_beside_the_field(practice, rows):
    answer = send(practice, rows["jobs.purge"], enabled="on")
    assert "Give a number of seconds, minutes, hours or days." in answer.content.decode()
    assert when("jobs.purge") == "every hour"


def test_entries__are_neither_added_nor_removed_here(practice, rows):
    browser = practice.browser("admin")
    assert browser.get("/admin/django_celery_beat/periodictask/add/").status_code == 403
    assert browser.post(f"/admin/django_celery_beat/periodictask/{rows['jobs.purge'].pk}/delete/").status_code == 403
    assert browser.get("/admin/django_celery_beat/intervalschedule/").status_code == 404
