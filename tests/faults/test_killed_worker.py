"""Kill -9 in the middle of a render: the job runs again, and there is one document, not two."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import transaction

from core import jobs
from core.jobs import dispatching
from core.models import Job
from documents.models import Document, Order, Revision
from documents.services.ordering import PRODUCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]
WORKER = """
import time
import django
django.setup()
from django.conf import settings
settings.JOBS_LEASE_SECONDS = 2
import importlib
module = importlib.import_module({module!r})
real = getattr(module, {name!r})
def slow(*args, **kwargs):
    {before}
    result = real(*args, **kwargs)
    {after}
    return result
setattr(module, {name!r}, slow)
{run}
"""
RUN = """
from core.jobs import running
import uuid
running.run(uuid.UUID({job!r}))
"""
PAUSE = 'print("HERE", flush=True); time.sleep(60)'


def worker(job: Job, module: str, name: str, when: str) -> subprocess.Popen:
    """A process of its own that runs the job and stops at the named step until it is killed."""
    return stopping(RUN.format(job=str(job.pk)), module, name, when)


def stopping(run: str, module: str, name: str, when: str) -> subprocess.Popen:
    """A process of its own that runs these lines and stops at the named step until it is killed."""
    code = WORKER.format(
        module=module,
        name=name,
        run=run,
        before=PAUSE if when == "before" else "pass",
        after=PAUSE if when == "after" else "pass",
    )
    database = settings.DATABASES["default"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **database_environment(database)}
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    )


def database_environment(database) -> dict[str, str]:
    """The test's own database, for another process."""
    if database["ENGINE"].endswith("sqlite3"):
        return {"DATABASE_URL": f"sqlite:///{database['NAME']}"}
    user, password = database["USER"], database["PASSWORD"]
    secret = f":{password}" if password else ""
    return {"DATABASE_URL": f"mysql://{user}{secret}@{database['HOST']}:{database['PORT']}/{database['NAME']}"}


@pytest.mark.parametrize(
    ("module", "name", "when"),
    [
        ("ai.services", "draft", "before"),
        ("documents.rendering", "render_pdf", "before"),
        ("documents.rendering", "render_pdf", "after"),
        ("core.storage", "put", "after"),
        ("documents.services.producing", "_record", "after"),
    ],
)
def test_worker_killed__at_any_step_of_a_render__leaves_one_document(
    practice, monkeypatch, settings, module, name, when
):
    settings.JOBS_LEASE_SECONDS = 2
    settings.CELERY_BROKER_URL = ""
    with monkeypatch.context() as patch:
        patch.setattr(dispatching, "dispatch", lambda *args: None)
        with transaction.atomic():
            order = Order.objects.create(
                case=practice.case,
                template_version=practice.version,
                ordered_by=practice.lawyer,
                inputs=practice.inputs,
            )
            job = jobs.enqueue(kind=PRODUCE, payload={"order": str(order.pk)})
    process = worker(job, module, name, when)
    try:
        assert process.stdout.readline().strip() == "HERE"
        job.refresh_from_db()
        assert job.status == "running"
        assert jobs.sweep() == 0, "the lease of a living worker is not taken"
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    time.sleep(2.2)
    jobs.sweep()
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("succeeded", 2)
    assert (Document.objects.count(), Revision.objects.count()) == (1, 1)
    assert job.result["documentId"] == str(Document.objects.get().pk)
