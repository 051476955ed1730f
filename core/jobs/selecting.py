"""Which jobs a user may see, and so cancel."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from core.errors import NotFound
from core.models import Job

CasesOf = Callable[[Any], QuerySet[Any, Any]]
_cases_of: CasesOf | None = None


def staff_cases(cases_of: CasesOf) -> None:
    """Say of which cases a lawyer may see the jobs: a queryset of ids, for a user. Called once, by cases."""
    global _cases_of  # noqa: PLW0603 - one room knows of cases
    _cases_of = cases_of


def visible_to(user: Any) -> QuerySet[Job]:
    """An admin sees all jobs, a lawyer those they asked for and those of their cases, a client those they asked for;
    anybody else none.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Job.objects.none()
    if user.role == "admin":
        return Job.objects.all()
    own = Q(user_id=user.pk)
    if user.role == "lawyer" and _cases_of is not None:
        return Job.objects.filter(own | Q(case_id__in=_cases_of(user)))
    return Job.objects.filter(own)


def job_get(user: Any, job_id: uuid.UUID) -> Job:
    """The job, in one query. Raises NotFound for one that `user` may not see."""
    job = visible_to(user).filter(pk=job_id).first()
    if job is None:
        raise NotFound
    return job
