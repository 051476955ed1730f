"""Reading policies and analyses."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from accounts.models import User
from ai.analysis import Finding
from ai.exceptions import PolicyNotFound
from ai.models import Analysis, Policy, PolicyVersion
from cases import selectors as cases
from core.errors import NotFound


@dataclass(frozen=True)
class BlockingFinding:
    """A finding that must be dealt with before signing, and which analysis and policy version it is of."""

    analysis_id: uuid.UUID
    policy: str
    version: int
    finding: Finding


def policies_visible_to(user: Any) -> QuerySet[Policy]:
    """The published policies with their newest version as `current[0]`, for every cleared user; two queries."""
    if not getattr(user, "is_authenticated", False) or not user.is_active or not user.is_cleared:
        return Policy.objects.none()
    newest = PolicyVersion.objects.filter(number=F("policy__latest_number")).select_related("published_by")
    return Policy.objects.filter(latest_number__gt=0).prefetch_related(
        Prefetch("versions", queryset=newest, to_attr="current")
    )


def policy_version_get(slug: str) -> PolicyVersion:
    """The newest version of a policy. Raises PolicyNotFound."""
    newest = PolicyVersion.objects.select_related("policy").filter(policy__slug=slug).order_by("-number").first()
    if newest is None or newest.policy.slug != slug:  # MariaDB finds "LEASE" too
        raise PolicyNotFound(f"There is no analysis policy {slug[:80]!r}. GET /api/ai/policies lists them.")
    return newest


def visible_to(user: Any) -> QuerySet[Analysis]:
    """Analyses on a case are for its lawyers and admins, one without a case is its maker's own; an admin sees all.

    A client sees the own ones, those on a case as long as the case is the client's.
    """
    analyses = Analysis.objects.select_related("policy_version__policy", "case", "actor")
    if not getattr(user, "is_authenticated", False) or not user.is_active or not user.is_cleared:
        return analyses.none()
    if user.role == User.Role.ADMIN:
        return analyses
    own = Q(case__isnull=True, actor=user)
    on_cases = Q(case__in=cases.visible_to(user))
    if user.role == User.Role.LAWYER:
        return analyses.filter(own | on_cases)
    return analyses.filter(own | on_cases & Q(actor=user)) if user.role == User.Role.CLIENT else analyses.none()


def analysis_get(user: Any, analysis_id: uuid.UUID) -> Analysis:
    """One analysis. Raises NotFound also for one that the user may not see."""
    found = visible_to(user).filter(pk=analysis_id).first()
    if found is None:
        raise NotFound
    return found


def blocking_findings(subject: str) -> list[BlockingFinding]:
    """What blocks `subject` (e.g. a revision) from being signed: for each policy it was held against, the blocking
    findings of the newest analysis. Empty when nothing blocks, and also when it was never analysed.
    """
    return [
        BlockingFinding(one.pk, one.policy_version.policy.slug, one.policy_version.number, finding)
        for one in _newest(Analysis.objects.all(), subject)
        for finding in one.found()
        if finding.blocking
    ]


def analyses_of(user: Any, subject: str) -> list[Analysis]:
    """The newest analysis of `subject` for each policy it was held against, as far as the user may see them."""
    return _newest(visible_to(user), subject)


def _newest(analyses: QuerySet[Analysis], subject: str) -> list[Analysis]:
    if not subject:
        return []
    found = analyses.filter(subject=subject).select_related("policy_version__policy").defer("text")
    newest: dict[uuid.UUID, Analysis] = {}
    for one in found.order_by("-created_at", "-id"):
        if one.subject == subject:  # MariaDB compares without case
            newest.setdefault(one.policy_version.policy_id, one)
    return list(newest.values())
