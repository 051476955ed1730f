"""Business name applications: what a lawyer is warned of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documents.rules import business_faults

SLUG = "dti-business-name-application"
SAMPLE = Path(__file__).resolve().parents[2] / "documents" / "library" / SLUG / "sample.json"


def sample():
    return json.loads(SAMPLE.read_text(encoding="utf-8"))


def found(**changes) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in business_faults(SLUG, {**sample(), **changes})]


def owner(**changes):
    return {**sample()["owner"], **changes}


def name(dominant, descriptor="Plant Nursery"):
    return {"dominant": dominant, "descriptor": descriptor}


def renewal(expires, *names):
    registered = {"certificateNumber": "3071842", "registeredOn": "2021-11-24", "expiresOn": expires}
    return {"kind": "renewal", "registered": registered, "proposedNames": list(names or (name("Punla"),))}


ALIEN = {"nationality": "Japanese", "standing": "alien with authority to do business", "authority": "No. 2026-0044"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"owner": owner(birthDate="2008-11-23")}, []),
        ({"owner": owner(birthDate="2008-11-24")}, [("/owner/birthDate", "owner-minor")]),
        ({"owner": owner(surname="Baltazar")}, [("/owner/surname", "not-in-full-name")]),
        ({"owner": owner(**ALIEN)}, []),
        ({"owner": owner(nationality="Japanese")}, [("/owner/standing", "standing-of-another")]),
        ({"owner": owner(**{**ALIEN, "nationality": "Filipino"})}, [("/owner/standing", "standing-of-another")]),
        ({"proposedNames": [name("Punla"), name("PUNLA ")]}, [("/proposedNames/1", "name-twice")]),
        ({"proposedNames": [name("Incandescent Corporal")]}, []),
        ({"proposedNames": [name("Punla Corp.")]}, [("/proposedNames/0/dominant", "name-of-another-form")]),
        (
            {"proposedNames": [name("Punla", "Garden Supplies OPC")]},
            [("/proposedNames/0/descriptor", "name-of-another-form")],
        ),
        (
            {"scope": "regional", "businessAddress": {**sample()["businessAddress"], "region": None}},
            [("/businessAddress/region", "region-missing")],
        ),
        (renewal("2027-05-22"), []),  # 180 days ahead of 23 November 2026
        (renewal("2027-05-23"), [("/registered/expiresOn", "renewal-early")]),
        (renewal("2026-05-27"), []),  # 180 days before it
        (renewal("2026-05-26"), [("/registered/expiresOn", "renewal-late")]),
        (renewal("2021-11-24"), [("/registered/expiresOn", "expires-before-registration")]),
        (renewal("2026-11-24", name("Punla"), name("Lilim")), [("/proposedNames/1", "renewal-of-one-name")]),
    ],
)
def test_faults__name_the_member(changes, expected):
    assert found(**changes) == expected
