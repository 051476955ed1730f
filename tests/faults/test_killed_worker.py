"""Kill -9 in the middle of a render: the job runs again, and there is one document, not two."""

from __future__ import annotations

import time

import pytest
from django.db import transaction

from core import jobs
from core.jobs import dispatching
from core.models import Job
from documents.models import Document, Order, Rendering, Revision
from documents.services.ordering import PRODUCE
from tests.faults.stepping import LEASE_SECONDS, standing_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
STEPS = [
    ("documents.rendering", "render_pdf", "before"),
    ("documents.rendering", "render_pdf", "after"),
    ("core.storage", "put", "after"),
    ("documents.services.producing", "_record", "after"),
    ("core.jobs.outcomes", "succeed", "before"),
]


def ordered(practice, monkeypatch, **more) -> Job:
    """The job of a document; nobody has begun it."""
    facts = {"template_version": practice.version, "ordered_by": practice.lawyer, "inputs": practice.inputs, **more}
    with monkeypatch.context() as patch:
        patch.setattr(dispatching, "dispatch", lambda job: True)
        with transaction.atomic():
            order = Order.objects.create(**facts)
            return jobs.enqueue(kind=PRODUCE, payload={"order": str(order.pk)})


def killed_and_taken_over(job: Job, settings, *step: str) -> Job:
    settings.JOBS_LEASE_SECONDS = LEASE_SECONDS
    with standing_at(*step, "run_job", job=str(job.pk)):
        job.refresh_from_db()
        assert job.status == "running"
        assert jobs.sweep() == 0, "the lease of a living worker is not taken"
    time.sleep(LEASE_SECONDS + 0.2)
    jobs.sweep()
    job.refresh_from_db()
    return job


@pytest.mark.parametrize(("module", "name", "when"), [("ai.services", "draft", "before"), *STEPS])
def test_worker_killed__at_any_step_of_generate__leaves_one_document(
    practice, monkeypatch, settings, module, name, when
):
    job = killed_and_taken_over(ordered(practice, monkeypatch, case=practice.case), settings, module, name, when)
    assert (job.status, job.attempts) == ("succeeded", 2)
    assert (Document.objects.count(), Revision.objects.count()) == (1, 1)
    assert job.result["documentId"] == str(Document.objects.get().pk)


@pytest.mark.real_only
@pytest.mark.parametrize(("module", "name", "when"), STEPS[2:])
def test_worker_killed__at_any_step_of_a_render__leaves_one_rendering(
    practice, monkeypatch, settings, module, name, when
):
    job = ordered(practice, monkeypatch, sections={}, use_clauses=True)
    job = killed_and_taken_over(job, settings, module, name, when)
    assert (job.status, job.attempts) == ("succeeded", 2)
    assert (Rendering.objects.count(), Revision.objects.count()) == (1, 1)


def test_worker_killed__after_its_job_was_cancelled__leaves_it_cancelled_and_nothing_made(
    practice, monkeypatch, settings
):
    settings.JOBS_LEASE_SECONDS = LEASE_SECONDS
    job = ordered(practice, monkeypatch, case=practice.case)
    with standing_at("documents.rendering", "render_pdf", "before", "run_job", job=str(job.pk)):
        assert jobs.cancel(actor=None, job=job).status == "running"
    time.sleep(LEASE_SECONDS + 0.2)
    jobs.sweep()
    job.refresh_from_db()
    assert (job.status, job.error["code"], Document.objects.count()) == ("failed", "job-cancelled", 0)
