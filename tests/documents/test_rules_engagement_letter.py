"""Engagement letters: what a lawyer is warned of."""

from __future__ import annotations

from functools import partial

import pytest

from tests.documents.library import papers

sample = partial(papers.sample, "engagement-letter")
found = partial(papers.warned, "engagement-letter")


def part(name: str, **changes):
    return {**sample()[name], **changes}


BY_THE_HOUR = part("fee", kind="by the hour", fixed=None, hourly={"increment": 6})
CONTINGENT = part(
    "fee", kind="contingent fee", fixed=None, contingent={"percent": "0.00", "basis": "the sums received"}
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        (
            {"fee": part("fee", fixed={**sample()["fee"]["fixed"], "amount": "260000.01"})},
            [("/fee/fixed/amount", "sum-of-instalments")],
        ),
        ({"fee": BY_THE_HOUR}, [("/billing/frequency", "no-instalments")]),
        (
            {"fee": BY_THE_HOUR, "billing": part("billing", frequency="monthly"), "team": [{"name": "A", "role": "B"}]},
            [("/team/0/hourlyRate", "no-rate")],
        ),
        ({"team": [{"name": "A", "role": "B"}]}, []),
        (
            {"fee": CONTINGENT, "billing": part("billing", frequency="quarterly")},
            [("/fee/contingent/percent", "no-percentage")],
        ),
        ({"deposit": None}, []),
        ({"deposit": part("deposit", minimum="60000.00")}, []),
        ({"deposit": part("deposit", minimum="60000.01")}, [("/deposit/minimum", "more-than-deposit")]),
        (
            {"matter": part("matter", adverse=["A", "Silong Home Finance Corporation, as lender"])},
            [("/matter/adverse/1", "adverse-to-itself")],
        ),
        ({"matter": part("matter", adverse=None)}, []),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected
