"""Template and data to HTML: one self-contained page, styles inside, nothing fetched but the template's own assets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import escape

from documents.rendering.exceptions import RenderFailed
from documents.rendering.filters import printable
from documents.options import PAPER_SIZES, RenderOptions
from documents.rendering.sandbox import TemplateEnvironment, run
from documents.schema import completed
from documents.source import TemplateSource

PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
{css}
</style>
</head>
<body>
{watermark}{body}
</body>
</html>
"""
TITLE_LENGTH = 200
WATERMARK_LENGTH = 40
WATERMARK_CSS = """
.watermark { position: fixed; top: 42%; left: 0; right: 0; z-index: -1; text-align: center; color: #dcdcdc;
  font: bold 60pt "Liberation Sans"; line-height: 1; text-indent: 0; transform: rotate(-35deg); white-space: nowrap; }
"""


def render_html(
    source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str], options: RenderOptions
) -> str:
    """The document as HTML. `data` is valid by the template's schema; `sections` has a text for each declared one.

    Raises RenderFailed (a section without text, an undefined member) and TemplateUnsafe.
    """
    absent = [section.title for section in source.sections if not (sections.get(section.key) or "").strip()]
    if absent:
        raise RenderFailed(f"These sections have no text yet: {', '.join(absent)}.")
    declared = {section.key: sections[section.key] for section in source.sections}
    context = {"data": completed(source.schema, data), "sections": declared}
    environment = TemplateEnvironment(source.partials)
    body = run(environment, source.html, context)
    title = run(environment, source.document_title, context)
    return PAGE.format(
        lang=escape(source.locale),
        title=title[:TITLE_LENGTH] if "&" not in title[TITLE_LENGTH - 8 : TITLE_LENGTH] else title[: TITLE_LENGTH - 8],
        css=page_css(source, options),
        watermark=_watermark(options.watermark),
        body=body,
    )


def page_css(source: TemplateSource, options: RenderOptions) -> str:
    """The shared styles, the template's own, then the paper that was asked for."""
    size = PAPER_SIZES[options.paper or source.paper]
    parts = [*source.styles.values(), source.css, f"@page {{ size: {size}; }}"]
    if options.watermark:
        parts.append(WATERMARK_CSS)
    # The parser of <style> ends at the first closing tag, wherever it stands.
    return re.sub(r"</(?=style)", r"<\\/", "\n".join(parts), flags=re.IGNORECASE)


def _watermark(text: str | None) -> str:
    if not text:
        return ""
    return f'<div class="watermark">{escape(printable(text)[:WATERMARK_LENGTH])}</div>\n'
