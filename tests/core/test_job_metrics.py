"""Queues in /metrics: depth, age of the oldest due job, what runs and what failed, in two queries at each scrape."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.jobs import measuring
from core.models import Job

pytestmark = pytest.mark.django_db


def job(**more) -> Job:
    return Job.objects.create(**{"kind": "x", "queue": "pdf", **more})


def figures() -> dict[tuple[str, str], float]:
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    lines = re.findall(r'^(hain_jobs_\w+)\{queue="(\w+)"\} (\S+)$', answer.content.decode(), re.MULTILINE)
    return {(name.removeprefix("hain_jobs_"), queue): float(value) for name, queue, value in lines}


def test_metrics__tell_how_each_queue_stands():
    now = timezone.now()
    job(run_after=now - dt.timedelta(minutes=5))
    job(run_after=now - dt.timedelta(minutes=1))
    job(run_after=now + dt.timedelta(hours=1))
    job(status="running"), job(status="running", queue="email")
    job(status="failed", run_after=now - dt.timedelta(days=9)), job(status="failed", cancel_asked_at=now)
    job(status="succeeded", run_after=now - dt.timedelta(days=9))
    seen = figures()
    assert {name: seen[name, "pdf"] for name in ("queued", "due", "running", "failed")} == {
        "queued": 3, "due": 2, "running": 1, "failed": 1
    }  # fmt: skip
    assert 300 <= seen["oldest_due_seconds", "pdf"] < 330
    assert (seen["running", "email"], seen["queued", "email"], seen["oldest_due_seconds", "email"]) == (1, 0, 0)


def test_metrics__name_every_queue_also_where_nothing_waits():
    seen = figures()
    queues = ("default", "pdf", "email", "external")
    assert set(seen) == {(name.removeprefix("hain_jobs_"), queue) for name in measuring.GAUGES for queue in queues}
    assert set(seen.values()) == {0}


def test_metrics__cost_two_queries_whatever_the_number_of_jobs():
    for number in range(30):
        job(queue=("pdf", "email")[number % 2], status=("queued", "failed", "running")[number % 3])
    with CaptureQueriesContext(connection) as ran:
        Client().get("/metrics")
    assert [one["sql"].split()[0] for one in ran] == ["SELECT", "SELECT"]


@pytest.mark.real_only
def test_metrics__read_what_waits_from_an_index_alone():
    job()
    with CaptureQueriesContext(connection) as ran:
        measuring.standings()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {ran[0]['sql']}")
        (plan,) = (dict(zip([one[0] for one in cursor.description], row, strict=True)) for row in cursor.fetchall())
    assert (plan["key"], "Using index" in plan["Extra"]) == ("job_waiting", True)


def test_metrics__while_the_database_is_away__tell_all_else(monkeypatch):
    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(measuring, "standings", away)
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    assert b"python_info" in answer.content
    assert b"hain_jobs_due" not in answer.content


def test_metrics__of_several_processes__tell_the_queues_once(monkeypatch, tmp_path):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    job()
    text = Client().get("/metrics").content.decode()
    assert text.count('hain_jobs_due{queue="pdf"} 1.0') == 1
