"""Memoranda of agreement: what a lawyer is warned of."""

from __future__ import annotations

from functools import partial

import pytest

from tests.documents.library import papers

sample = partial(papers.sample, "memorandum-of-agreement")
found = partial(papers.warned, "memorandum-of-agreement")


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
