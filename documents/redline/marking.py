"""A comparison as people read it: how many words changed, and the text with the changes marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from documents.redline.words import Op, Piece

_WORD = re.compile(r"\w\S*")
_TAGS: dict[Op, str] = {"inserted": "ins", "deleted": "del"}


@dataclass(frozen=True)
class Summary:
    """How many words were put in and taken out."""

    inserted: int
    deleted: int

    def __str__(self) -> str:
        noun = "word" if self.inserted == 1 else "words"
        return f"{self.inserted} {noun} inserted, {self.deleted} deleted"


def summary(pieces: Iterable[Piece]) -> Summary:
    """Counts words, not marks nor space: a changed comma is shown in the text but is no word."""
    counts: dict[Op, int] = {"same": 0, "inserted": 0, "deleted": 0}
    for piece in pieces:
        counts[piece.op] += len(_WORD.findall(piece.text))
    return Summary(counts["inserted"], counts["deleted"])


def marked(pieces: Iterable[Piece]) -> SafeString:
    """The text as HTML with `<ins>` and `<del>`; whatever stands in the text is escaped, line breaks are kept as is."""
    parts = (_tagged(_TAGS.get(piece.op), str(escape(piece.text))) for piece in pieces)
    return mark_safe("".join(parts))  # Safe: each text is escaped above; the tags are ours


def _tagged(tag: str | None, text: str) -> str:
    return f"<{tag}>{text}</{tag}>" if tag else text
