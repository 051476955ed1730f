"""The amounts, percentages, periods and counts that a text states, in words or figures, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from ai.analysis.numerals import numeral_at
from ai.analysis.words import Words

AMOUNT, PERCENT, PERIOD, COUNT = "amount", "percent", "period", "count"
KINDS = (AMOUNT, PERCENT, PERIOD, COUNT)
UNITS = {
    **dict.fromkeys("hour hours oras".split(), "hours"),
    **dict.fromkeys("day days araw".split(), "days"),
    **dict.fromkeys("week weeks linggo".split(), "weeks"),
    **dict.fromkeys("month months buwan buwang".split(), "months"),
    **dict.fromkeys("year years taon taong".split(), "years"),
}
_DAYS = {"hours": Decimal(1) / 24, "days": Decimal(1), "weeks": Decimal(7)}
_MONTHS = {"months": Decimal(1), "years": Decimal(12)}
DAYS_A_MONTH = Decimal("30.4375")
LEEWAY = Decimal("0.02")  # where months are held against days: 180 days, 184 days and six months are the same
_PER_WORD = {
    **dict.fromkeys("month buwan monthly buwanan".split(), "month"),
    **dict.fromkeys("year annum taon yearly annual annually taunan taunang".split(), "year"),
    **dict.fromkeys("day araw daily".split(), "day"),
    **dict.fromkeys("week linggo weekly".split(), "week"),
}
_PER_BEFORE = {
    **dict.fromkeys("monthly buwanang".split(), "month"),
    **dict.fromkeys("annual yearly taunang".split(), "year"),
}
_PER_ALONE = frozenset("monthly buwanan yearly annually annual taunan daily weekly".split())
_EACH = frozenset("per a an each every kada bawat sa isang".split())
A_YEAR = {"day": Decimal(365), "week": Decimal(52), "month": Decimal(12), "year": Decimal(1)}
_QUALIFIERS = frozenset("calendar working business banking consecutive regular full na".split())
_PERCENT_WORDS = frozenset("percent percentum porsiyento porsyento pct".split())
_PESO_SIGNS = frozenset("p php peso pesos piso".split())
_PESO_WORDS = frozenset("peso pesos piso pisong".split())
_OF_PESOS = frozenset("philippine philippines".split())
_NOT_COUNTED = frozenset("section sections sec article articles art rule rules no nos number clause page item".split())
_OPENED = re.compile(r"\s{0,3}(?:only\s{0,3})?\(\s{0,2}", re.IGNORECASE)
_PERCENT_SIGN = re.compile(r"\s{0,2}%")
_CLOSED = re.compile(r"\s{0,2}(%?)\s{0,2}\)")
_PESO_SIGN = re.compile(r"₱\s{0,3}\Z")


class Quantity(NamedTuple):
    """A quantity at the words `first` to `last`, that is `text[start:end]`.

    `readings` are its values as written, in words and in figures, which should agree. `unit` is that of a period
    (hours, days, weeks, months, years), `per` the time that a
    percentage or a period is for (day, week, month, year), where it is told: 3% a month, 8 hours a day.
    """

    kind: str
    readings: tuple[Decimal, ...]
    first: int
    last: int
    start: int
    end: int
    unit: str = ""
    per: str = ""


class _Number(NamedTuple):
    """A number before it is known what it counts; with its repetition in brackets, where there is one."""

    readings: tuple[Decimal, ...]
    first: int
    last: int
    start: int
    end: int
    is_percent: bool


def quantities(words: Words, stretches: Iterable[tuple[int, int]] | None = None) -> list[Quantity]:
    """The quantities of the text, in order, without overlap; those that begin in `stretches` (first word, last word),
    which ascend, or all.
    """
    found: list[Quantity] = []
    for one in _each(words, [(0, len(words) - 1)] if stretches is None else stretches):
        if found and _says_again(found[-1], one, words.text):
            found[-1] = _joined(found[-1], one, words.text)
        else:
            found.append(one)
    return found


def in_days(value: Decimal, unit: str) -> Decimal:
    """A period in days; a month counts 30.4375."""
    return value * _DAYS[unit] if unit in _DAYS else value * _MONTHS[unit] * DAYS_A_MONTH


def compare_periods(value: Decimal, unit: str, bound: Decimal, bound_unit: str) -> int:
    """-1, 0 or 1 as the period is shorter than, as long as or longer than the bound.

    Months against years and days against weeks are exact; months against days within two in a hundred are the same.
    """
    for exact in (_DAYS, _MONTHS):
        if unit in exact and bound_unit in exact:
            left, right = value * exact[unit], bound * exact[bound_unit]
            return (left > right) - (left < right)
    left, right = in_days(value, unit), in_days(bound, bound_unit)
    if abs(left - right) <= right * LEEWAY:
        return 0
    return 1 if left > right else -1


def _each(words: Words, stretches: Iterable[tuple[int, int]]) -> Iterator[Quantity]:
    at = 0
    for first, last in stretches:
        at = max(at, first)
        while at <= last:
            number = _number(words, at)
            if number is None:
                at += 1
                continue
            found = _quantity(words, number)
            if found is not None:
                yield found
            at = (found or number).last + 1


def _quantity(words: Words, number: _Number) -> Quantity | None:
    for kind in (_percent, _period, _amount, _count):
        found = kind(words, number)
        if found is not None:
            return found
    return None


def _number(words: Words, at: int) -> _Number | None:
    """The number at `at`, with its repetition in brackets: "six (6)", "6 (six)", "three (3%)"."""
    numeral = numeral_at(words, at)
    if numeral is None:
        return None
    start, end = words.span(numeral.first, numeral.last)
    following = numeral.last + 1
    if "(" in words.text[end : end + 8] and following < len(words):
        again = numeral_at(words, following) if _OPENED.fullmatch(words.text, end, words.starts[following]) else None
        closed = _CLOSED.match(words.text, words.ends[again.last]) if again else None
        if again is not None and closed:
            both = (numeral.value, again.value)
            return _Number(both, numeral.first, again.last, start, closed.end(), bool(closed.group(1)))
    return _Number((numeral.value,), numeral.first, numeral.last, start, end, False)


def _percent(words: Words, number: _Number) -> Quantity | None:
    end = number.end
    last = _percent_words(words, number.last)
    sign = _PERCENT_SIGN.match(words.text, end) if "%" in words.text[end : end + 3] else None
    if last > number.last:
        end = words.ends[last]
    elif sign:
        end = sign.end()
    elif not number.is_percent:
        return None
    per = _per(words, number.first, last)
    return Quantity(PERCENT, number.readings, number.first, last, number.start, end, per=per)


def _percent_words(words: Words, last: int) -> int:
    """The last word of "percent" behind the word `last`; `last` itself where it does not stand there."""
    following = words.folded[last + 1 : last + 3]
    if following[:1] and following[0] in _PERCENT_WORDS:
        return last + 1
    return last + 2 if following in (["per", "cent"], ["per", "centum"]) else last


def _per(words: Words, first: int, last: int) -> str:
    """For which time it is: "3% per month", "monthly interest of 3%", "eight hours a day"."""
    for at in range(last + 1, min(last + 5, len(words))):
        word = words.folded[at]
        if words.sentences[at] != words.sentences[last] or at in words.figures:
            break
        if word in _PER_WORD and (word in _PER_ALONE or words.folded[at - 1] in _EACH):
            return _PER_WORD[word]
    for at in range(max(0, first - 4), first):
        if words.folded[at] in _PER_BEFORE and words.sentences[at] == words.sentences[first]:
            return _PER_BEFORE[words.folded[at]]
    return ""


def _period(words: Words, number: _Number) -> Quantity | None:
    at = number.last + 1
    while at < len(words) and at <= number.last + 2 and words.folded[at] in _QUALIFIERS:
        at += 1
    if at >= len(words) or words.folded[at] not in UNITS:
        return None
    unit, per = UNITS[words.folded[at]], _per(words, number.first, at)
    return Quantity(PERIOD, number.readings, number.first, at, number.start, words.ends[at], unit, per)


def _amount(words: Words, number: _Number) -> Quantity | None:
    sign = _PESO_SIGN.search(words.text[max(0, number.start - 4) : number.start])
    if sign:
        start = number.start - len(sign.group())
        return Quantity(AMOUNT, number.readings, number.first, number.last, start, number.end)
    before = number.first - 1
    is_signed = before >= 0 and words.folded[before] in _PESO_SIGNS and number.first in words.figures
    if is_signed and not words.between(before, number.first).strip(" ."):
        return Quantity(AMOUNT, number.readings, before, number.last, words.starts[before], number.end)
    at = number.last + 1
    if at < len(words) and words.folded[at] in _OF_PESOS:
        at += 1
    if at < len(words) and words.folded[at] in _PESO_WORDS:
        return Quantity(AMOUNT, number.readings, number.first, at, number.start, words.ends[at])
    return None


def _count(words: Words, number: _Number) -> Quantity | None:
    before = words.folded[number.first - 1] if number.first else ""
    if before in _NOT_COUNTED or words.text[max(0, number.start - 2) : number.start].rstrip().endswith("$"):
        return None
    return Quantity(COUNT, number.readings, number.first, number.last, number.start, number.end)


def _says_again(before: Quantity, after: Quantity, text: str) -> bool:
    """Whether the second is the first once more in brackets: "three percent (3%)", "One Peso (P1.00)"."""
    if before.kind != after.kind or before.kind == COUNT or after.start - before.end > 12:
        return False
    return _OPENED.fullmatch(text, before.end, after.start) is not None


def _joined(before: Quantity, after: Quantity, text: str) -> Quantity:
    closed = _CLOSED.match(text, after.end)
    return before._replace(
        readings=(*before.readings, *after.readings),
        last=after.last,
        end=closed.end() if closed else after.end,
        per=before.per or after.per,
    )
