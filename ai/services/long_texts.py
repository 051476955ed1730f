"""Analyses of long texts: asked for now, made by a job, since a model reads them in many pieces one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ai import backends
from ai.models import AnalysisOrder
from ai.selectors.analysis import policy_version_get
from ai.services.analysis import Made, analyze, require_analysable
from cases.models import Case
from core import jobs
from core.models import Job

ANALYSE = "ai.analyse"
LONGEST_AT_ONCE = 20_000  # characters; a longer text is more than two questions to a model


def analysis_request(*, actor: User, text: str, policy: str, case: Case | None = None, subject: str = "") -> Made | Job:
    """The analysis of `text` where it can be made at once, else the job that makes it: a text of more than
    20,000 characters that a model shall read. The job's result is {"analysisId"}. Arguments and errors are those of
    `analyze`.
    """
    if len(text) <= LONGEST_AT_ONCE or not backends.configured().sends_data_out:
        return analyze(actor=actor, text=text, policy=policy, case=case, subject=subject)
    require_analysable(actor, text)
    version = policy_version_get(policy)

    def ask() -> Job:
        order = AnalysisOrder.objects.create(policy_version=version, actor=actor, case=case, subject=subject, text=text)
        return jobs.enqueue(
            kind=ANALYSE,
            payload={"order": str(order.pk)},
            user_id=actor.pk,
            case_id=case.pk if case is not None else None,
            dedupe_key=f"{ANALYSE}:{order.pk}",
        )

    with transaction.atomic():
        return jobs.asked_once(actor=actor, ask=ask)


def analysis_order_fulfil(*, order: AnalysisOrder, progress: Callable[[int], None] | None = None) -> AnalysisOrder:
    """The order with its analysis; run again, it finds what the first run made. Pieces that were answered before a
    failure are not paid again: they are in the cache. Raises what `analyze` raises.
    """
    if order.analysis_id is None:
        analyze(
            actor=order.actor,
            text=order.text,
            policy=order.policy_version.policy.slug,
            case=order.case,
            subject=order.subject,
            order=order,
            progress=progress,
        )
    return order


def analysis_orders_purge() -> int:
    """Forget orders as old as the jobs that are forgotten; gives how many."""
    before = timezone.now() - dt.timedelta(days=settings.JOBS_KEEP_DAYS)
    return AnalysisOrder.objects.filter(created_at__lt=before).delete()[0]
