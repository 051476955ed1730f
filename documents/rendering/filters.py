"""The filters that a template may use; each takes plain data and gives text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from documents.rendering import amounts

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ORDINALS = (
    "FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH TENTH ELEVENTH TWELFTH THIRTEENTH FOURTEENTH "
    "FIFTEENTH SIXTEENTH SEVENTEENTH EIGHTEENTH NINETEENTH TWENTIETH"
).split()
PROSE_TAGS = {"p", "strong", "em", "ol", "ul", "li", "br"}

# Dropped: control characters, lone surrogates, private use and non-characters; and those that steer the display of
# others (bidi overrides and isolates, zero-width marks, the BOM), which can make a name read otherwise than it is kept.
_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U0010ffff]"
)
_LONG_WORD = re.compile(r"\S{41,}")
_PIECE = re.compile(r"\S{1,16}")


def printable(text: str) -> str:
    """`text` in NFC without control, steering and non-characters."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _DROPPED.sub("", text.replace("\r\n", "\n")))


def breakable(text: str) -> str:
    """`text` with a zero-width space in every word of more than 40 characters, so that lines can end there.

    Layout looks for a line's end from the start of each word anew: a word of 10,000 characters would take minutes.
    """
    return _LONG_WORD.sub(lambda word: "\u200b".join(_PIECE.findall(word[0])), text) if len(text) > 40 else text


def long_date(value: str) -> str:
    """ "2026-11-23" as "23 November 2026"."""
    day = date.fromisoformat(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_of(value: str) -> str:
    """ "2026-11-23" as "23rd day of November 2026", the form of a testimonium clause."""
    day = date.fromisoformat(value)
    return f"{ordinal(day.day)} day of {MONTHS[day.month - 1]} {day.year}"


def year_of(value: str) -> str:
    """ "2026-11-23" as "2026"."""
    return str(date.fromisoformat(value).year)


def month_day(value: str) -> str:
    """ "12-31" as "December 31"."""
    month, _, day = value.partition("-")
    return f"{MONTHS[int(month) - 1]} {int(day)}"


def ordinal(value: int) -> str:
    """23 as "23rd"."""
    suffix = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{suffix}"


def ordinal_word(value: int) -> str:
    """7 as "SEVENTH", up to twenty."""
    return ORDINALS[value - 1]


def letter(value: int) -> str:
    """1 as "a", 27 as "aa": the marks of a lettered list."""
    quotient, rest = divmod(value - 1, 26)
    return (letter(quotient) if quotient else "") + "abcdefghijklmnopqrstuvwxyz"[rest]


def address(value: Mapping[str, Any]) -> str:
    """An address in one line: street, barangay, city, province, postal code. Metro Manila stands for a province."""
    get = {**value}.get
    barangay = get("barangay") or ""
    if barangay and not re.match(r"(?i)(barangay|brgy|bgy)\b", barangay):
        barangay = f"Barangay {barangay}"
    parts = [get("line1"), get("line2"), barangay, get("city"), get("province")]
    line = ", ".join(str(part) for part in parts if part)
    return f"{line} {get('postalCode')}" if get("postalCode") else line


def listed(values: list[str], last: str = "and") -> str:
    """["a", "b", "c"] as "a, b and c"."""
    words = [str(one) for one in values]
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def find(rows: list[Mapping[str, Any]], member: str, value: str, wanted: str, otherwise: str = "") -> str:
    """`wanted` of the first row whose `member` is `value`: the nationality of the incorporator of that name."""
    return next((str(row[wanted]) for row in rows if row[member] == value and row[wanted]), otherwise)


def shorten(value: str, length: int = 90) -> str:
    """`value` cut at `length` characters, for running heads and other places without room."""
    return value if len(value) <= length else value[: length - 1].rstrip() + "…"


def sentence(value: str) -> str:
    """`value` with exactly one full stop at its end."""
    return value.rstrip().rstrip(".;,") + "."


@cache
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False})
    return reader.enable(["emphasis", "list", "newline", "escape"])


def prose(value: str) -> Markup:
    """Plain Markdown (paragraphs, lists, strong, emphasis) as HTML of p, strong, em, ol, ul, li and br only."""
    html = _markdown().render(breakable(printable(value)))
    return Markup(nh3.clean(html, tags=PROSE_TAGS, attributes={"ol": {"start"}}, link_rel=None))  # noqa: S704


FILTERS: dict[str, Callable[..., Any]] = {
    "peso": amounts.peso,
    "peso_words": amounts.peso_words,
    "number_words": amounts.number_words,
    "shares": amounts.shares,
    "total": amounts.total,
    "times": amounts.times,
    "find": find,
    "long_date": long_date,
    "day_of": day_of,
    "year_of": year_of,
    "month_day": month_day,
    "ordinal": ordinal,
    "ordinal_word": ordinal_word,
    "letter": letter,
    "address": address,
    "listed": listed,
    "shorten": shorten,
    "sentence": sentence,
    "prose": prose,
}
