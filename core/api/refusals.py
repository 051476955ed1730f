"""A refusal on a page that is open to everybody, in words: there is no program that would read a problem there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import DomainError

# The pages that need no log-in.
PAGES = ("/verify", "/account/", "/sign/")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def refusal_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """413 or 429 in the languages of our users, since nothing is known of who asks. It names no address: the address of
    such a page may be a secret.
    """
    context = {"status": error.status, "seconds": error.retry_after}
    answer = render(request, "pages/refused.html", context, status=error.status)
    for name, value in HEADERS.items():
        answer[name] = value
    if error.retry_after is not None:
        answer["Retry-After"] = str(error.retry_after)
    return answer
