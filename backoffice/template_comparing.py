"""Two versions of a template side by side in one text: the files' source, and what a reader would read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from backoffice.template_marks import marked, words_counted
from core.errors import DomainError
from documents.drafting import selectors
from documents.drafting.comparing import file_differences, text_difference
from documents.drafting.previewing import sample_text
from documents.exceptions import TemplateVersionNotFound
from documents.models import Template, TemplateDraft, TemplateVersion
from documents.source import TemplateSource

DRAFT = "draft"


@dataclass(frozen=True)
class Side:
    """One of the two: what it is called in the address and on the page, and its files."""

    key: str
    title: str
    source: TemplateSource


def compare_page(request: HttpRequest, template: Template, page: dict[str, Any]) -> HttpResponse:
    """The differences between `?old=` and `?new=`: numbers of published versions, or `draft`. Without them the newest
    version against the draft, or against the version before.

    Raises TemplateVersionNotFound.
    """
    user = request.user
    versions = selectors.versions_of(user, template)
    draft = selectors.open_drafts(user).filter(template=template).first()
    choices = [*([(DRAFT, "The draft")] if draft else []), *((str(one.number), _titled(one)) for one in versions)]
    old, new = _asked(request, choices)
    context = {
        **page,
        "title": f"{template.title}: what differs",
        "template": template,
        "choices": choices,
        "old": old,
        "new": new,
        "draft": draft,
    }
    if old and new:
        context.update(_compared(_side(user, template, old), _side(user, template, new)))
    return render(request, "backoffice/template_compare.html", context)


def _asked(request: HttpRequest, choices: list[tuple[str, str]]) -> tuple[str, str]:
    keys = [key for key, _ in choices]
    new = request.GET.get("new") or (keys[0] if len(keys) > 1 else "")
    old = request.GET.get("old") or next((key for key in keys if key not in (new, DRAFT)), "")
    return old, new


def _side(user: User, template: Template, key: str) -> Side:
    if key == DRAFT:
        draft = TemplateDraft.objects.filter(open_key=str(template.pk)).first()
        if draft is None:
            raise TemplateVersionNotFound(f"{template.slug} has no open draft.")
        return Side(DRAFT, "the draft", draft.source())
    if not key.isascii() or not key.isdigit() or len(key) > 8:
        raise TemplateVersionNotFound(f"{template.slug} has no version {key[:20]!r}.")
    version = selectors.version_by_number(user, template, int(key))
    return Side(key, f"version {version.number}", version.source())


def _compared(old: Side, new: Side) -> dict[str, Any]:
    files = [
        {"difference": one, "marked": marked(one.parts), "words": words_counted(one.parts)}
        for one in file_differences(old.source.to_files(), new.source.to_files())
    ]
    return {"old_side": old, "new_side": new, "files": files, **_texts(old.source, new.source)}


def _texts(old: TemplateSource, new: TemplateSource) -> dict[str, Any]:
    """What a reader of the sample would read, compared; or why it cannot be."""
    try:
        parts = text_difference(sample_text(old), sample_text(new))
    except DomainError as error:
        return {"text_problem": error.detail}
    return {
        "text_marked": marked(parts),
        "text_words": words_counted(parts),
        "text_same": not parts,
        "sample_changed": old.sample != new.sample,
    }


def _titled(version: TemplateVersion) -> str:
    at = f", {timezone.localtime(version.published_at):%-d %b %Y}" if version.published_at else ""
    return f"Version {version.number}{at}"
