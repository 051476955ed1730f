"""Applications as money service business: what a lawyer is warned of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documents.rules import business_faults

SLUG = "bsp-msb-application-letter"
SAMPLE = Path(__file__).resolve().parents[2] / "documents" / "library" / SLUG / "sample.json"


def sample():
    return json.loads(SAMPLE.read_text(encoding="utf-8"))


def found(**changes) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in business_faults(SLUG, {**sample(), **changes})]


def office(*activities, address="1 Mabini Street, Batangas City"):
    return {"name": "Head Office", "address": address, "activities": list(activities)}


ALL = ("remittance agent", "money changer", "foreign exchange dealer")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"registeredOn": "2026-11-24"}, [("/registeredOn", "registered-later")]),
        ({"plannedStart": None}, []),
        ({"plannedStart": "2026-11-23"}, [("/plannedStart", "starts-before-registration")]),
        ({"owners": sample()["owners"][:2]}, [("/owners", "shares-sum")]),
        ({"entityKind": "one person corporation"}, [("/directors/1", "sole-director")]),
        (
            {"offices": [office(*ALL, "e-money issuer")]},
            [("/offices/0/activities/3", "activity-not-applied-for")],
        ),
        ({"offices": [office(*ALL[:2])]}, [("/activities/2", "activity-nowhere")]),
        ({"offices": [office(*ALL), office(*ALL)]}, [("/offices/1/address", "office-twice")]),
        ({"offices": [office(*ALL), office(*ALL, address="2 Mabini Street, Batangas City")]}, []),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected


@pytest.mark.parametrize(
    ("index", "named"),
    [
        (0, "business plan"),
        (1, "list of owners, directors and officers"),
        (5, "proof of the anti-money laundering training"),
        (6, "notarized deed of undertaking"),
        (7, "data entry template"),
        (8, "business permit that names the line of business"),
    ],
)
def test_paper_that_the_regulations_ask_for__is_missed_by_name(index, named):
    data = sample()
    del data["documents"][index]
    (fault,) = business_faults(SLUG, data)
    assert (fault.pointer, fault.code) == ("/documents", "paper-missing")
    assert fault.detail == f"The list names no {named} (BSP Circular 1206, series of 2024)."
