"""The dates that a text states: 5 January 2025, January 5, 2025, 5th day of January 2025, ika-5 ng Enero 2025 …

Of dates in figures with strokes the month stands first, as is usual in the Philippines.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ai.analysis.words import Words

_ENGLISH = "january february march april may june july august september october november december".split()
_FILIPINO = "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre".split()
_SHORT = "jan feb mar apr may jun jul aug sep oct nov dec".split()
MONTHS = {word: number for names in (_ENGLISH, _FILIPINO, _SHORT) for number, word in enumerate(names, 1)}
MONTHS["sept"] = 9
_BETWEEN_DAY_AND_MONTH = frozenset("day of ng".split())
_ORDINAL = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")


@dataclass(frozen=True)
class StatedDate:
    """A date at the words `first` to `last`."""

    value: dt.date
    first: int
    last: int


def dates(words: Words) -> list[StatedDate]:
    """All dates of the text, in order; days that no calendar has are left out."""
    found: list[StatedDate] = []
    at = 0
    while at < len(words):
        one = _date_at(words, at)
        if one is not None:
            found.append(one)
        at = one.last + 1 if one is not None else at + 1
    return found


def _date_at(words: Words, at: int) -> StatedDate | None:
    word = words.folded[at]
    if word in MONTHS:
        return _made(words, at, year=at + 2, month=MONTHS[word], day=at + 1, last=at + 2)
    if not word[:1].isdigit():
        return None
    return _in_figures(words, at) or _day_first(words, at)


def _day_first(words: Words, at: int) -> StatedDate | None:
    month = at + 1
    while month < len(words) and month <= at + 3 and words.folded[month] in _BETWEEN_DAY_AND_MONTH:
        month += 1
    if month >= len(words) or words.folded[month] not in MONTHS:
        return None
    return _made(words, at, year=month + 1, month=MONTHS[words.folded[month]], day=at, last=month + 1)


def _in_figures(words: Words, at: int) -> StatedDate | None:
    """2025-01-05 or 01/05/2025."""
    if at + 2 >= len(words):
        return None
    signs = {words.between(at, at + 1), words.between(at + 1, at + 2)}
    parts = words.folded[at : at + 3]
    if signs == {"-"} and _YEAR.fullmatch(parts[0]) and parts[1].isdecimal() and len(parts[1]) <= 2:
        return _made(words, at, year=at, month=int(parts[1]), day=at + 2, last=at + 2)
    if signs == {"/"} and parts[0].isdecimal() and len(parts[0]) <= 2:
        return _made(words, at, year=at + 2, month=int(parts[0]), day=at + 1, last=at + 2)
    return None


def _made(words: Words, first: int, *, year: int, month: int, day: int, last: int) -> StatedDate | None:
    if last >= len(words) or not _YEAR.fullmatch(words.folded[year]):
        return None
    ordinal = _ORDINAL.fullmatch(words.folded[day])
    if ordinal is None:
        return None
    try:
        return StatedDate(dt.date(int(words.folded[year]), month, int(ordinal.group(1))), first, last)
    except ValueError:
        return None
