"""The jobs of the room: producing a document or a few of a batch, and scanning and reading a file from outside."""

from __future__ import annotations

import uuid
from typing import Any

from core import jobs
from core.models import Job
from documents.models import Order, Upload
from documents.presenting import produced
from documents.services.batch_running import batch_advance
from documents.services.batching import ADVANCE
from documents.services.ordering import PRODUCE
from documents.services.producing import order_fulfil
from documents.services.template_impact import RUN, template_impact_run
from documents.services.uploading import EXAMINE, upload_examine

ADVANCE_TRIES = 5


@jobs.handler(PRODUCE, queue="pdf", priority=Job.Priority.INTERACTIVE)
def produce(job: jobs.RunningJob) -> dict[str, Any]:
    """Fulfil the order; run again, it finds what the first run made."""
    orders = Order.objects.select_related("template_version__template", "ordered_by", "case", "draft")
    order = orders.defer("template_version__files").get(pk=job.payload["order"])
    return produced(order_fulfil(order))


@jobs.handler(EXAMINE, queue="external")
def examine(job: jobs.RunningJob) -> dict[str, Any]:
    """Scan and read the upload; run again, it does what is left."""
    upload = upload_examine(upload=Upload.objects.select_related("revision__document").get(pk=job.payload["upload"]))
    return {"scan": upload.scan, "reading": upload.reading}


@jobs.handler(RUN, queue="pdf", priority=Job.Priority.BATCH, limit_seconds=1800)
def template_impact(job: jobs.RunningJob) -> dict[str, Any]:
    """Render a template's draft over open cases; run again, it does what is left."""
    return template_impact_run(run_id=uuid.UUID(job.payload["run"]), progress=job.progress)


@jobs.handler(ADVANCE, queue="pdf", max_attempts=ADVANCE_TRIES, priority=Job.Priority.BATCH)
def advance(job: jobs.RunningJob) -> dict[str, Any]:
    """Do one step of the batch; run again, it goes on where the first run was cut off."""
    return batch_advance(
        batch_id=uuid.UUID(job.payload["batch"]),
        step=job.payload["step"],
        last_try=job.attempt >= ADVANCE_TRIES,
        progress=job.progress,
    )
