"""Deeds of assignment of shares: what a lawyer is warned of."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from documents.rules.deed_of_assignment_shares import faults

SAMPLE = Path(__file__).resolve().parents[2] / "documents" / "library" / "deed-of-assignment-shares" / "sample.json"


def sample():
    return json.loads(SAMPLE.read_text(encoding="utf-8"))


def found(**changes) -> list[tuple[str, str]]:
    return sorted((fault.pointer, fault.code) for fault in faults({**copy.deepcopy(sample()), **changes}))


def shares(**changes):
    return {**sample()["shares"], **changes}


PARTS = [{"amount": "1000000.00", "due": "2026-11-22"}, {"amount": "875000.01", "due": "2027-01-31"}]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"shares": shares(number=12501)}, [("/shares/number", "certificates-sum")]),
        ({"shares": shares(certificates=None)}, []),
        (
            {"shares": shares(certificates=[{"number": "1", "shares": 12499, "assigned": 12500}])},
            [("/shares/certificates/0/assigned", "more-than-certificate")],
        ),
        (
            {"payment": "in installments", "installments": PARTS},
            [("/installments", "installments-sum"), ("/installments/0/due", "due-before-signing")],
        ),
        ({"installments": PARTS}, []),
        ({"maritalConsent": None}, [("/maritalConsent", "marital-consent-missing")]),
        ({"assignee": sample()["assignor"]}, [("/assignee", "same-party")]),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected
