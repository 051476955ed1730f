"""Template and data to HTML: one self-contained page, styles inside, nothing fetched but the template's own assets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
from markupsafe import escape

from documents.options import PAPER_SIZES, RenderOptions
from documents.rendering.exceptions import RenderFailed
from documents.rendering.filters import printable
from documents.rendering.fingerprint import coverage
from documents.rendering.sandbox import TemplateEnvironment, compiled, run
from documents.schema import completed
from documents.source import TemplateSource
from documents.verification import mark_style

PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
{style}</head>
<body>
{body}
</body>
</html>
"""
MOST_COMPILED = 64
NO_GLYPH = "\ufffd"
WATERMARK_LENGTH = 40
WATERMARK_CSS = """
.watermark { position: fixed; top: 42%; left: 0; right: 0; z-index: -1; text-align: center; color: #dcdcdc;
  font: bold 60pt "Liberation Sans"; line-height: 1; text-indent: 0; transform: rotate(-35deg); white-space: nowrap; }
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A document as HTML, and apart from it its style: what all documents of a template version have, and its own."""

    lang: str
    title: str
    body: str
    css: str
    own_css: str

    def whole(self) -> str:
        """One self-contained page."""
        return self._with(f"<style>\n{self.css}\n{self.own_css}</style>\n")

    def bare(self) -> str:
        """The page without its style."""
        return self._with("")

    def _with(self, style: str) -> str:
        return _with_known_glyphs(PAGE.format(lang=self.lang, title=self.title, style=style, body=self.body))


def render_html(
    source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str], options: RenderOptions
) -> str:
    """The document as one self-contained page of HTML. Raises as `render_page`."""
    return render_page(source, data, sections, options).whole()


def render_page(
    source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str], options: RenderOptions
) -> Page:
    """The document as HTML. `data` is valid by the template's schema; `sections` has a text for each declared one.

    Raises RenderFailed (a section without text, an undefined member) and TemplateUnsafe.
    """
    absent = [section.title for section in source.sections if not (sections.get(section.key) or "").strip()]
    if absent:
        raise RenderFailed(f"These sections have no text yet: {', '.join(absent)}.")
    declared = {section.key: sections[section.key] for section in source.sections}
    context = {"data": completed(source.schema, data), "sections": declared}
    body_template, title_template = _templates(source)
    body = run(body_template, context)
    title = run(title_template, context)
    return Page(
        lang=escape(source.locale),
        title=title.strip(),
        body=_watermark(options.watermark) + body,
        css=_with_known_glyphs(page_css(source, options)),
        own_css=mark_style(options.verify_at) if options.verify_at else "",
    )


def _templates(source: TemplateSource) -> tuple[jinja2.Template, jinja2.Template]:
    """Body and title, compiled; the latest are kept, since a source never changes under its checksum."""
    key = source.checksum
    kept = _compiled.get(key)
    if kept is None:
        environment = TemplateEnvironment(source.partials)
        kept = compiled(environment, source.html), compiled(environment, source.document_title)
        while len(_compiled) >= MOST_COMPILED:
            _compiled.pop(next(iter(_compiled)), None)
        _compiled[key] = kept
    return kept


_compiled: dict[str, tuple[jinja2.Template, jinja2.Template]] = {}


def page_css(source: TemplateSource, options: RenderOptions) -> str:
    """The shared styles, the template's own, then the paper that was asked for."""
    size = PAPER_SIZES[options.paper or source.paper]
    parts = [*source.styles.values(), source.css, f"@page {{ size: {size}; }}"]
    if options.watermark:
        parts.append(WATERMARK_CSS)
    # The parser of <style> ends at the first closing tag, wherever it stands.
    return re.sub(r"</(?=style)", r"<\\/", "\n".join(parts), flags=re.IGNORECASE)


def _with_known_glyphs(page: str) -> str:
    """What no shipped face can show becomes U+FFFD: a visible mark, where PDF/A forbids the empty box of a font."""
    unknown = set(page) - coverage()
    return page.translate({ord(one): NO_GLYPH for one in unknown}) if unknown else page


def _watermark(text: str | None) -> str:
    if not text:
        return ""
    return f'<div class="watermark">{escape(printable(text)[:WATERMARK_LENGTH])}</div>\n'
