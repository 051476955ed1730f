"""Amounts, percentages, periods, counts and dates as contracts write them, in English and Filipino."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ai.analysis.dates import dates
from ai.analysis.quantities import compare_periods, quantities
from ai.analysis.words import words_of


def read(text: str) -> list[tuple[str, str, str]]:
    """(kind, readings with unit and per, the words themselves) of each quantity."""
    found = quantities(words_of(text))
    return [
        (one.kind, " ".join(filter(None, [*map(str, one.readings), one.unit, one.per])), text[one.start : one.end])
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("six (6) months", ("period", "6 6 months", "six (6) months")),
        ("6 (six) calendar months", ("period", "6 6 months", "6 (six) calendar months")),
        ("a 6-month term", ("period", "6 months", "6-month")),
        ("15 working days", ("period", "15 days", "15 working days")),
        ("tatlumpung (30) araw", ("period", "30 30 days", "tatlumpung (30) araw")),
        ("apat na buwan", ("period", "4 months", "apat na buwan")),
        ("eight (8) hours a day", ("period", "8 8 hours day", "eight (8) hours")),
        ("labindalawang oras bawat araw", ("period", "12 hours day", "labindalawang oras")),
        ("labindalawa (12) oras bawat araw", ("period", "12 12 hours day", "labindalawa (12) oras")),
        ("Php 5,000", ("amount", "5000", "Php 5,000")),
        ("P5,000.00", ("amount", "5000.00", "P5,000.00")),
        ("₱ 1,000.50", ("amount", "1000.50", "₱ 1,000.50")),
        ("500 pesos", ("amount", "500", "500 pesos")),
        ("five thousand Philippine Pesos only (PHP 5,000.00)",
         ("amount", "5000 5000.00", "five thousand Philippine Pesos only (PHP 5,000.00)")),
        ("TWELVE MILLION THREE HUNDRED FORTY-FIVE THOUSAND SIX HUNDRED PESOS",
         ("amount", "12345600", "TWELVE MILLION THREE HUNDRED FORTY-FIVE THOUSAND SIX HUNDRED PESOS")),
        ("isang daan at dalawampung piso", ("amount", "120", "isang daan at dalawampung piso")),
        ("dalawampu't limang libong piso", ("amount", "25000", "dalawampu't limang libong piso")),
        ("three percent (3%) per month", ("percent", "3 3 month", "three percent (3%)")),
        ("three (3%) percent", ("percent", "3 3", "three (3%) percent")),
        ("12% per annum", ("percent", "12 year", "12%")),
        ("5 per cent a month", ("percent", "5 month", "5 per cent")),
        ("monthly interest of 3.5%", ("percent", "3.5 month", "3.5%")),
        ("tatlong porsiyento (3%) bawat buwan", ("percent", "3 3 month", "tatlong porsiyento (3%)")),
        ("seven (7) directors", ("count", "7 7", "seven (7)")),
        ("labing-apat", ("count", "14", "labing-apat")),
        ("one hundred and five", ("count", "105", "one hundred and five")),
        ("under Section 13", None),
        ("US$500", None),
        ("1234567890123456789012345", None),
    ],
)  # fmt: skip
def test_quantity__is_read_with_its_kind_and_place(text: str, expected: tuple[str, str, str] | None) -> None:
    assert read(text) == ([expected] if expected else [])


def test_numbers__that_only_stand_together__are_not_one() -> None:
    assert [one[1] for one in read("six and seven; one, two")] == ["6", "7", "1", "2"]
    assert [one[1] for one in read("limang libo; labing-dalawa")] == ["5000", "12"]
    assert [one[1] for one in read("five six hundred")] == ["5", "600"]


@pytest.mark.parametrize(
    ("value", "unit", "bound", "bound_unit", "expected"),
    [
        (6, "months", 6, "months", 0),
        (1, "years", 12, "months", 0),
        (13, "months", 1, "years", 1),
        (2, "weeks", 14, "days", 0),
        (72, "hours", 3, "days", 0),
        (180, "days", 6, "months", 0),
        (184, "days", 6, "months", 0),
        (190, "days", 6, "months", 1),
        (170, "days", 6, "months", -1),
        (365, "days", 1, "years", 0),
    ],
)
def test_periods__are_compared_as_a_lawyer_would(
    value: int, unit: str, bound: int, bound_unit: str, expected: int
) -> None:
    assert compare_periods(Decimal(value), unit, Decimal(bound), bound_unit) == expected


@pytest.mark.parametrize(
    "text",
    ["5 January 2025", "January 5, 2025", "Jan. 5, 2025", "5th day of January, 2025", "5 ng Enero 2025",
     "Enero 5, 2025", "2025-01-05", "01/05/2025", "1/5/2025"],
)  # fmt: skip
def test_date__is_read_however_it_is_written(text: str) -> None:
    words = words_of(f"on {text}.")
    assert [(one.value, words.text[slice(*words.span(one.first, one.last))]) for one in dates(words)] == [
        (dt.date(2025, 1, 5), text)
    ]


@pytest.mark.parametrize("text", ["February 30, 2025", "31/12/2025", "may 5", "January 2025", "5 January 25", "may"])
def test_date__that_no_calendar_has__is_none(text: str) -> None:
    assert dates(words_of(text)) == []
