"""Cutting a long text into pieces that a model can read, so that nothing is lost between two of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LARGEST_CHUNK = 12_000  # characters
OVERLAP = 1_500  # at most so much of a piece stands in the next one too
# The best place to cut first: an empty line, a line's end, a sentence's end, a blank.
_BORDERS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?;]\s"), re.compile(r"\s"))


@dataclass(frozen=True)
class Chunk:
    """A piece of a text: `whole[start:start + len(text)]`."""

    start: int
    text: str = field(repr=False)

    @property
    def end(self) -> int:
        """Where the piece ends in the whole."""
        return self.start + len(self.text)


def chunks_of(text: str, *, largest: int = LARGEST_CHUNK, overlap: int = OVERLAP) -> list[Chunk]:
    """The pieces of `text`, each at most `largest` characters; together they hold every character.

    They end and begin at borders of paragraphs where there are any. Neighbours overlap by up to `overlap`, so that
    what stands at a border is read whole once. `overlap` is less than half of `largest`.
    """
    found: list[Chunk] = []
    start = 0
    while start < len(text):
        end = len(text)
        if end - start > largest:
            end = _last_border(text, start + largest // 2, start + largest) or start + largest
        found.append(Chunk(start, text[start:end]))
        if end == len(text):
            break
        start = _first_border(text, end - overlap, end) or end - overlap
    return found


def _last_border(text: str, low: int, high: int) -> int | None:
    for border in _BORDERS:
        ends = [match.end() for match in border.finditer(text, low, high)]
        if ends:
            return ends[-1]
    return None


def _first_border(text: str, low: int, high: int) -> int | None:
    """The first border in the overlap; only one between paragraphs or lines is worth a shorter overlap."""
    for border in _BORDERS:
        match = border.search(text, low, high)
        if match is not None and match.end() < high:
            return match.end()
    return None
