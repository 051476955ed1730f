"""Text in a form in which equal things look equal, with the way back to where each character stood.

Case, accents (ñ and n), full-width forms, foreign digits, dashes, invisible characters and the entities of HTML are
levelled, so that "DELA CRUZ, NIÑA" and "NI&Ntilde;A" are found by a pattern for "dela cruz nina" and for "nina".
"""

from __future__ import annotations

import functools
import html
import operator
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
    wide: Mapping[int, int] = field(default_factory=dict)  # where an entity that begins there ends
    dropped: bool = False  # whether a character of the source has no part in the levelled form

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the source that stands behind `text[start:end]`, trailing accents included."""
        if self.places is None or start >= end:
            return start, end
        first, last = self.places[start], self.places[end - 1]
        last = self.wide.get(last, last + 1)
        while last < len(self.source) and unicodedata.category(self.source[last]) in ("Mn", "Me"):
            last += 1
        return first, last


_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
_SPECIAL = re.compile(rf"[^\x00-\x7f]+|{_ENTITY}")
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
# A word that was parted at the end of a line.
_PARTED = re.compile(r"(?<=[^\W\d_])-[ \t]{0,40}\r?\n[ \t]{0,200}(?=[^\W\d_])")


def fold_with_places(text: str) -> FoldedText:
    """Level `text` and remember where everything stood."""
    if text.isascii() and "&" not in text:
        return FoldedText(text, text.lower(), None)
    folded: list[str] = []
    places: list[int] = []
    wide: dict[int, int] = {}
    position, dropped = 0, False
    for special in _SPECIAL.finditer(text):
        start, end = special.span()
        is_entity = text[start] == "&"
        read = _read(special.group()) if is_entity else ""
        if is_entity and not read:
            continue
        folded.append(text[position:start].lower())
        places += range(position, start)
        if is_entity:
            wide[start] = end
            levels = [(start, "".join(map(_fold_character, read)))]
        else:
            levels = [(index, _level(text, index)) for index in range(start, end)]
        for index, level in levels:
            folded.append(level)
            places += [index] * len(level)
            dropped = dropped or not level
        position = end
    folded.append(text[position:].lower())
    places += range(position, len(text))
    return FoldedText(text, "".join(folded), places, wide, dropped)


def _level(text: str, index: int) -> str:
    if text[index] == _SOFT_HYPHEN and text[index + 1 : index + 2] in ("\r", "\n"):
        return "-"  # there, and only there, it is seen
    return _fold_character(text[index])


def _read(entity: str) -> str:
    """What an entity of HTML stands for; "" where it stands for nothing, or for what no text has."""
    read = html.unescape(entity)
    is_text = read == "\N{NO-BREAK SPACE}" or (read.isprintable() and len(read) <= 2)
    return read if is_text and read != entity else ""


def rejoined(folded: FoldedText) -> FoldedText | None:
    """The levelled text with the words whole that were parted at the ends of lines; None where none was."""
    pieces: list[str] = []
    places: list[int] = []
    position = 0
    for parted in _PARTED.finditer(folded.text):
        pieces.append(folded.text[position : parted.start()])
        places += _places(folded, position, parted.start())
        position = parted.end()
    if not pieces:
        return None
    pieces.append(folded.text[position:])
    places += _places(folded, position, len(folded.text))
    return FoldedText(folded.source, "".join(pieces), places, folded.wide)


def _places(folded: FoldedText, start: int, end: int) -> Sequence[int]:
    return range(start, end) if folded.places is None else folded.places[start:end]


def checked(folded: FoldedText, text: str) -> FoldedText:
    """The levelled text itself; ValueError where it is not one of `text`."""
    places = folded.places
    length = len(text) if places is None else len(places)
    if folded.source != text or len(folded.text) != length:
        raise ValueError("not the levelled text")
    if places and not (places[0] >= 0 and places[-1] < len(text) and all(map(operator.le, places, places[1:]))):
        raise ValueError("places that are not those of the text")
    return folded
