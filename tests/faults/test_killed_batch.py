"""Kill -9 in the middle of a batch: it goes on, loses no row and makes no document twice."""

from __future__ import annotations

import time

import pytest

from core import jobs
from core.jobs import dispatching
from core.models import Job
from documents import services
from documents.models import Batch, BatchRow, Document, Order, Rendering, Revision
from tests.documents import batch_template
from tests.faults.stepping import LEASE_SECONDS, killed_at
from tests.practice import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]


@pytest.mark.parametrize(
    ("module", "name", "when"),
    [
        ("documents.rendering", "render_pdf", "after"),
        ("documents.services.producing", "_record", "after"),
        ("documents.services.batch_running", "_hand_on", "after"),
    ],
)
def test_worker_killed__in_the_middle_of_a_batch__loses_nothing_and_makes_nothing_twice(
    db, monkeypatch, settings, module, name, when
):
    settings.JOBS_LEASE_SECONDS = LEASE_SECONDS
    settings.CELERY_BROKER_URL = ""
    version, lawyer = batch_template.published(), person("lawyer", "lawyer")
    with monkeypatch.context() as patch:
        patch.setattr(dispatching, "dispatch", lambda job: True)
        batch = services.batch_order(
            actor=lawyer, version=version, content=batch_template.sheet("Amihan", "Tala"), filename="slips.csv"
        )
    killed_at(module, name, when, "run_job", job=str(Job.objects.get(kind="documents.batch").pk))
    until = time.monotonic() + 30
    steps = Job.objects.filter(kind="documents.batch")
    while Batch.objects.get(pk=batch.pk).status == "running" or steps.exclude(status="succeeded").exists():
        assert time.monotonic() < until, list(steps.values_list("status", "error"))
        jobs.sweep()
        time.sleep(0.2)
    assert set(BatchRow.objects.values_list("number", "status")) == {(2, "done"), (3, "done")}
    counts = (Order.objects.count(), Document.objects.count(), Revision.objects.count(), Rendering.objects.count())
    assert counts == (2, 2, 2, 2)
