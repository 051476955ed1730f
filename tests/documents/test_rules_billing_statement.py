"""Billing statements: what a lawyer is warned of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documents.rules import business_faults

SAMPLE = Path(__file__).resolve().parents[2] / "documents" / "library" / "billing-statement" / "sample.json"


def sample():
    return json.loads(SAMPLE.read_text(encoding="utf-8"))


def found(**changes) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in business_faults("billing-statement", {**sample(), **changes})]


def first_fee(**changes):
    rows = sample()["fees"]
    return [{**rows[0], **changes}, *rows[1:]]


INCOME = {"kind": "creditable income tax", "rate": "15.00", "amount": "24900.00"}
VAT_WITHHELD = {"kind": "value-added tax", "rate": "5.00", "amount": "8300.00"}
BORNE = {"kind": "percentage tax, borne by the practice", "rate": None, "amount": None, "ground": None}
PERCENTAGE = {"kind": "percentage tax, charged to the client by agreement", "rate": "3.00", "amount": "4980.00"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"tax": BORNE}, []),
        ({"tax": PERCENTAGE}, []),
        ({"dueDate": "2026-11-22"}, [("/dueDate", "due-before-statement")]),
        ({"fees": first_fee(date="2026-10-15")}, [("/fees/0/date", "outside-period")]),
        ({"fees": first_fee(hours=None)}, [("/fees/0/hours", "half-by-hour")]),
        ({"fees": first_fee(rate=None)}, [("/fees/0/rate", "half-by-hour")]),
        ({"fees": first_fee(hours="6.49")}, [("/fees/0/amount", "hours-times-rate")]),
        ({"tax": {**sample()["tax"], "amount": "19920.01"}}, [("/tax/amount", "tax-amount")]),
        ({"tax": {**PERCENTAGE, "amount": "4980.01"}}, [("/tax/amount", "tax-amount")]),
        ({"withholding": [{**INCOME, "amount": "24899.99"}]}, [("/withholding/0/amount", "withheld-amount")]),
        ({"withholding": [INCOME, INCOME]}, [("/withholding/1/kind", "withheld-twice")]),
        ({"withholding": [INCOME, VAT_WITHHELD]}, []),
        ({"withholding": [VAT_WITHHELD], "tax": BORNE}, [("/withholding/0/kind", "no-tax-to-withhold")]),
        (
            {"discount": {"description": "courtesy discount", "amount": "172650.01"}},
            [("/deposit/applied", "more-than-owed"), ("/discount/amount", "discount-too-high")],
        ),
        (
            {"deposit": {"held": "39999.99", "applied": "40000.00", "replenish": None}},
            [("/deposit/applied", "more-than-held")],
        ),
        # 166,000.00 + 19,920.00 + 5,625.50 + 47,600.00 - 47,600.00 - 24,900.00 are owed
        ({"deposit": {"held": "200000.00", "applied": "166645.50", "replenish": None}}, []),
        (
            {"deposit": {"held": "200000.00", "applied": "166645.51", "replenish": None}},
            [("/deposit/applied", "more-than-owed")],
        ),
        (
            {"payments": [{"date": "2026-11-24", "reference": "check 1", "amount": "47600.00"}]},
            [("/payments/0/date", "after-statement")],
        ),
        (
            {"disbursements": [{"date": "2026-11-24", "description": "Courier", "receipt": None, "amount": "5625.50"}]},
            [("/disbursements/0/date", "after-statement")],
        ),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected


def test_period_that_ends_before_it_begins__is_named_and_leaves_its_fees_outside():
    assert found(period={"from": "2026-11-20", "to": "2026-10-16"})[-1] == ("/period/to", "ends-before-start")


def test_tax__is_rounded_half_up_to_the_centavo():
    fees = [{"date": "2026-11-04", "description": "Advice", "amount": "1000.13"}]  # 15% are 150.0195
    plain = {"fees": fees, "discount": None, "tax": BORNE, "deposit": None}
    assert found(**plain, withholding=[{**INCOME, "amount": "150.02"}]) == []
    assert found(**plain, withholding=[{**INCOME, "amount": "150.01"}]) == [
        ("/withholding/0/amount", "withheld-amount")
    ]
    half = [{"date": "2026-11-04", "description": "Advice", "amount": "1000.10"}]  # 15% are 150.015
    assert found(**{**plain, "fees": half}, withholding=[{**INCOME, "amount": "150.02"}]) == []
