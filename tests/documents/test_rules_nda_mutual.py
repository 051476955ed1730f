"""Mutual non-disclosure agreements: what a lawyer is warned of."""

from __future__ import annotations

from functools import partial

import pytest

from tests.documents.library import papers

sample = partial(papers.sample, "nda-mutual")
found = partial(papers.warned, "nda-mutual")


def second(**changes):
    return {**sample()["secondParty"], **changes}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"secondParty": second(alias="manufacturer")}, [("/secondParty/alias", "alias-twice")]),
        ({"secondParty": second(alias="Recipient")}, [("/secondParty/alias", "alias-taken")]),
        ({"secondParty": {**sample()["firstParty"], "alias": "Buyer"}}, [("/secondParty", "party-twice")]),
        ({"effectiveDate": "2026-11-23"}, []),
        ({"effectiveDate": "2026-11-24"}, [("/effectiveDate", "later-than-signing")]),
        ({"liquidatedDamages": None}, []),
        ({"liquidatedDamages": "0.00"}, [("/liquidatedDamages", "nothing-to-pay")]),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected
