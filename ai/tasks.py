"""The job that analyses a long text."""

from __future__ import annotations

from typing import Any

from ai.models import AnalysisOrder
from ai.services.long_texts import ANALYSE, analysis_order_fulfil
from core import jobs
from core.models import Job


@jobs.handler(ANALYSE, queue="external", priority=Job.Priority.INTERACTIVE, limit_seconds=1800)
def analyse(job: jobs.RunningJob) -> dict[str, Any]:
    """Fulfil the order; run again, it finds what the first run made."""
    orders = AnalysisOrder.objects.select_related("policy_version__policy", "actor", "case")
    order = analysis_order_fulfil(order=orders.get(pk=job.payload["order"]), progress=job.progress)
    return {"analysisId": str(order.analysis_id)}
