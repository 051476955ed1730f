"""What is recorded of a signing: whole, in its form, and not against itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.errors import InvalidInput
from documents.execution_evidence import checked
from documents.execution_fields import FIELDS, recorded, register_of, told
from documents.executions import WAYS
from tests.documents.proofs import PROOFS, REQUIRED

DAY, TODAY = dt.date(2026, 11, 20), dt.date(2026, 11, 29)


def faults(way: str, given: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as told_of:
        checked(way, given, signed_on=DAY, today=TODAY)
    return [(one.pointer.removeprefix("/evidence/"), one.code) for one in told_of.value.errors]


@pytest.mark.parametrize("way", WAYS)
def test_evidence__that_is_whole__is_kept_as_it_was_given(way):
    assert set(PROOFS[way]) == {field.key for field in FIELDS[way]}
    assert checked(way, PROOFS[way], signed_on=DAY, today=TODAY) == PROOFS[way]


@pytest.mark.parametrize("way", WAYS)
def test_evidence__of_what_is_required_alone__is_enough_and_each_of_it_is(way):
    least = {key: PROOFS[way][key] for key in REQUIRED[way]}
    assert checked(way, least, signed_on=DAY, today=TODAY) == least
    for key in REQUIRED[way]:
        for nothing in (None, "", "  ", [] if isinstance(least[key], list) else ""):
            assert faults(way, {**least, key: nothing}) == [(key, "required")]


@pytest.mark.parametrize("way", [way for way, required in REQUIRED.items() if required])
def test_evidence__that_is_missing__is_told_of_in_one_go(way):
    assert faults(way, {}) == [(key, "required") for key in REQUIRED[way]]


@pytest.mark.parametrize(
    ("way", "changes", "expected"),
    [
        ("esign", {"provider": "x" * 201}, ("provider", "too-long")),
        ("esign", {"signedBy": "Amihan"}, ("signedBy", "unknown")),
        ("esign", {"a/b~": "x"}, ("a~1b~0", "unknown")),
        ("wet", {"place": ["Makati"]}, ("place", "type")),
        ("wet", {"place": 7}, ("place", "type")),
        ("wet", {"place": "Maka\u0000ti"}, ("place", "not-printable")),
        ("wet", {"place": "Maka\ud800ti"}, ("place", "not-printable")),
        ("wet", {"signedBy": {"name": "Amihan"}}, ("signedBy", "type")),
        ("wet", {"signedBy": [7]}, ("signedBy", "type")),
        ("wet", {"signedBy": ["x" * 301]}, ("signedBy", "too-long")),
        ("wet", {"signedBy": ["x"] * 21}, ("signedBy", "too-long")),
        ("wet+notary", {"act": "oath"}, ("act", "not-a-choice")),
        ("wet+notary", {"docNo": "twelve"}, ("docNo", "format")),
        ("wet+notary", {"docNo": True}, ("docNo", "type")),
        ("wet+notary", {"pageNo": "3-A"}, ("pageNo", "format")),
        ("wet+notary", {"bookNo": "IIIIV"}, ("bookNo", "format")),
        ("wet+notary", {"series": "26"}, ("series", "format")),
        ("wet+notary", {"series": "2025"}, ("series", "day-mismatch")),
        ("wet+notary", {"roll": "No. 45678"}, ("roll", "format")),
        ("wet+notary", {"notarisedOn": "20/11/2026"}, ("notarisedOn", "format")),
        ("wet+notary", {"notarisedOn": "20261120"}, ("notarisedOn", "format")),
        ("wet+notary", {"notarisedOn": "2026-11-30"}, ("notarisedOn", "in-the-future")),
        ("wet+notary", {"notarisedOn": "2026-11-19"}, ("notarisedOn", "day-mismatch")),
        ("wet+notary", {"act": "jurat", "notarisedOn": "2026-11-21"}, ("notarisedOn", "day-mismatch")),
        ("wet+notary", {"commissionUntil": "2026-11-19"}, ("commissionUntil", "commission-expired")),
        ("wet+notary", {"notarisedOn": "2026-11-24", "commissionUntil": "2026-11-23"},
         ("commissionUntil", "commission-expired")),
        ("certificate-of-authentication", {"certifiedOn": "2026-11-19"}, ("certifiedOn", "day-mismatch")),
        ("esap", {"authenticatedOn": "2026-11-21"}, ("authenticatedOn", "day-mismatch")),
        ("ien/ren", {"mode": "video"}, ("mode", "not-a-choice")),
        ("ien/ren", {"notarisedOn": "2026-11-21"}, ("notarisedOn", "day-mismatch")),
        ("ien/ren", {"commissionUntil": "2026-11-19"}, ("commissionUntil", "commission-expired")),
        ("ien/ren", {"docNo": "12"}, ("docNo", "unknown")),
    ],
)  # fmt: skip
def test_evidence__that_cannot_be_so__is_refused_at_its_place(way, changes, expected):
    assert faults(way, {**PROOFS[way], **changes}) == [expected]


@pytest.mark.parametrize(
    ("way", "changes"),
    [
        ("wet+notary", {"notarisedOn": "2026-11-24"}),  # an acknowledged paper may have been signed before
        ("wet+notary", {"commissionUntil": "2026-11-20"}),  # the last day counts
        ("wet+notary", {"bookNo": "xiv"}),
        ("ien/ren", {"act": "acknowledgment", "notarisedOn": "2026-11-21"}),
        ("ien/ren", {"mode": "mixed"}),
    ],
)
def test_evidence__that_can_be_so__is_kept(way, changes):
    given = {**PROOFS[way], **changes}
    assert checked(way, given, signed_on=DAY, today=TODAY) == given


def test_evidence__as_a_form_or_a_program_sends_it__is_kept_in_one_form():
    given = {**PROOFS["wet+notary"], "docNo": 12, "series": 2026, "notary": "  Atty.  Luz\nAquino ",
             "identity": "Amihan Reyes, passport P1234567A\r\n\r\n"}  # fmt: skip
    assert checked("wet+notary", given, signed_on=DAY, today=TODAY) == PROOFS["wet+notary"]


def test_evidence__with_many_unknown_members__names_a_few():
    found = faults("esign", {f"x{one}": "1" for one in range(1000)})
    assert found[:2] == [("x0", "unknown"), ("x1", "unknown")]
    assert len(found) == 7


def test_record__leaves_out_numbers_that_agencies_gave_a_person():
    kept = recorded("wet+notary", PROOFS["wet+notary"])
    assert set(PROOFS["wet+notary"]) - set(kept) == {"roll", "ptr", "ibp", "mcle", "identity"}
    assert set(PROOFS["ien/ren"]) - set(recorded("ien/ren", PROOFS["ien/ren"])) == {"identity"}


def test_register__says_where_the_notary_has_it_and_nothing_of_other_ways():
    assert {way: register_of(way, PROOFS[way]) for way in WAYS if register_of(way, PROOFS[way])} == {
        "wet+notary": {"docNo": "12", "pageNo": "3", "bookNo": "IV", "series": "2026"},
        "ien/ren": {"entry": "2026-000451"},
    }
    assert register_of("wet+notary", {}) == {}


def test_told__reads_as_people_say_it_in_the_order_of_the_form():
    said = [(field.label, lines) for field, lines in told("ien/ren", PROOFS["ien/ren"])]
    assert said[0] == ("How they appeared", ["By video (REN)"])
    assert said[-1] == ("Identity of those who signed", ["Amihan Reyes, passport P1234567A"])
    assert list(told("wet", {})) == list(told("", {})) == []


def test_every_field__names_its_law_and_a_pattern_has_its_sentence():
    for way, fields in FIELDS.items():
        assert way in WAYS
        assert len({field.key for field in fields}) == len(fields)
        for field in fields:
            assert field.law
            assert bool(field.pattern) == bool(field.said)
            assert bool(field.choices) == (field.kind == "choice")
