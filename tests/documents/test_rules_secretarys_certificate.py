"""Rules of the secretary's certificate."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from documents.rules.secretarys_certificate import faults

SAMPLE = json.loads(
    (
        Path(__file__).resolve().parents[2] / "documents" / "library" / "secretarys-certificate" / "sample.json"
    ).read_text()
)


def found(**changes):
    return [(one.pointer, one.code) for one in faults({**copy.deepcopy(SAMPLE), **changes})]


def test_rules__of_the_sample__find_nothing():
    assert found() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"quorum": {"entitled": 5, "present": 6}}, ("/quorum/present", "present-above-all")),
        ({"quorum": {"entitled": 6, "present": 3}}, ("/quorum/present", "no-quorum")),
        ({"vote": "majority", "votesFor": 2}, ("/votesFor", "no-majority")),
        ({"vote": "majority", "votesFor": 6}, ("/votesFor", "votes-above-present")),
        ({"signingDate": "2026-11-05"}, ("/meeting/boardDate", "meeting-after-certificate")),
        (
            {"secretary": {**SAMPLE["secretary"], "nationality": "American"}},
            ("/secretary/nationality", "secretary-citizenship"),
        ),
        (
            {"signatories": [{"name": "Consuelo P. Abad", "position": "President"}]},
            ("/signatories/0/position", "secretary-president"),
        ),
    ],
)
def test_rules__of_a_fault__name_it(changes, expected):
    assert found(**changes) == [expected]


def test_rules__of_a_vice_president_who_is_secretary__find_nothing():
    assert found(signatories=[{"name": "Consuelo P. Abad", "position": "Vice-President"}]) == []
