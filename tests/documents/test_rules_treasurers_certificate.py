"""Rules of the treasurer's certificate."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from documents.rules.treasurers_certificate import faults

SAMPLE = json.loads(
    (
        Path(__file__).resolve().parents[2] / "documents" / "library" / "treasurers-certificate" / "sample.json"
    ).read_text()
)
GROWTH = {"occasion": "increase of capital stock", "increase": {"from": "3345600.00", "stockholdersDate": "2026-09-18"}}


def found(*way, **members):
    """The faults of the sample with `members`, in which the place before the last of `way` has been changed."""
    data = {**copy.deepcopy(SAMPLE), **copy.deepcopy(members)}
    if way:
        *path, last, value = way
        place = data
        for step in path:
            place = place[step]
        place[last] = value
    return [(one.pointer, one.code) for one in faults(data)]


def test_rules__of_the_sample_and_of_an_increase__find_nothing():
    assert found() == []
    assert found(**GROWTH) == []


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (("capital", "authorized", "1.00"), ("/capital/authorized", "authorized-capital-sum")),
        (("subscriptions", 0, "class", "Founders"), ("/subscriptions/0/class", "class-unknown")),
        (("subscriptions", 0, "shares", 100000), ("/capital/classes/0/shares", "over-subscribed")),
        (("deposits", 0, "amount", "937500.01"), ("/deposits", "received-sum")),
        (("deposits", 0, "date", "2026-10-06"), ("/deposits/0/date", "deposit-after-signing")),
        (
            ("subscriptions", 4, "amountSubscribed", "37000.00"),
            ("/subscriptions/4/amountPaid", "paid-above-subscribed"),
        ),
    ],
)
def test_rules__of_a_fault__name_it(way, expected):
    assert found(*way) == [expected]


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (("increase", "from", "12345600.00"), ("/increase/from", "no-increase")),
        (("increase", "from", "0.00"), None),
        (("increase", "stockholdersDate", "2026-10-06"), ("/increase/stockholdersDate", "meeting-after-signing")),
        (("subscriptions", 0, "amountSubscribed", "9000000.00"), ("/subscriptions", "increase-underpaid")),
    ],
)
def test_rules__of_an_increase(way, expected):
    assert found(*way, **GROWTH) == ([expected] if expected else [])


def test_rules__of_an_increase__want_a_quarter_subscribed():
    rows = [{**SAMPLE["subscriptions"][0], "amountSubscribed": "2249999.99", "amountPaid": "1337500.00"}]
    assert found(subscriptions=rows, **GROWTH) == [("/subscriptions", "increase-undersubscribed")]
    rows[0]["amountSubscribed"] = "2250000.00"
    assert found(subscriptions=rows, **GROWTH) == []
