"""Amounts of money in a text, by value: "PHP 5,000,000.00", "₱5M" and "Five Million Pesos" are one."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALES = {
    "k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9,
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9,
}  # fmt: skip
_SCALE = r"(?:\s?(k|mn?|bn?|thousand|million|billion)\b)?"
_BEFORE = re.compile(rf"(?:\bPHP|\bP(?=\s?\d)|₱|\bpesos?)\s?({_DIGITS}){_SCALE}", re.I)
_AFTER = re.compile(rf"(?<![\d.,])({_DIGITS}){_SCALE}\s?(?:pesos?|PHP|piso)\b", re.I)
_ONES = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_WORD = "|".join([*sorted([*_ONES, *_TENS], key=len, reverse=True), "hundred", "thousand", "million", "billion"])
_IN_WORDS = re.compile(
    rf"(?<!\d )\b((?:(?:{_WORD})(?:[\s-]+(?:and\s+)?|(?=\W)))+)"
    r"(?:(?:and\s+)?(\d{1,2})/100\s+)?(?:philippine\s+)?pesos?\b",
    re.I,
)
_NUMBER = re.compile(rf"(?<![\d.,])({_DIGITS})(?![\d])")
_MAY_HOLD = re.compile(r"\d|pesos?\b", re.I)  # without one of these no pattern finds anything; most inputs are names


def amounts_in(text: str) -> list[tuple[str, Decimal]]:
    """Each amount as it is written, with its value in pesos."""
    found = [
        (one[0].strip(), _value(one[1], one[2])) for pattern in (_BEFORE, _AFTER) for one in pattern.finditer(text)
    ]
    for one in _IN_WORDS.finditer(text):
        cents = Decimal(one[2] or 0) / 100
        found.append((one[0].strip(), _spoken(one[1]) + cents))
    return [(written, value) for written, value in found if value is not None]


def numbers_in(text: str) -> set[Decimal]:
    """Every number and amount of a text by value; what an amount may be traced to."""
    if not _MAY_HOLD.search(text):
        return set()
    values = {value for _, value in amounts_in(text)}
    for one in _NUMBER.finditer(text):
        value = _value(one[1], None)
        if value is not None:
            values.add(value)
    return values


def _value(digits: str, scale: str | None) -> Decimal | None:
    try:
        return Decimal(digits.replace(",", "")) * _SCALES.get((scale or "").lower(), 1)
    except InvalidOperation:
        return None


def _spoken(words: str) -> Decimal:
    whole, part = 0, 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _ONES or word in _TENS:
            part += _ONES.get(word, _TENS.get(word, 0))
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            whole += max(part, 1) * _SCALES[word]
            part = 0
    return Decimal(whole + part)
