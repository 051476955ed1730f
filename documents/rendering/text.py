"""The words of a rendered page, for search: one block a paragraph, headings marked as Markdown marks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    (*_HEADINGS, "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
     "header", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
     "ul", "br", "hr"),
)  # fmt: skip
_UNSEEN = frozenset(("style", "script", "head", "title", "template", "svg"))
_INLINE = frozenset(("b", "span", "strong"))
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_HEADING = "\x02"
_BREAK = "\x03"
_SPACE = re.compile(r"\s+")


def text_of_html(html: str) -> str:
    """The text that a reader of the page sees, without the watermark."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n\n".join(_paragraphs("".join(reader.pieces)))


def _paragraphs(marked: str) -> Iterator[str]:
    for block in marked.split(_BREAK):
        text = _SPACE.sub(" ", block.replace(_HEADING, "")).strip()
        if text:
            yield f"## {text}" if block.startswith(_HEADING) else text


class _Reader(HTMLParser):
    """Collects what is seen. What is unseen ends with the tag that closes it, counted by its own name, so that end
    tags which HTML lets one leave out (of p, li, td) are not missed.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = ""
        self._open = 0
        self._closed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            self._open += tag == self._unseen
        elif tag not in _VOID and (tag in _UNSEEN or "watermark" in (dict(attrs).get("class") or "").split()):
            self._unseen, self._open = tag, 1
        elif tag in _BLOCKS:
            self.pieces.append(_BREAK + (_HEADING if tag in _HEADINGS else ""))
        elif self._closed and tag in _INLINE:
            self.pieces.append(_BREAK)  # lines of a signature block: one ends where the next begins, without a space
        self._closed = False

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._open -= tag == self._unseen
            if not self._open:
                self._unseen = ""
        elif tag in _BLOCKS:
            self.pieces.append(_BREAK)
        self._closed = tag in _INLINE

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)
            self._closed = False
