"""Contracts of lease: what a lawyer is warned of."""

from __future__ import annotations

from functools import partial

import pytest

from tests.documents.library import papers

sample = partial(papers.sample, "lease-contract")
found = partial(papers.warned, "lease-contract")


def schedule(*rows):
    named = [{"from": start, "to": end, "monthly": rent} for start, end, rent in rows]
    return {**sample()["rent"], "schedule": named}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"advance": None}, []),
        (
            {
                "term": {"start": "2027-01-15", "end": "2028-01-14", "months": 12},
                "rent": {**sample()["rent"], "increase": "none"},
            },
            [],
        ),
        ({"term": {**sample()["term"], "months": 35}}, [("/term/months", "months-disagree")]),
        (
            {"term": {"start": "2027-01-01", "end": "2026-12-31", "months": 1}},
            [("/rent/schedule/2/to", "schedule-end"), ("/term/end", "ends-before-start")],
        ),
        (
            {"rent": schedule(("2027-01-01", "2027-12-31", "80000.00"), ("2028-02-01", "2029-11-30", "90000.00"))},
            [
                ("/rent/schedule/0/monthly", "schedule-rent"),
                ("/rent/schedule/1/from", "schedule-gap"),
                ("/rent/schedule/1/to", "schedule-end"),
            ],
        ),
        ({"deposit": {**sample()["deposit"], "amount": "235200.01"}}, [("/deposit/amount", "months-of-rent")]),
        (
            {"premises": {**sample()["premises"], "kind": "residential unit"}},
            [("/advance/months", "rent-control"), ("/deposit/months", "rent-control")],
        ),
        ({"lessee": sample()["lessor"]}, [("/lessee", "same-party")]),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected
