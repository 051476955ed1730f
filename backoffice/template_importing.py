"""A library's ZIP on a page: first what would change, then drafts of it. What was uploaded is kept for minutes only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string

from backoffice.template_drafts_admin import draft_url
from backoffice.template_marks import marked, words_counted
from core.errors import DomainError
from documents import services
from documents.services.template_importing import MOST_ZIP_BYTES

KEPT_SECONDS = 900
TOO_LATE = "The upload was kept for 15 minutes, and they are over. Choose the file again."


def import_page(request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
    """The form; posted with a file the dry run; posted with the dry run's token the drafts."""
    if request.method != "POST":
        return _drawn(request, page)
    if "token" in request.POST:
        return _taken_in(request, page)
    file = request.FILES.get("file")
    if file is None or file.size is None:
        return _drawn(request, page, problem="Choose a ZIP first.", status=422)
    if file.size > MOST_ZIP_BYTES:
        return _drawn(request, page, problem=f"A ZIP may have at most {MOST_ZIP_BYTES // 1_000_000} MB.", status=422)
    return _compared(request, page, file.read(), get_random_string(22))


def _compared(request: HttpRequest, page: dict[str, Any], content: bytes, token: str) -> HttpResponse:
    try:
        found = services.library_compare(actor=request.user, content=content)
    except DomainError as error:
        return _drawn(request, page, problem=error.detail, faults=error.errors, status=422)
    cache.set(_key(request, token), content, KEPT_SECONDS)
    shown = [
        {
            "compared": one,
            "files": [
                {"difference": two, "marked": marked(two.parts), "words": words_counted(two.parts)}
                for two in one.differences
            ],
        }
        for one in found
        if one.outcome != "unchanged"
    ]
    context = {
        "shown": shown,
        "token": token,
        "unchanged": [one for one in found if one.outcome == "unchanged"],
        "blocked": [one for one in found if one.draft],
    }
    return _drawn(request, page, **context)


def _taken_in(request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
    key = _key(request, request.POST["token"])
    content = cache.get(key)
    if content is None:
        return _drawn(request, page, problem=TOO_LATE, status=422)
    note = request.POST.get("note", "").strip()[:500]
    try:
        drafts = services.library_take_in(actor=request.user, content=content, note=note)
    except DomainError as error:
        return _drawn(request, page, problem=error.detail, status=error.status)
    cache.delete(key)
    count = len(drafts)
    drafted = "1 draft was made" if count == 1 else f"{count} drafts were made"
    messages.success(request, f"{drafted}. Nothing is in use yet: preview, propose, and another admin publishes.")
    return redirect(draft_url(drafts[0]) if count == 1 else reverse("admin:documents_templatedraft_changelist"))


def _key(request: HttpRequest, token: str) -> str:
    return f"backoffice.template-zip:{request.user.pk}:{token[:40]}"


def _drawn(request: HttpRequest, page: dict[str, Any], *, status: int = 200, **context: Any) -> HttpResponse:
    shown = {**page, "title": "Import templates", "most_mb": MOST_ZIP_BYTES // 1_000_000, **context}
    return render(request, "backoffice/template_import.html", shown, status=status)
