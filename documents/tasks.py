"""The job that produces a document."""

from __future__ import annotations

from typing import Any

from core import jobs
from documents.models import Order
from documents.presenting import produced
from documents.services.ordering import PRODUCE
from documents.services.producing import order_fulfil


@jobs.handler(PRODUCE, queue="pdf")
def produce(job: jobs.RunningJob) -> dict[str, Any]:
    """Fulfil the order; run again, it finds what the first run made."""
    orders = Order.objects.select_related("template_version__template", "ordered_by", "case", "draft")
    order = orders.defer("template_version__files").get(pk=job.payload["order"])
    return produced(order_fulfil(order))
