"""Rules of the beneficial ownership declaration."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from documents.rules.beneficial_ownership_declaration import faults

SAMPLE = json.loads(
    (
        Path(__file__).resolve().parents[2]
        / "documents"
        / "library"
        / "beneficial-ownership-declaration"
        / "sample.json"
    ).read_text()
)
CHAIN = [
    {"holder": "Rodrigo B. Peñaflor", "held": "Lawis Holdings Inc.", "percentage": "80.00"},
    {"holder": "Lawis Holdings Inc.", "held": SAMPLE["corporateName"], "percentage": "29.85"},
]
PLACE = "/beneficialOwners/1"


def found(members=None, **changes):
    """The faults when the second owner has `members` and the data `changes`."""
    data = {**copy.deepcopy(SAMPLE), **changes}
    data["beneficialOwners"][1] |= copy.deepcopy(members or {})
    return [(one.pointer, one.code) for one in faults(data)]


def indirect(*way, **members):
    chain = copy.deepcopy(CHAIN)
    if way:
        chain[way[0]][way[1]] = way[2]
    return {"ownership": "indirect", "chain": chain, **members}


def test_rules__of_the_sample_and_of_a_chain__find_nothing():
    assert found() == []
    assert found(indirect()) == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"tin": None}, [(f"{PLACE}/tin", "tin-missing")]),
        ({"tin": None, "passport": "TK4471902"}, [(f"{PLACE}/tin", "tin-missing")]),
        ({"tin": None, "passport": "TK4471902", "nationality": "Japanese"}, []),
        ({"surname": "Penaflor"}, [(f"{PLACE}/surname", "name-differs")]),
        ({"categories": ["C"]}, [(f"{PLACE}/categories", "category-a-missing")]),
        ({"percentage": "19.99", "votingRights": "19.99"}, [(f"{PLACE}/percentage", "below-threshold")]),
        ({"percentage": "19.99", "votingRights": "20.00"}, []),
        ({"ownership": "none"}, [(f"{PLACE}/ownership", "owns-nothing")]),
        (
            {"categories": ["D"], "ownership": "none", "percentage": "0.00", "votingRights": "0.00"},
            [(f"{PLACE}/basis", "basis-missing")],
        ),
        ({"since": "2026-11-17"}, [(f"{PLACE}/since", "date-after-oath")]),
        ({"percentage": "55.25"}, [("/beneficialOwners", "more-than-all")]),
        ({"ownership": "indirect"}, [(f"{PLACE}/chain", "chain-missing")]),
        (indirect(0, "percentage", "70.00"), [(f"{PLACE}/percentage", "chain-percentage")]),
        (indirect(0, "holder", "A. Ghost"), [(f"{PLACE}/chain/0/holder", "chain-start")]),
        (indirect(1, "held", "Another Inc."), [(f"{PLACE}/chain/1/held", "chain-end")]),
        (indirect(1, "holder", "Another Inc."), [(f"{PLACE}/chain/1/holder", "chain-broken")]),
    ],
)
def test_rules__of_an_owner(members, expected):
    assert found(members) == expected


def test_rules__of_dates():
    change = {"what": "A sale of shares", "date": "2026-11-17"}
    assert found(kind="change", change=change) == [("/change/date", "date-after-oath")]
    attested = {**SAMPLE, "kind": "annual attestation of no change", "lastDeclaration": "2026-11-17"}
    assert [one.code for one in faults(attested)] == ["date-after-oath"]
    assert list(faults({**attested, "lastDeclaration": "2025-11-16"})) == []
