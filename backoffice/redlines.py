"""What changed between two revisions, on a page: the changes in their surroundings, the rest folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from core.errors import DomainError
from documents import redlining
from documents.api.asked import revision_number
from documents.api.comparing import pdf_answer
from documents.models import Document, Revision
from documents.redline.blocks import Paragraph
from documents.redline.marking import marked_paper

AROUND = 2  # paragraphs shown before and after a change
LEAST_FOLDED = 3  # paragraphs; fewer are shown


@dataclass(frozen=True)
class Part:
    """Paragraphs one after the other; `folded`: how many there are, where none of them changed."""

    html: SafeString
    folded: int = 0


def redline_page(request: HttpRequest, document: Document, page: dict[str, Any]) -> HttpResponse:
    """`?from=` against `?to=`, without them the latest revision against the one before; `?as=pdf` gives the paper."""
    shown = document.shown_revisions
    old, new = _asked(request, shown)
    context: dict[str, Any] = {
        **page,
        "title": "What changed",
        "document": document,
        "revisions": list(reversed(shown)),
        "old": old,
        "new": new,
    }
    try:
        if old:
            found = redlining.redline(request.user, document, old, new)
            if request.GET.get("as") == "pdf":
                return pdf_answer(found)
            context.update(redline=found, parts=list(parts(found.paragraphs)))
    except DomainError as error:
        context["problem"] = error.detail
    return render(request, "backoffice/redline.html", context)


def _asked(request: HttpRequest, shown: Sequence[Revision]) -> tuple[int, int]:
    """The numbers asked for; the older is 0 where none was named and none came before the newer."""
    new = revision_number(request.GET.get("to", "")) or shown[-1].number
    earlier = [one.number for one in shown if one.number < new]
    old = revision_number(request.GET.get("from", "")) or (earlier[-1] if earlier else 0)
    return old, new


def parts(paragraphs: Sequence[Paragraph]) -> Iterator[Part]:
    """The paragraphs in runs that are shown and runs that are folded."""
    changed = [at for at, one in enumerate(paragraphs) if one.change != "same"]
    near = {place for at in changed for place in range(at - AROUND, at + AROUND + 1)}
    for shown, places in groupby(range(len(paragraphs)), near.__contains__):
        run = [paragraphs[at] for at in places]
        yield Part(marked_paper(run), 0 if shown or len(run) < LEAST_FOLDED else len(run))
