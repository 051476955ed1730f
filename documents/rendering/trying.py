"""Rendering a template that is still being written: absent texts come from its clause library, or stand as a mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from documents.options import RenderOptions
from documents.rendering.clauses import draft_clauses
from documents.rendering.html import render_html
from documents.rendering.text import text_of_html
from documents.source import TemplateSource


def filled(source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str]) -> dict[str, str]:
    """A text for every declared section: the given one, else the formal clause, else its title in brackets.

    Raises RenderFailed for a clause that is no valid template.
    """
    absent = [section for section in source.sections if not (sections.get(section.key) or "").strip()]
    drafted, _ = draft_clauses(absent, data, locale=source.locale, tone="formal")
    titles = {section.key: f"[{section.title}]" for section in absent}
    found = {key: text if text.strip() else titles[key] for key, text in drafted.items()}
    return {**{key: text for key, text in sections.items() if key not in found}, **found}


def text_of(source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str]) -> str:
    """What a reader of the document would read. Raises RenderFailed and TemplateUnsafe."""
    return text_of_html(render_html(source, data, filled(source, data, sections), RenderOptions()))
