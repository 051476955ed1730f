"""The first page: what waits for me, my cases, what was made lately."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest

from accounts.models import User
from ai import selectors as ai_selectors
from backoffice import envelope_page, jobs_page, people
from cases import selectors as case_selectors
from cases.states import CLOSED, DECLINED
from core.clock import manila_now
from core.models import Job
from documents import selectors as document_selectors
from documents.drafting import selectors as drafting
from documents.models import Document, TemplateDraft
from esign import selectors as esign_selectors
from esign.states import RUNNING

SHOWN = 8
NOON, EVENING = 12, 18


def failed_jobs(user: User) -> QuerySet[Job]:
    """The failed jobs that `user` may see; those that somebody cancelled wait for nobody."""
    return jobs_page.visible_to(user).filter(status=Job.Status.FAILED, cancel_asked_at__isnull=True)


def template_proposals(user: User) -> QuerySet[TemplateDraft]:
    """The drafts of templates that wait for `user` to publish them."""
    return drafting.waiting_for(user)


def recent_documents(user: User) -> list[Document]:
    """The newest documents that `user` may see, each with a revision to show."""
    found = document_selectors.for_listing(user).order_by("-created_at", "-id")[:SHOWN]
    return [document for document in found if document.shown_revisions]


def envelopes_out(user: User) -> list[envelope_page.Line]:
    """What is out for signature of all that `user` may see, what ends first at the top."""
    found = esign_selectors.for_listing(user).filter(status__in=RUNNING).order_by("expires_at", "id")
    return [envelope_page.line_of(envelope) for envelope in found[:SHOWN]]


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's callback: the context of the index page."""
    if not people.is_staff(request):
        return context
    user = request.user
    cases = case_selectors.visible_to(user).exclude(status__in=[CLOSED, DECLINED]).select_related("client")
    failed = failed_jobs(user).order_by("-finished_at")
    reviews = document_selectors.to_review(user).select_related("document__case", "created_by")
    return {
        **context,
        "title": "Today",
        "greeting": f"{_greeting()}, {user.full_name}.",
        "everybody": user.role == User.Role.ADMIN,
        "may_open_case": user.has_perm("cases.add_case"),
        "cases": cases.order_by(F("due_date").asc(nulls_last=True), "-created_at")[:SHOWN],
        "reviews": reviews.order_by("created_at")[:SHOWN],
        "proposals": template_proposals(user)[:SHOWN],
        "questions": ai_selectors.waiting_for(user)[:SHOWN],
        "failed": [(job, jobs_page.kind_in_words(job), jobs_page.why(job)) for job in failed[:5]],
        "documents": recent_documents(user),
        "envelopes": envelopes_out(user),
    }


def _greeting() -> str:
    hour = manila_now().hour
    return "Good morning" if hour < NOON else "Good afternoon" if hour < EVENING else "Good evening"
