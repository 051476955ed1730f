"""Memoranda of agreement: what a lawyer is warned of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documents.rules.memorandum_of_agreement import faults

SAMPLE = Path(__file__).resolve().parents[2] / "documents" / "library" / "memorandum-of-agreement" / "sample.json"


def sample():
    return json.loads(SAMPLE.read_text(encoding="utf-8"))


def found(**changes) -> list[tuple[str, str]]:
    return sorted((fault.pointer, fault.code) for fault in faults({**sample(), **changes}))


def parties(**changes):
    first, second, third = sample()["parties"]
    return [first, {**second, **changes}, third]


def paid(**changes):
    return {**sample()["consideration"], **changes}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"parties": parties(alias="Association")}, [("/parties/1/alias", "alias-twice")]),
        (
            {"parties": parties(person=None, **{k: sample()["parties"][0][k] for k in ("kind", "company")})},
            [("/parties/1", "party-twice")],
        ),
        ({"consideration": paid(payer="Seller")}, [("/consideration/payer", "nobody-s-name")]),
        ({"consideration": paid(payee="Buyer")}, [("/consideration/payee", "pays-itself")]),
        ({"hasConsideration": False, "consideration": None}, []),
        ({"term": {**sample()["term"], "end": "2027-01-01"}}, [("/term/end", "ends-before-start")]),
        ({"term": {"start": "2027-01-01", "kind": "until terminated"}}, []),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected
