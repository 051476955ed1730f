"""The words of a rendered page, for search: one block a paragraph, headings marked as Markdown marks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import tinyhtml5

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    (*_HEADINGS, "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
     "header", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
     "ul", "br", "hr"),
)  # fmt: skip
_UNSEEN = frozenset(("style", "script", "head", "title", "template", "svg"))
_HEADING = "\x02"
_BREAK = "\x03"
_SPACE = re.compile(r"\s+")


def text_of_html(html: str) -> str:
    """The text that a reader of the page sees, without the watermark."""
    tree = tinyhtml5.parse(html, namespace_html_elements=False)
    return "\n\n".join(_paragraphs("".join(_pieces(tree))))


def _paragraphs(marked: str) -> Iterator[str]:
    for block in marked.split(_BREAK):
        text = _SPACE.sub(" ", block.replace(_HEADING, "")).strip()
        if text:
            yield f"## {text}" if block.startswith(_HEADING) else text


def _pieces(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or "watermark" in element.get("class", "").split():
        return
    block = element.tag in _BLOCKS
    if block:
        yield _BREAK + (_HEADING if element.tag in _HEADINGS else "")
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    if block:
        yield _BREAK
