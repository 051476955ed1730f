"""Philippine identifiers of nobody we know are found by their form and the words around them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pii import Scrubber, restore
from core.pii.identifiers import PATTERNS, Pattern, luhn


def scrub(text: str) -> str:
    scrubbed = Scrubber().scrub(text)
    assert restore(scrubbed.text, scrubbed.mapping) == text
    return scrubbed.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TIN 123-456-789-00000.", "TIN [[TIN_1]]."),
        ("No. 123-456-789", "No. [[TIN_1]]"),
        ("her TIN is 123456789", "her TIN is [[TIN_1]]"),
        ("SSS 34-1234567-8", "SSS [[SSS_1]]"),
        ("SSS no. 3412345678", "SSS no. [[SSS_1]]"),
        ("GSIS BP No. 2001234567", "GSIS BP No. [[GSIS_1]]"),
        ("PhilHealth 12-123456789-1", "PhilHealth [[PHILHEALTH_1]]"),
        ("Pag-IBIG MID 1210-1234-5678", "Pag-IBIG MID [[PAGIBIG_1]]"),
        ("UMID CRN 0111-2345678-9", "UMID CRN [[UMID_1]]"),
        ("PhilSys PCN 1234-5678-9012-3456", "PhilSys PCN [[PHILSYS_1]]"),
        ("passport P1234567A", "passport [[PASSPORT_1]]"),
        ("Passport No. EB1234567", "Passport No. [[PASSPORT_1]]"),
        ("licence N01-12-123456", "licence [[LICENCE_1]]"),
        ("PRC License No. 0123456", "PRC License No. [[PRC_1]]"),
        ("Roll of Attorneys No. 45678", "Roll of Attorneys No. [[ROLL_1]]"),
        ("MCLE VII-0012345", "MCLE [[ROLL_1]]"),
        ("SEC Reg. No. CS201912345", "SEC Reg. No. [[SECREG_1]]"),
        ("SEC Registration No. 2026110012345-01", "SEC Registration No. [[SECREG_1]]"),
        ("card 4111 1111 1111 1111", "card [[CARD_1]]"),
        ("BDO account 001234567890", "BDO account [[ACCOUNT_1]]"),
        ("plate no. NBC 1234", "plate no. [[PLATE_1]]"),
        ("write to ana.reyes@example.com.ph!", "write to [[EMAIL_1]]!"),
        ("call 0917 123 4567 now", "call [[PHONE_1]] now"),
        ("+63 2 8123 4567", "[[PHONE_1]]"),
        ("Tel. (02) 8123-4567", "Tel. [[PHONE_1]]"),
        ("+1 415 555 2671", "[[PHONE_1]]"),
        ("born on March 14, 1988 in Cebu", "born on [[BIRTHDATE_1]] in Cebu"),
        ("Date of birth: 14/03/1988", "Date of birth: [[BIRTHDATE_1]]"),
        ("ipinanganak noong ika-14 ng Marso 1988", "ipinanganak noong [[BIRTHDATE_1]]"),
        ("Call 0917 123 4567 0918 765 4321", "Call [[PHONE_1]] [[PHONE_2]]"),
        ("0917-123-4567/0918-765-4321", "[[PHONE_1]]/[[PHONE_2]]"),
        ("+639171234567 +639187654321", "[[PHONE_1]] [[PHONE_2]]"),
        ("tel (02) 8123-4567 (032) 234-5678", "tel [[PHONE_1]] [[PHONE_2]]"),
        ("TIN: 123-456-789-000V", "TIN: [[TIN_1]]"),
        ("TIN 123-456-789-00000-N.", "TIN [[TIN_1]]."),
        ("TIN 123 - 456 - 789 - 000", "TIN [[TIN_1]]"),
        ("No. 123-456-789000", "No. [[TIN_1]]"),
        ("TIN 123-456-789-0000", "TIN [[TIN_1]]"),
        ("Card 4111111111111111 12/27", "Card [[CARD_1]] 12/27"),
        ("Visa 4111111111111111 123", "Visa [[CARD_1]] 123"),
        ("3782 822463 10005 12/27", "[[CARD_1]] 12/27"),
        ("b. 1980-05-05", "[[BIRTHDATE_1]]"),
        (f"write to {'x' * 70}@example.com", "write to [[EMAIL_1]]"),
        ("TIN \uff11\uff12\uff13\u2013456\u2013789", "TIN [[TIN_1]]"),
    ],
)
def test_identifier__in_its_form__is_replaced(text: str, expected: str) -> None:
    assert scrub(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "authorized capital of 5000000.00 divided into 50000 shares",
        "PHP 12,345,600.00 on 2026-11-23",
        "Republic Act No. 11232, section 14",
        "the meeting of March 14, 2026",
        "from 2026-01-01 to 2026-12-31",
    ],
)
def test_amounts_dates_and_laws__stay(text: str) -> None:
    assert scrub(text) == text


def test_same_identifier_in_two_writings__is_one_thing() -> None:
    assert scrub("TIN 123-456-789 and TIN 123456789") == "TIN [[TIN_1]] and TIN [[TIN_1.2]]"


@pytest.mark.parametrize(
    ("number", "valid"),
    [("4111111111111111", True), ("4111111111111112", False), ("0000000000000000", False), ("79927398713", False)],
)
def test_luhn__follows_iso_7812(number: str, valid: bool) -> None:
    assert luhn(number) is valid


@pytest.mark.parametrize("pattern", [one for one in PATTERNS if one.words], ids=lambda one: one.kind)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_words_of_a_pattern__all_have_a_hint_in_them(pattern: Pattern, data: st.DataObject) -> None:
    assert pattern.words is not None
    written = data.draw(st.from_regex(pattern.words, fullmatch=True))
    assert [hint for hint in pattern.hints if hint in written] != []
