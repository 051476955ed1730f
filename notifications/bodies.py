"""The two bodies of a mail: each made from the other when it is missing, and cleaned of what has no place in a mail."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import nh3

# Bounded, so that a text of nothing but brackets is searched as fast as any other.
PLACEHOLDER = re.compile(r"\{\{[^{}]{0,200}\}\}|\{%[^{}%]{0,200}%\}|\[\[[^\[\]\n]{1,80}\]\]|<<[^<>\n]{1,80}>>")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_BLOCKS = frozenset("p div tr table ul ol li h1 h2 h3 h4 h5 h6 br hr blockquote section header footer".split())
_SPACED = frozenset("p table ul ol h1 h2 h3 h4 h5 h6 blockquote".split())
_HIDDEN = frozenset("style script head title".split())
LONGEST_LINK_PARTS = 50  # what is longer is no address, and links that stand in one another cost no more than one
# What a style may set: how a text looks and where in its line it stands, and not where on the page, nor what is loaded.
_STYLES = frozenset(
    "background-color border border-bottom border-collapse border-color border-left border-radius border-right"
    " border-spacing border-style border-top border-width color display font font-family font-size font-style"
    " font-variant font-weight height letter-spacing line-height list-style-type margin margin-bottom margin-left"
    " margin-right margin-top max-width min-width padding padding-bottom padding-left padding-right padding-top"
    " text-align text-decoration text-indent text-transform vertical-align white-space width word-break"
    " word-wrap".split()
)
_BAD_STYLE = re.compile(r"url\s*\(|expression|script|import|image\s*\(|\\|/\*|@|<", re.I)
_STYLED = {
    "style", "align", "valign", "width", "height", "bgcolor", "border", "cellpadding", "cellspacing", "role", "dir",
    "lang", "title",
}  # fmt: skip


def cleaned(body_html: str) -> str:
    """HTML that a mail program may be given: no scripts, forms, frames or handlers; styles in attributes stay."""
    return nh3.clean(
        body_html,
        tags=nh3.ALLOWED_TAGS | {"font", "center"},
        attributes={**nh3.ALLOWED_ATTRIBUTES, "*": _STYLED, "font": {"color", "face", "size"}},
        attribute_filter=_attribute,
        filter_style_properties=set(_STYLES),
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel=None,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The value, or None for a style that loads or reckons something, or that hides with escapes what it does."""
    return None if name == "style" and _BAD_STYLE.search(value) else value


def placeholder_in(*texts: str) -> str | None:
    """The first place in the texts that nobody filled in, or None."""
    for text in texts:
        found = PLACEHOLDER.search(text)
        if found:
            return found[0][:80]
    return None


def html_of(text: str) -> str:
    """Plain text as HTML: paragraphs, line breaks, and links where an address stands."""
    paragraphs = re.split(r"\n\s*\n", text.strip().replace("\r\n", "\n"))
    return "\n".join(f"<p>{_lines(one)}</p>" for one in paragraphs)


def _lines(paragraph: str) -> str:
    made, at = [], 0
    for found in _ADDRESS.finditer(paragraph):
        address = html.escape(found[0])
        made += [html.escape(paragraph[at : found.start()]), f'<a href="{address}">{address}</a>']
        at = found.end()
    made.append(html.escape(paragraph[at:]))
    return "".join(made).replace("\n", "<br>\n")


def text_of(body_html: str) -> str:
    """What a reader of the HTML reads, as plain text: a paragraph a block, list items with dashes, links with their
    address in brackets.
    """
    reader = _Reader()
    reader.feed(body_html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self.parts.append("\n\n" if tag in _SPACED else "\n")
            if tag == "li":
                self.parts.append("- ")
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.parts)))
        elif tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n\n" if tag in _SPACED else "\n")
        elif tag == "a" and self._links:
            address, since = self._links.pop()
            said = "".join(self.parts[since : since + LONGEST_LINK_PARTS]).strip()
            if address.startswith(("http:", "https:")) and said != address:
                self.parts.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))
