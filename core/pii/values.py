"""Known single values (numbers, addresses on the net, dates of birth) as expressions over levelled text."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator

from core.pii import days
from core.pii.folding import fold

BEFORE = r"(?<![^\W_])"  # no letter and no digit stands before
_ANYTHING_BETWEEN = r"[\s().\-/_]{0,3}"
AROUND = 160  # characters; the longest date and the longest phone number have fewer
_SHORTEST = 4  # characters; less identifies nobody


def expression_for(kind: str, value: str) -> str | None:
    """A regular expression for the usual ways to write `value`; None where it is too short to identify anybody."""
    folded = fold(value).strip()
    if kind == "PHONE":
        return _phone(folded)
    if kind == "BIRTHDATE":
        return _date(folded)
    if kind == "TIN":
        return _tin(folded)
    if kind == "EMAIL":
        return literal(folded) if "@" in folded else None
    return _number(folded)


def anchors_for(kind: str, value: str) -> tuple[str, ...]:
    """Letters and digits one of which stands in every way to write `value`, when all else is left out of the text."""
    folded = fold(value).strip()
    plain, digits = "".join(filter(str.isalnum, folded)), "".join(filter(str.isdigit, folded))
    if kind == "BIRTHDATE":
        return tuple(dict.fromkeys(mark for day in _readings(folded) for mark in days.marks(day))) or (plain,)
    if kind == "TIN" and len(digits) >= 9:
        return (digits[:9],)
    if kind == "PHONE" and len(digits) >= 7:
        return (digits[-7:],)
    return (plain,)


def core_for(kind: str, value: str) -> str | None:
    """An expression for a part that every way to write `value` has, with at most AROUND characters on either side."""
    folded = fold(value).strip()
    if kind == "BIRTHDATE":
        return "|".join(sorted({days.core(day) for day in _readings(folded)})) or None
    if kind == "PHONE" and sum(map(str.isdigit, folded)) >= 7:
        return _spread("".join(filter(str.isdigit, folded))[-7:])
    return None


def literal(folded: str) -> str | None:
    """The text itself, whatever the spaces in it; between word boundaries where its script has them."""
    squeezed = re.sub(r"\s+", " ", folded).strip()
    if len(squeezed) < 2:
        return None
    inner = re.escape(squeezed).replace(r"\ ", r"\s+")
    if any(
        ord(character) >= 0x590 for character in squeezed
    ):  # Hebrew and on: prefixes are written together with names
        return inner
    before = BEFORE if squeezed[0].isalnum() else ""
    after = r"(?![^\W_])" if squeezed[-1].isalnum() else ""
    return f"{before}{inner}{after}"


def _bounded(inner: str) -> str:
    return rf"{BEFORE}{inner}(?![^\W_])"


def _spread(characters: str) -> str:
    return _ANYTHING_BETWEEN.join(map(re.escape, characters))


def _number(folded: str) -> str | None:
    characters = "".join(filter(str.isalnum, folded))
    if len(characters) < _SHORTEST:
        return None
    return _bounded(_spread(characters))


def _tin(folded: str) -> str | None:
    digits = "".join(filter(str.isdigit, folded))
    if len(digits) < 9:
        return _number(folded)
    return _bounded(f"{_spread(digits[:9])}(?:{_ANYTHING_BETWEEN}[0-9]{{3}}(?:[0-9]{{2}})?)?")


def _phone(folded: str) -> str | None:
    digits = "".join(filter(str.isdigit, folded))
    if len(digits) < 7:
        return _number(folded)
    if digits.startswith("00"):
        digits = digits[2:]
    national = digits.removeprefix("63") if len(digits) > 10 else digits
    national = national.removeprefix("0")
    prefix = rf"\(?(?:\+|00)?\(?(?:63\)?)?{_ANYTHING_BETWEEN}\(?0?\)?{_ANYTHING_BETWEEN}\(?"
    if not folded.startswith("+63") and folded.startswith("+"):
        return rf"{BEFORE}(?:\+|00)?{_spread(digits)}(?![^\W_])"
    area = _area(national)
    if area:  # a landline is called without it by who lives there
        around = rf"{prefix}{_spread(area)}{_ANYTHING_BETWEEN}"
        return rf"{BEFORE}(?:{around})?{_spread(national[len(area) :])}(?![^\W_])"
    return rf"{BEFORE}(?:{prefix}){_spread(national)}(?![^\W_])"


def _area(national: str) -> str:
    """The area code of a Philippine landline (2 and eight digits, two digits and seven); "" for any other number."""
    if len(national) != 9 or national.startswith("9"):
        return ""
    return "2" if national.startswith("2") else national[:2] if national[0] in "345678" else ""


def _date(folded: str) -> str | None:
    readings = dict.fromkeys(_readings(folded))
    if not readings:
        return literal(folded) if len(folded) >= _SHORTEST else None
    return _bounded(f"(?:{'|'.join(way for day in readings for way in days.ways(day))})")


def _readings(folded: str) -> Iterator[dt.date]:
    """The days that a written date can be: 05/06/1980 is the fifth of June or the sixth of May."""
    plain = re.sub(r"(?<=[0-9])(?:st|nd|rd|th)", "", folded.replace(",", " ").replace(".", " "))
    for number, names in enumerate(days.MONTHS, start=1):
        plain = re.sub(rf"\b(?:{'|'.join(names)})\b", f" {number:02}m ", plain)
    plain = " ".join(plain.split())
    for shape in ("%Y-%m-%d", "%mm %d %Y", "%d %mm %Y", "%m/%d/%Y", "%d/%m/%Y", "%m-%d-%Y", "%d-%m-%Y", "%Y %mm %d"):
        with contextlib.suppress(ValueError):
            yield dt.datetime.strptime(plain, shape).date()  # noqa: DTZ007 - a day has no time zone
