"""A comparison as people read it: how many words changed, and the text with the changes marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from documents.redline.blocks import MOVED, Paragraph
from documents.redline.words import Op, Piece

_WORD = re.compile(r"\w\S*")
_TAGS: dict[Op, str] = {"inserted": "ins", "deleted": "del"}


@dataclass(frozen=True)
class Summary:
    """How many words were put in and taken out, and how many paragraphs stand elsewhere."""

    inserted: int
    deleted: int
    moved: int = 0

    def __str__(self) -> str:
        noun = "word" if self.inserted == 1 else "words"
        moved = f", {self.moved} paragraph{'s' if self.moved > 1 else ''} moved" if self.moved else ""
        return f"{self.inserted} {noun} inserted, {self.deleted} deleted{moved}"


def summary(pieces: Iterable[Piece]) -> Summary:
    """Counts words, not marks nor space: a changed comma is shown in the text but is no word."""
    counts: dict[Op, int] = {"same": 0, "inserted": 0, "deleted": 0}
    for piece in pieces:
        counts[piece.op] += len(_WORD.findall(piece.text))
    return Summary(counts["inserted"], counts["deleted"])


def summary_of(paragraphs: Sequence[Paragraph]) -> Summary:
    """As `summary`; what was moved is counted as paragraphs, not as words."""
    stayed = (one for one in paragraphs if one.change not in MOVED)
    words = summary(piece for one in stayed for piece in one.pieces)
    return Summary(words.inserted, words.deleted, sum(one.change == "moved-here" for one in paragraphs))


def marked_paragraph(one: Paragraph) -> SafeString:
    """The paragraph as HTML: `p` or `h4` of class `redline-<change>`, in it `ins` and `del`. What is in the text is
    escaped.
    """
    tag = "h4" if one.heading else "p"
    said = {"moved-here": "Moved here: ", "moved-away": "Moved from here: "}.get(one.change, "")
    said = f'<span class="redline-said">{said}</span>' if said else ""
    # Safe: `marked` escapes the text; the rest is ours.
    return mark_safe(f'<{tag} class="redline-{one.change}">{said}{marked(one.pieces)}</{tag}>')


def marked_paper(paragraphs: Iterable[Paragraph]) -> SafeString:
    """All of them, a line each."""
    return mark_safe("\n".join(map(marked_paragraph, paragraphs)))  # Safe: each is


def marked(pieces: Iterable[Piece]) -> SafeString:
    """The text as HTML with `<ins>` and `<del>`; whatever stands in the text is escaped, line breaks are kept as is."""
    parts = (_tagged(_TAGS.get(piece.op), str(escape(piece.text))) for piece in pieces)
    return mark_safe("".join(parts))  # Safe: each text is escaped above; the tags are ours


def _tagged(tag: str | None, text: str) -> str:
    return f"<{tag}>{text}</{tag}>" if tag else text
