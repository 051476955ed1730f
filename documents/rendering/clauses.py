"""The clause library of a template: the texts that stand where no model and no lawyer has written a section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import jinja2

from ai import clauses
from documents.rendering.exceptions import RenderFailed

DEFAULT_LOCALE, DEFAULT_TONE = "en", "formal"


class Section(Protocol):
    """What is read of a declared section."""

    @property
    def key(self) -> str: ...

    @property
    def clauses(self) -> Mapping[str, str]: ...


class HasSections(Protocol):
    """A template's source."""

    @property
    def sections(self) -> Iterable[Section]: ...


def draft_clauses(
    source: HasSections | Iterable[Section],
    data: Mapping[str, Any],
    *,
    locale: str = DEFAULT_LOCALE,
    tone: str = DEFAULT_TONE,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """({section key: plain text}, names of inputs that were missing and are left as a visible blank).

    The nearest clause for `locale` and `tone` is taken (ai.clauses.choose). Raises RenderFailed for a clause that is
    no valid template.
    """
    sections = source if isinstance(source, Iterable) else source.sections
    texts: dict[str, str] = {}
    missing: list[str] = []
    for section in sections:
        try:
            texts[section.key], blanks = clauses.render(
                section.clauses, data, locale or DEFAULT_LOCALE, tone or DEFAULT_TONE
            )
        except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            raise RenderFailed(f"The clause for {section.key!r} cannot be used: {error}") from error
        missing += [name for name in blanks if name not in missing]
    return texts, tuple(missing)
