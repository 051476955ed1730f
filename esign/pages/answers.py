"""How the pages of signing are answered: kept by nobody, shown in no frame, with nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from esign.organisation import organisation_name

Answer = TypeVar("Answer", bound=HttpResponse)
POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


def page(
    request: HttpRequest, template: str, words: Mapping[str, str], context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page of that template, with the headers that every page of signing has."""
    known = {"words": words, "lang": words["lang"], "practice": organisation_name(), **context}
    return sealed_off(render(request, f"pages/sign/{template}.html", known, status=status))


def told(
    request: HttpRequest, name: str, words: Mapping[str, str], *, said: str = "", status: int = 200
) -> HttpResponse:
    """A page that says one thing; it is good news where something was signed."""
    context = {"good": said == "done_next", "title": words[f"{name}_title"], "text": words[said or f"{name}_said"]}
    return page(request, "told", words, context, status=status)


def sealed_off(answer: Answer) -> Answer:
    """The answer with the headers that every answer of signing has, where it has none of its own."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer
