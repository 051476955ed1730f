"""How much waits for the person who looks: the figures of the sidebar and of the bell, in one query a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.http import HttpRequest

from accounts.models import User
from ai import selectors as ai_selectors
from backoffice import dashboard
from backoffice.people import is_staff
from documents import selectors as document_selectors
from notifications import notice_selectors

REVIEWS, QUESTIONS, PROPOSALS, FAILED, NOTICES = "reviews", "questions", "proposals", "failed", "notices"


def waiting(request: HttpRequest) -> Mapping[str, int]:
    """The figures by name; nothing for who is no staff. Asked once a request."""
    known: Mapping[str, int] | None = getattr(request, "waiting_figures", None)
    if known is None:
        known = request.waiting_figures = _counted(request.user) if is_staff(request) else {}
    return known


def unread(request: HttpRequest) -> int:
    """How many unread notices the person has."""
    return waiting(request).get(NOTICES, 0)


def _counted(user: User) -> dict[str, int]:
    rows: dict[str, QuerySet[Any]] = {
        REVIEWS: document_selectors.to_review(user),
        QUESTIONS: ai_selectors.waiting_for(user),
        PROPOSALS: dashboard.template_proposals(user),
        FAILED: dashboard.failed_jobs(user),
        NOTICES: notice_selectors.notices_unread(user),
    }
    figures = {name: Subquery(_count(found)) for name, found in rows.items()}
    counted: Mapping[str, Any] = User.objects.filter(pk=user.pk).values(**figures).get()
    return {name: counted[name] or 0 for name in rows}


def _count(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The number of `rows` as a query of its own, to stand within another."""
    plain = rows.order_by().select_related(None)
    return plain.annotate(_all=Value(1)).values("_all").annotate(_count=Count("pk")).values("_count")
