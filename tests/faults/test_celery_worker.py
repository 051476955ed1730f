"""Jobs through a real broker and real workers: done, taken over from a killed worker, found again after a flush."""

from __future__ import annotations

import time

import pytest
import redis
from django.conf import settings as django_settings

from core import jobs
from core.models import Job
from documents import services
from documents.models import Document, Revision
from documents.services.ordering import Wish
from tests.services.redis import Redis

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.real_only,
    pytest.mark.usefixtures("files"),
    pytest.mark.timeout(180),
]


@pytest.fixture(autouse=True)
def _empty_broker():
    """No test finds another's messages."""
    redis.Redis.from_url(django_settings.CELERY_BROKER_URL).flushdb()


def asked(practice) -> Job:
    return services.document_request(
        actor=practice.lawyer, case=practice.case, wish=Wish(practice.version, practice.inputs)
    )


def until(condition, *, seconds: float = 60, also=lambda: None) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        also()
        time.sleep(0.05)


def status_of(job: Job) -> str:
    return Job.objects.values_list("status", flat=True).get(pk=job.pk)


def test_generate__runs_in_a_worker_and_the_asker_learns_the_end(practice, celery_worker_process):
    celery_worker_process("pdf")
    job = asked(practice)
    assert jobs.wait_for(job.pk, seconds=60).status == "succeeded"
    assert Revision.objects.get().document.case == practice.case


def test_worker_killed_in_the_middle_of_a_render__another_makes_the_one_document(
    practice, celery_worker_process, settings
):
    settings.JOBS_LEASE_SECONDS = 2
    worker = celery_worker_process("pdf", JOBS_LEASE_SECONDS="2")
    job = asked(practice)
    until(lambda: status_of(job) == "running")
    worker.kill()
    assert status_of(job) == "running"
    celery_worker_process("pdf", JOBS_LEASE_SECONDS="2")
    until(lambda: status_of(job) == "succeeded", also=jobs.sweep)
    job.refresh_from_db()
    assert job.attempts == 2
    assert (Document.objects.count(), Revision.objects.count()) == (1, 1)


def test_broker_flushed__loses_no_job(practice, celery_worker_process, settings):
    settings.JOBS_REDISPATCH_SECONDS = 1
    job = asked(practice)
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()
    celery_worker_process("pdf")
    assert status_of(job) == "queued"
    until(lambda: status_of(job) == "succeeded", also=jobs.sweep)
    assert Document.objects.count() == 1


@pytest.fixture
def own_broker(tmp_path, settings, monkeypatch):
    """A Redis of the test's own, which is this process's broker until the test ends."""
    from core.tasks import app

    server = Redis(tmp_path / "broker")
    server.start()
    settings.CELERY_BROKER_URL = server.url(0)
    monkeypatch.setenv("CELERY_BROKER_URL", server.url(0))  # what Celery itself looks at first
    app._pool = app.amqp._producer_pool = None
    yield server
    app._pool = app.amqp._producer_pool = None
    server.stop()


def test_broker_down__the_request_succeeds_and_its_job_runs_when_the_broker_is_back(
    practice, celery_worker_process, own_broker
):
    own_broker.stop()
    begun = time.monotonic()
    job = asked(practice)
    assert time.monotonic() - begun < 10
    job.refresh_from_db()
    assert (job.status, job.dispatched_at) == ("queued", None)
    assert jobs.sweep() == 0
    own_broker.start()
    assert jobs.sweep() == 1
    celery_worker_process("pdf", CELERY_BROKER_URL=own_broker.url(0))
    until(lambda: status_of(job) == "succeeded")
    assert Document.objects.count() == 1
