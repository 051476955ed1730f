"""Real workers on Redis: turns on a queue, a job that hangs, Redis flushed under everything that lies in it."""

from __future__ import annotations

import contextlib
import time

import psutil
import pytest
import redis
from django.conf import settings as django_settings
from django.db import transaction
from django.test import Client

from core import jobs, resilience
from core.jobs import registry
from core.models import Job
from tests.practice import person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.real_only,
    pytest.mark.timeout(180),
]
APP = "tests.faults.kinds"
QUEUES = ("default", "pdf", "email", "external")


@pytest.fixture(autouse=True)
def _kinds():
    """This process may ask for the workers' kinds, and finds an empty broker."""
    redis.Redis.from_url(django_settings.CELERY_BROKER_URL).flushdb()
    for queue in QUEUES:
        jobs.handler(f"test.note-{queue}", queue=queue)(lambda job: None)
    jobs.handler("test.note", queue="default")(lambda job: None)
    jobs.handler("test.hang", queue="default", max_attempts=1, limit_seconds=1)(lambda job: None)
    yield
    for name in [name for name in registry.kinds() if name.startswith("test.")]:
        registry._kinds.pop(name)


def ask(kind: str = "test.note", **more) -> Job:
    with transaction.atomic():
        return jobs.enqueue(kind=kind, payload={"note": 1}, **more)


def until(condition, *, seconds: float = 60, also=lambda: None) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        also()
        time.sleep(0.1)


def all_done() -> bool:
    return not Job.objects.exclude(status="succeeded").exists()


def test_interactive_job__asked_for_last__is_worked_on_first(celery_worker_process):
    for _ in range(8):
        ask(priority=Job.Priority.BATCH)
    ordinary, interactive = ask(), ask(priority=Job.Priority.INTERACTIVE)
    celery_worker_process("default", APP)
    until(all_done)
    order = list(Job.objects.order_by("finished_at").values_list("pk", flat=True))
    assert order[:2] == [interactive.pk, ordinary.pk]


def test_job_that_hangs__is_failed_at_its_limit_and_only_its_child_is_killed(celery_worker_process):
    worker = celery_worker_process("default", APP)
    (child,) = psutil.Process(worker.pid).children()
    hanging = ask("test.hang")
    until(lambda: Job.objects.get(pk=hanging.pk).status == "failed", seconds=20)
    hanging.refresh_from_db()
    assert hanging.error["code"] == "job-timed-out"
    assert hanging.error["detail"] == "It took longer than 1 seconds and was stopped."
    after = ask()
    until(lambda: Job.objects.get(pk=after.pk).status == "succeeded", seconds=40)
    assert not child.is_running()
    assert worker.process.poll() is None
    assert [one.pid != child.pid for one in psutil.Process(worker.pid).children()] == [True]


def test_redis_flushed__loses_no_job_and_runs_none_twice(celery_worker_process, settings):
    settings.JOBS_REDISPATCH_SECONDS = 1
    for _ in range(40):
        ask()
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    assert broker.llen("default\x06\x163") == 40
    broker.flushdb()
    celery_worker_process("default", APP)
    until(all_done, also=jobs.sweep)
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_jobs_that_wait_long_behind_others__are_not_handed_over_again(settings):
    """Else a queue that is behind would grow by itself, a message for each job and minute."""
    settings.JOBS_REDISPATCH_SECONDS = 0
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    for priority in (*[Job.Priority.BATCH] * 6, Job.Priority.INTERACTIVE):
        ask(priority=priority)
    assert [jobs.sweep() for _ in range(3)] == [0, 0, 0]
    broker.lpop("default\x06\x169", 2)
    assert [jobs.sweep() for _ in range(3)] == [2, 0, 0], "as many as are missing"


def test_redis_flushed__leaves_people_logged_in_and_a_breaker_that_learns_anew(db):
    browser = Client()
    browser.force_login(person("lawyer", "lawyer"), backend="accounts.backends.RoleBackend")
    assert browser.get("/admin/").status_code == 200
    learn("party")
    assert resilience.state_of("party") == "open"
    with pytest.raises(resilience.PartyResting), resilience.passing("party", counts=always):
        pass

    redis.Redis.from_url(django_settings.CACHE_URL).flushdb()

    assert browser.get("/admin/").status_code == 200
    with resilience.passing("party", counts=always):
        pass
    assert resilience.state_of("party") == "closed"
    learn("party")
    assert resilience.state_of("party") == "open"


def always(error: BaseException) -> bool:
    return True


def learn(party: str) -> None:
    """So many failures in a row that the party is given a pause."""
    for _ in range(django_settings.BACKEND_BREAKER_FAILURES):
        with contextlib.suppress(ConnectionError), resilience.passing(party, counts=always):
            raise ConnectionError
