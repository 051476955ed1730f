"""Demand letters: what a lawyer is warned of."""

from __future__ import annotations

from functools import partial

import pytest

from tests.documents.library import papers

sample = partial(papers.sample, "demand-letter")
found = partial(papers.warned, "demand-letter")


def interest(**changes):
    return {**sample()["interest"], **changes}


CHECK = {"bank": "Bangko Mabuhay", "number": "1", "date": "2026-11-24", "amount": "1.00", "reason": "Account closed"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"interest": None}, []),
        ({"cutOff": "2026-11-24"}, [("/cutOff", "after-letter")]),
        (
            {"interest": None, "principal": [{"description": "A note", "due": "2026-11-24", "amount": "1.00"}]},
            [("/principal/0/due", "not-yet-due")],
        ),
        ({"checks": [CHECK]}, [("/checks/0/date", "check-not-due")]),
        ({"interest": interest(startsOn="2026-11-24")}, [("/interest/startsOn", "starts-late")]),
        ({"interest": interest(amount="60000.00")}, [("/interest/amount", "interest-too-high")]),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected
