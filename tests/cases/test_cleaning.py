"""What values must look like, apart from any database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import cleaning
from core.errors import InvalidInput


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("", ""),
        ("123456789", "123-456-789"),
        ("123-456-789", "123-456-789"),
        (" 123 456 789 000 ", "123-456-789-000"),
        ("12345678900000", "123-456-789-00000"),
        ("010-456-789-00000", "010-456-789-00000"),
    ],
)
def test_tin__of_9_12_or_14_digits__is_kept_in_one_form(given_text, kept):
    assert cleaning.tin(given_text) == kept


@pytest.mark.parametrize(
    "text", ["12345678", "1234-5678-9012", "123-456-789-0000", "123-456-78a", "１２３-456-789", "123--456-789"]
)
def test_tin__of_another_shape__is_refused(text):
    with pytest.raises(InvalidInput) as refused:
        cleaning.tin(text, "/parties/0/tin")
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("/parties/0/tin", "invalid-tin")]


@pytest.mark.parametrize("scheme", ["psn", "PSN", "philsys", "pcn", "national-id"])
def test_identifier__of_philsys__is_never_kept(scheme):
    with pytest.raises(InvalidInput) as refused:
        cleaning.identifier(scheme, "1234-5678-9012", "/identifiers/0")
    assert refused.value.errors[0].code == "never-kept"


@pytest.mark.parametrize(
    ("scheme", "value", "kept"),
    [
        ("passport", "p1234567a", "P1234567A"),
        ("sss", "34-1234567-8", "34-1234567-8"),
        ("philhealth", "12-345678901-2", "12-345678901-2"),
        ("pagibig", "1234 5678 9012", "123456789012"),
        ("sec", "CS201912345", "CS201912345"),
        ("tin", "123456789", "123-456-789"),
        ("sss", "", ""),
    ],
)
def test_identifier__is_kept_in_one_form(scheme, value, kept):
    assert cleaning.identifier(scheme, value, "/identifiers/0") == (scheme, kept)


@pytest.mark.parametrize(("scheme", "value"), [("sss", "123"), ("passport", "*"), ("prc", "12-34"), ("tin", "1")])
def test_identifier__of_another_shape__is_refused(scheme, value):
    with pytest.raises(InvalidInput) as refused:
        cleaning.identifier(scheme, value, "/identifiers/0")
    assert refused.value.errors[0].pointer == "/identifiers/0/value"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("0917 123 4567", "+639171234567"),
        ("+63 917-123-4567", "+639171234567"),
        ("639171234567", "+639171234567"),
        ("+14155552671", "+14155552671"),
    ],
)
def test_mobile__is_kept_as_e164(text, kept):
    assert cleaning.mobile(text) == kept


@pytest.mark.parametrize("text", ["12345", "02 8123 4567", "call me", "+63 917 123", "0917 123 4567 ext. 5 or so"])
def test_mobile__of_another_shape__is_refused(text):
    with pytest.raises(InvalidInput):
        cleaning.mobile(text)


@pytest.mark.parametrize(
    ("text", "kept"), [("Incorporator", "incorporator"), ("Corporate Secretary", "corporate-secretary"), ("ceo", "ceo")]
)
def test_role__becomes_a_slug(text, kept):
    assert cleaning.role(text) == kept


@pytest.mark.parametrize("text", ["", "  ", "1st", "<b>", "x" * 41])
def test_role__of_another_shape__is_refused(text):
    with pytest.raises(InvalidInput):
        cleaning.role(text)


@pytest.mark.parametrize("text", ["13-01", "02-29", "02-30", "1231", "2026-12-31", "１２-31"])
def test_fiscal_year_end__that_is_no_day__is_refused(text):
    with pytest.raises(InvalidInput):
        cleaning.fiscal_year_end(text)


def test_address__in_parts__becomes_one_line_too():
    parts = {"city": "Quezon City", "line1": " 12  Sampaguita Street ", "barangay": ""}
    assert cleaning.address(parts) == (
        "12 Sampaguita Street, Quezon City",
        {"city": "Quezon City", "line1": "12 Sampaguita Street"},
    )


def test_address__with_an_unknown_part__is_refused():
    with pytest.raises(InvalidInput) as refused:
        cleaning.address({"planet": "Earth"})
    assert refused.value.errors[0].pointer == "/address/planet"


@pytest.mark.parametrize("day", [dt.date(2999, 1, 1), dt.date(1700, 1, 1)])
def test_birth_date__outside_a_lifetime__is_refused(day):
    with pytest.raises(InvalidInput):
        cleaning.birth_date(day)


@given(st.text(max_size=40))
def test_any_text__is_kept_or_refused_and_never_fails_otherwise(text):
    for clean in (cleaning.tin, cleaning.mobile, cleaning.email, cleaning.role, cleaning.fiscal_year_end):
        try:
            kept = clean(text)
        except InvalidInput:
            continue
        assert clean(kept) == kept
