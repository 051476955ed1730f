"""Affidavits of loss: what a lawyer is warned of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documents.rules.affidavit_of_loss import faults

SAMPLE = Path(__file__).resolve().parents[2] / "documents" / "library" / "affidavit-of-loss" / "sample.json"


def found(**changes) -> list[tuple[str, str]]:
    data = {**json.loads(SAMPLE.read_text(encoding="utf-8")), **changes}
    return sorted((fault.pointer, fault.code) for fault in faults(data))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"discoveredOn": None, "report": None}, []),
        ({"discoveredOn": "2026-09-13"}, [("/discoveredOn", "before-loss")]),
        ({"report": {"office": "Station 7", "date": "2026-11-24"}}, [("/report/date", "after-signing")]),
        ({"item": {"description": "A card", "issuedOn": "2026-09-15"}}, [("/item/issuedOn", "issued-after-loss")]),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected
