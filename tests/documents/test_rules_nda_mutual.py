"""Mutual non-disclosure agreements: what a lawyer is warned of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documents.rules.nda_mutual import faults

SAMPLE = Path(__file__).resolve().parents[2] / "documents" / "library" / "nda-mutual" / "sample.json"


def sample():
    return json.loads(SAMPLE.read_text(encoding="utf-8"))


def found(**changes) -> list[tuple[str, str]]:
    return sorted((fault.pointer, fault.code) for fault in faults({**sample(), **changes}))


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
