"""Notices: the bell in the head of every page, the page that lists them, and how each person wants to be told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from backoffice import bell, jobs_page, origins
from backoffice.people import is_staff
from core.errors import NotFound
from notifications import notice_kinds, notice_selectors, services
from notifications.models import Notice
from notifications.notice_kinds import DIGEST, NoticeKind, Wish

PER_PAGE, LAST_PAGE = 30, 10_000
SENTENCES: Mapping[str, str] = {
    notice_kinds.FOR_REVIEW: "“{document}” waits for your review, from {by}.",
    notice_kinds.APPROVED: "{by} approved revision {revision} of “{document}”.",
    notice_kinds.RETURNED: "{by} sent revision {revision} of “{document}” back.",
    notice_kinds.ASSIGNED: "You are on “{title}” now: {role}.",
    notice_kinds.QUESTION: "{by} asks the lawyers of “{title}” for an answer.",
    notice_kinds.FLAGGED: "Documents of “{title}” no longer agree with the data they were made from.",
    notice_kinds.SIGNATURE_COMPLETED: "“{document}” was signed by everybody.",
    notice_kinds.SIGNATURE_DECLINED: "{by} will not sign “{document}”.",
    notice_kinds.SIGNATURE_EXPIRED: "“{document}” was not signed in time.",
    notice_kinds.SIGNATURE_TROUBLE: "“{document}” is out for signature and cannot be finished by itself.",
    notice_kinds.PAPERS_DISAGREE: "Approved papers of “{title}” disagree, and the case is held up.",
}
NOT_DELIVERED = {"failed": "was not sent", "bounced": "came back", "complained": "was marked as spam"}
PAGES: Mapping[str, str] = {
    "documents.document": "admin:documents_document_change",
    "cases.case": "admin:cases_case_change",
    "ai.consultation": "admin:ai_consultation_change",
    "notifications.message": "admin:notifications_message_change",
    "core.job": "admin:core_job_change",
    "esign.envelope": "admin:esign_envelope_change",
}


@dataclass(frozen=True)
class Told:
    """A notice as its page shows it."""

    row: Notice
    sentence: str
    case: str


def sentence(notice: Notice) -> str:
    """What the notice says, in one sentence."""
    facts = notice.facts
    if notice.kind == notice_kinds.MAIL_NOT_DELIVERED:
        subject = f"The mail “{facts['subject']}”" if facts.get("subject") else "A mail"
        return f"{subject} {NOT_DELIVERED.get(str(facts.get('status')), 'did not arrive')}."
    if notice.kind == notice_kinds.SIGNING_CERTIFICATE:
        day = origins.day_of(str(facts.get("day", "")))
        said = "has run out since" if facts.get("over") else "runs out on"
        return f"The certificate that seals signed papers {said} {day}."
    if notice.kind == notice_kinds.JOB_FAILED:
        what = jobs_page.words_of(str(facts.get("kind", "")))
        count = int(facts.get("count", 1))
        return f"A job failed: {what}." if count == 1 else f"{count} jobs failed: {what}."
    return SENTENCES[notice.kind].format_map(_Facts(facts))


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def address_of(notice: Notice) -> str:
    """The page that the notice leads to."""
    if notice.subject_type == "core.job" and not notice.subject_id:
        wanted = urlencode({"status__exact": "failed", "kind__exact": str(notice.facts.get("kind", ""))})
        return f"{reverse('admin:core_job_changelist')}?{wanted}"
    if notice.kind == notice_kinds.SIGNING_CERTIFICATE:
        return reverse("admin:connections")
    name = PAGES.get(notice.subject_type)
    return reverse(name, args=[notice.subject_id]) if name else reverse("admin:notices")


@require_GET
def notices_view(request: HttpRequest) -> HttpResponse:
    """One's own notices, newest first."""
    _require_staff(request)
    number = _number(request.GET.get("page", ""))
    start = (number - 1) * PER_PAGE
    rows = list(notice_selectors.newest(request.user)[start : start + PER_PAGE + 1])  # one more: is there a next page?
    context = {
        **admin.site.each_context(request),
        "title": "Notices",
        "told": [Told(one, sentence(one), str(one.facts.get("case", ""))) for one in rows[:PER_PAGE]],
        "number": number,
        "earlier": number + 1 if len(rows) > PER_PAGE else None,
        "later": number - 1 if number > 1 else None,
        "unread": bell.unread(request),
        "until": timezone.now().isoformat(),
    }
    return render(request, "backoffice/notices.html", context)


@require_GET
def open_view(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """To what the notice is about; it counts as read then."""
    notice = _notice(request, notice_id)
    services.notice_read(actor=request.user, notice=notice)
    return redirect(address_of(notice))


@require_POST
def read_view(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark one as read."""
    services.notice_read(actor=request.user, notice=_notice(request, notice_id))
    return redirect(f"{reverse('admin:notices')}?{urlencode({'page': request.POST.get('page', '1')})}")


@require_POST
def read_all_view(request: HttpRequest) -> HttpResponse:
    """Mark as read what stood on the page when it was opened, and what is older."""
    _require_staff(request)
    until = _moment(request.POST.get("until", ""))
    count = services.notices_read_all(actor=request.user, until=until)
    messages.success(request, f"{count} notice{'' if count == 1 else 's'} marked as read.")
    return redirect(reverse("admin:notices"))


@require_http_methods(["GET", "POST"])
def preferences_view(request: HttpRequest) -> HttpResponse:
    """How one wants to be told oneself, kind by kind."""
    _require_staff(request)
    kinds = notice_kinds.kinds_for(request.user.role)
    if request.method == "POST":
        wishes = {one.name: _wish(request, one) for one in kinds}
        wishes[DIGEST] = Wish(in_digest=DIGEST in request.POST)
        services.preferences_set(actor=request.user, wishes=wishes)
        messages.success(request, "Kept. It holds from the next notice on.")
        return redirect(reverse("admin:notice_preferences"))
    wishes = notice_selectors.wishes_of(request.user)
    context = {
        **admin.site.each_context(request),
        "title": "How I am told",
        "kinds": [(one, wishes[one.name]) for one in kinds],
        "digest": wishes[DIGEST].in_digest,
    }
    return render(request, "backoffice/notice_preferences.html", context)


def urls() -> list[URLPattern]:
    """The addresses of these pages, under the admin's."""
    wrap = admin.site.admin_view
    return [
        path("notices/", wrap(notices_view), name="notices"),
        path("notices/read/", wrap(read_all_view), name="notices_read_all"),
        path("notices/preferences/", wrap(preferences_view), name="notice_preferences"),
        path("notices/<uuid:notice_id>/", wrap(open_view), name="notice_open"),
        path("notices/<uuid:notice_id>/read/", wrap(read_view), name="notice_read"),
    ]


def _wish(request: HttpRequest, kind: NoticeKind) -> Wish:
    ticked = set(request.POST.getlist(kind.name))
    return Wish(in_admin="admin" in ticked, by_mail=bool(kind.mail) and "mail" in ticked, in_digest="digest" in ticked)


def _number(text: str) -> int:
    """The number of the page that is asked for; what is none is the first."""
    return min(int(text), LAST_PAGE) if re.fullmatch(r"[1-9]\d{0,4}", text) else 1


def _notice(request: HttpRequest, notice_id: UUID) -> Notice:
    _require_staff(request)
    try:
        return notice_selectors.notice_get(request.user, notice_id)
    except NotFound as error:
        raise Http404 from error


def _moment(text: str) -> Any:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return found if found is not None and timezone.is_aware(found) else timezone.now()


def _require_staff(request: HttpRequest) -> None:
    if not is_staff(request):
        raise PermissionDenied
