"""Text in a form in which equal things look equal, with the way back to where each character stood.

Case, accents (ñ and n), full-width forms, foreign digits, dashes and invisible characters are levelled, so that
"DELA CRUZ, NIÑA" is found by a pattern for "dela cruz nina".
"""

from __future__ import annotations

import functools
import operator
import re
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
    dropped: bool = False  # whether a character of the source has no part in the levelled form

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the source that stands behind `text[start:end]`, trailing accents included."""
        if self.places is None or start >= end:
            return start, end
        first, last = self.places[start], self.places[end - 1] + 1
        while last < len(self.source) and unicodedata.category(self.source[last]) in ("Mn", "Me"):
            last += 1
        return first, last


_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def fold_with_places(text: str) -> FoldedText:
    """Level `text` and remember where everything stood."""
    if text.isascii():
        return FoldedText(text, text.lower(), None)
    folded: list[str] = []
    places: list[int] = []
    position, dropped = 0, False
    for foreign in _NOT_ASCII.finditer(text):
        folded.append(text[position : foreign.start()].lower())
        places += range(position, foreign.start())
        for index in range(*foreign.span()):
            level = _fold_character(text[index])
            folded.append(level)
            places += [index] * len(level)
            dropped = dropped or not level
        position = foreign.end()
    folded.append(text[position:].lower())
    places += range(position, len(text))
    return FoldedText(text, "".join(folded), places, dropped)


def checked(folded: FoldedText, text: str) -> FoldedText:
    """The levelled text itself; ValueError where it is not one of `text`."""
    places = folded.places
    length = len(text) if places is None else len(places)
    if folded.source != text or len(folded.text) != length:
        raise ValueError("not the levelled text")
    if places and not (places[0] >= 0 and places[-1] < len(text) and all(map(operator.le, places, places[1:]))):
        raise ValueError("places that are not those of the text")
    return folded
