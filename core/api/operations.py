"""Metrics, files behind signed links, and the pages that problem types point to."""

from __future__ import annotations

import hmac

import nh3
from django.conf import settings
from django.core import signing
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from markdown_it import MarkdownIt

from core.errors import Gone, NotFound
from core.jobs import measuring
from core.storage.disk import open_token
from core.storage.names import content_disposition


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics, how the queues stand included; with METRICS_TOKEN set, only for who brings it as bearer."""
    # WSGI gives the header's bytes as Latin-1; anything else in it cannot be the token.
    brought = request.headers.get("Authorization", "").encode("latin-1", "replace")
    token = settings.METRICS_TOKEN
    if token and not hmac.compare_digest(brought, f"Bearer {token}".encode()):
        return HttpResponse("A token is needed here.", status=401, content_type="text/plain")
    response: HttpResponse = ExportToDjangoView(request)
    response.content += measuring.exposition()
    return response


@require_safe
def stored_file(request: HttpRequest, token: str) -> FileResponse:
    """A stored file, for who has a fresh link. The link itself is the permission; it dies in minutes."""
    if settings.S3_BUCKET:  # there the links are S3's own
        raise NotFound
    try:
        key, filename, content_type = open_token(token)
    except signing.SignatureExpired as error:
        raise Gone("This link has expired. Ask for the file again and use the new link.") from error
    except signing.BadSignature as error:
        raise NotFound from error
    try:
        file = default_storage.open(key, "rb")
    except FileNotFoundError as error:
        raise NotFound from error
    response = FileResponse(file, content_type=content_type)
    response["Content-Disposition"] = content_disposition(filename)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a problem's code means and what to do about it."""
    path = settings.BASE_DIR / "docs" / "problems" / f"{code}.md"
    if not path.is_file():
        raise Http404
    html = nh3.clean(MarkdownIt().render(path.read_text()))
    return render(request, "pages/problem.html", {"html": html, "code": code})
