"""Text in a form in which equal things look equal, with the way back to where each character stood.

Case, accents (ñ and n), full-width forms, foreign digits, dashes and invisible characters are levelled, so that
"DELA CRUZ, NIÑA" is found by a pattern for "dela cruz nina".
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass

_INVISIBLE = ("Mn", "Me", "Cf")


@functools.lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if category in ("Pi", "Pf") or character == "\N{ACUTE ACCENT}":
        return "'"
    if category[0] in "SP":
        return character
    folded = unicodedata.normalize("NFKD", character).casefold()
    # Folding may bring marks of its own (İ becomes i and a dot), and NFKD turns odd spaces into ordinary ones.
    return "".join(part for part in folded if unicodedata.category(part) not in _INVISIBLE)


def fold(text: str) -> str:
    """The levelled text alone."""
    return text.lower() if text.isascii() else "".join(map(_fold_character, text))


@dataclass(frozen=True)
class FoldedText:
    """A text, its levelled form, and for each character of the latter the place it came from."""

    source: str
    text: str
    places: list[int] | None  # None: nothing moved

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the source that stands behind `text[start:end]`, trailing accents included."""
        if self.places is None or start >= end:
            return start, end
        first, last = self.places[start], self.places[end - 1] + 1
        while last < len(self.source) and unicodedata.category(self.source[last]) in ("Mn", "Me"):
            last += 1
        return first, last


def fold_with_places(text: str) -> FoldedText:
    """Level `text` and remember where everything stood."""
    if text.isascii():
        return FoldedText(text, text.lower(), None)
    folded: list[str] = []
    places: list[int] = []
    for index, character in enumerate(text):
        for part in _fold_character(character):
            folded.append(part)
            places.append(index)
    return FoldedText(text, "".join(folded), places)
