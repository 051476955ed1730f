"""The mails that the house writes, to be looked at: which there are, and one in both languages at two widths, with
sample values or those of a case. Nothing is sent from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from backoffice.people import is_staff
from cases import selectors as cases
from cases.models import Case
from documents import selectors as documents
from notifications.kinds import KINDS, Kind
from notifications.rendering import Rendered, rendered
from workflows.mailing import link_to, practice_name, values_of_case

WIDTHS = (600, 380)
OFFERED = 20  # cases that the field suggests


@dataclass(frozen=True)
class Preview:
    """One language of a mail. `page` is its HTML for a frame in which no link leads anywhere."""

    locale: str
    language: str
    mail: Rendered

    @property
    def page(self) -> str:
        """The HTML as the frame takes it: a link would open a window, which its sandbox does not allow."""
        return self.mail.html.replace("<head>", '<head><base target="_blank">', 1)


@require_safe
def mail_kinds_view(request: HttpRequest) -> HttpResponse:
    """Every mail that the house writes."""
    if not is_staff(request):
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": "Mail templates", "kinds": list(KINDS.values())}
    return render(request, "backoffice/mail_kinds.html", context)


@require_safe
def mail_preview_view(request: HttpRequest, key: str) -> HttpResponse:
    """One of them; `?case=2026-000123` fills it in with that case, if the person may see it."""
    if not is_staff(request):
        raise PermissionDenied
    kind = KINDS.get(key)
    if kind is None:
        raise Http404
    user, number = request.user, request.GET.get("case", "").strip()
    seen = cases.visible_to(user).select_related("client")
    case = seen.filter(number=number).first() if number else None
    values = {**kind.sample, "practice": practice_name(), **(_of_case(user, case, kind) if case is not None else {})}
    context = {
        **admin.site.each_context(request),
        "title": kind.title,
        "kind": kind,
        "previews": [Preview(code, name, rendered(key, code, values)) for code, name in User.Locale.choices],
        "widths": WIDTHS,
        "number": number,
        "case": case,
        "unknown": bool(number) and case is None,
        "offered": seen.order_by("-updated_at", "-id")[:OFFERED],
    }
    return render(request, "backoffice/mail_preview.html", context)


def _of_case(user: User, case: Case, kind: Kind) -> Mapping[str, Any]:
    """What the case says for the values of the kind; the rest stays as in the sample."""
    working = cases.assignments_of(case.pk).first()
    latest = documents.latest_revisions(user, case.pk)[:1]
    known = {
        **values_of_case(case),
        "by": working.lawyer.full_name if working is not None else None,
        "document_title": latest[0].document.title if latest else None,
        "due": case.due_date,
        "link": None if kind.secret else link_to(user, "case", case.pk),
    }
    reader = case.client if case.client is not None else user
    return {"reader": str(reader), **{name: value for name, value in known.items() if value and name in kind.values}}
