"""Special powers of attorney: what a lawyer is warned of."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from documents.rules.special_power_of_attorney import faults

SAMPLE = Path(__file__).resolve().parents[2] / "documents" / "library" / "special-power-of-attorney" / "sample.json"


def found(**changes) -> list[tuple[str, str]]:
    data = {**copy.deepcopy(json.loads(SAMPLE.read_text(encoding="utf-8"))), **changes}
    return sorted((fault.pointer, fault.code) for fault in faults(data))


def test_sample__has_no_fault():
    assert found() == []


def consent(**changes):
    given = json.loads(SAMPLE.read_text(encoding="utf-8"))["maritalConsents"][0]
    return [{**given, **changes}]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"maritalConsents": None}, [("/principals/0/spouse", "marital-consent-missing")]),
        ({"maritalConsents": consent(name="Another")}, [("/maritalConsents/0/name", "consent-of-another")]),
        (
            {"maritalConsents": consent(principal="Another")},
            [
                ("/maritalConsents/0/principal", "consent-of-nobody"),
                ("/principals/0/spouse", "marital-consent-missing"),
            ],
        ),
        ({"validUntil": "2026-11-22"}, [("/validUntil", "ends-before-signing")]),
        ({"purpose": "other matter", "matter": "to wait", "maritalConsents": None}, []),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected


def test_faults__nobody_appoints_oneself():
    name = json.loads(SAMPLE.read_text(encoding="utf-8"))["principals"][0]["name"]
    assert found(attorneyInFact={"name": name}) == [("/attorneyInFact/name", "own-agent")]
