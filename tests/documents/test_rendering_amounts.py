"""Money in words and figures, as legal papers write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from documents.rendering import amounts


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("5000000.00", "FIVE MILLION PESOS"),
        ("12345600.00", "TWELVE MILLION THREE HUNDRED FORTY-FIVE THOUSAND SIX HUNDRED PESOS"),
        ("1.00", "ONE PESO"),
        ("0", "ZERO PESOS"),
        ("1001.00", "ONE THOUSAND ONE PESOS"),
        ("101", "ONE HUNDRED ONE PESOS"),
        ("1234567.50", "ONE MILLION TWO HUNDRED THIRTY-FOUR THOUSAND FIVE HUNDRED SIXTY-SEVEN PESOS AND 50/100"),
        ("10.05", "TEN PESOS AND 05/100"),
        ("0.50", "FIFTY CENTAVOS"),
        ("0.01", "ONE CENTAVO"),
        ("0.0025", "25/10000 PESO"),
        (Decimal("1000000000"), "ONE BILLION PESOS"),
        (7, "SEVEN PESOS"),
    ],
)
def test_peso_words__write_no_comma_and_no_and_but_before_centavos(value, words):
    assert amounts.peso_words(value) == words


@pytest.mark.parametrize(
    ("value", "style", "figures"),
    [
        ("5000000.00", "sign", "₱5,000,000.00"),
        ("5000000", "code", "PHP 5,000,000.00"),
        ("1500.5", "bare", "1,500.50"),
        ("0.0025", "sign", "₱0.0025"),
    ],
)
def test_peso__groups_thousands_and_keeps_centavos(value, style, figures):
    assert amounts.peso(value, style) == figures


@pytest.mark.parametrize("value", [1.5, "12,000.00", "NaN", "-1", "Infinity", True, None, "1e30", ""])
def test_amounts__of_what_is_no_amount__are_refused(value):
    with pytest.raises(ValueError, match="no amount|not an amount"):
        amounts.decimal_of(value)


def test_amounts__are_exact_where_floats_are_not():
    rows = [{"paid": "0.10"}, {"paid": "0.20"}, {"paid": None}]
    assert amounts.total(rows, "paid") == Decimal("0.30")
    assert amounts.times(3, "0.10") == Decimal("0.30")


def test_shares__of_a_whole_json_number__are_grouped():
    assert (amounts.shares(50000), amounts.shares(50000.0)) == ("50,000", "50,000")
    assert amounts.number_words(50000.0) == "FIFTY THOUSAND"
