"""What is personal in inputs is told by its key; a case's parties are known with all they ever had."""

from __future__ import annotations

import pytest

from ai import privacy
from cases.models import Case
from core.pii import Known, KnownOrganization, KnownPerson, KnownValue, Scrubber
from tests.ai.conftest import INPUTS


@pytest.mark.parametrize(
    ("inputs", "known"),
    [
        ({"corporateName": "Ani Foods"}, KnownOrganization("Ani Foods")),
        ({"tradeNames": ["Ani Kitchen"]}, KnownOrganization("Ani Kitchen")),
        ({"treasurer": "Ana Reyes"}, KnownPerson("Ana Reyes")),
        ({"corporateSecretaryName": "Ana Reyes"}, KnownPerson("Ana Reyes")),
        ({"directors": ["Ana Reyes"]}, KnownPerson("Ana Reyes")),
        ({"lessor": {"name": "Ana Reyes"}}, KnownPerson("Ana Reyes")),
        ({"lessor": "Ani Holdings, Inc."}, KnownOrganization("Ani Holdings, Inc.")),
        ({"full_name": "Ana Reyes"}, KnownPerson("Ana Reyes")),
        ({"tin": "123456789"}, KnownValue("TIN", "123456789")),
        ({"companyTin": 123456789}, KnownValue("TIN", "123456789")),
        ({"contact-email": "a@b.example"}, KnownValue("EMAIL", "a@b.example")),
        ({"alternateMobile": "0917 123 4567"}, KnownValue("PHONE", "0917 123 4567")),
        ({"businessAddress": "12 Mabini St., Manila"}, KnownValue("ADDRESS", "12 Mabini St., Manila")),
        ({"residence": "12 Mabini St., Manila"}, KnownValue("ADDRESS", "12 Mabini St., Manila")),
        ({"office": {"line1": "12 Mabini", "city": "Manila"}}, KnownValue("ADDRESS", "12 Mabini, Manila")),
        ({"dateOfBirth": "1988-03-14"}, KnownValue("BIRTHDATE", "1988-03-14")),
        ({"passportNo": "P1234567A"}, KnownValue("PASSPORT", "P1234567A")),
        ({"bankAccountNumber": "001234567890"}, KnownValue("ACCOUNT", "001234567890")),
        ({"sss": {"number": "34-1234567-8"}}, KnownValue("SSS", "34-1234567-8")),
    ],
)
def test_known_in__personal_value__is_told_by_its_key(inputs: dict[str, object], known: Known) -> None:
    assert privacy.known_in(inputs) == [known]


@pytest.mark.parametrize(
    "inputs",
    [
        {"classes": [{"name": "Common"}]},
        {"primaryPurpose": "To grow vegetables"},
        {"nationality": "Filipino"},
        {"businessActivity": "Retail of rice"},
        {"companyType": "OPC"},
        {"amount": "5000000.00", "shares": 6000, "name": None, "ok": True},
    ],
)
def test_known_in__what_is_nobodys__stays(inputs: dict[str, object]) -> None:
    assert privacy.known_in(inputs) == []


def test_flattened__address__becomes_one_line() -> None:
    assert privacy.flattened(INPUTS)["principalOffice"] == "118 Kalabasa Avenue, Central, Quezon City"


@pytest.mark.django_db
def test_known_of_case__parties_with_earlier_names_entity_client_and_lawyers(case: Case) -> None:
    assert privacy.known_of_case(case) == [
        KnownPerson("Pedro M. Magbanua Jr.", ("Pedring Magbanwa",)),
        KnownValue("TIN", "987-654-321-000"),
        KnownValue("ADDRESS", "77 Ilang-ilang Street, Barangay Malaya, Pasig City"),
        KnownValue("EMAIL", "pedro@party.example"),
        KnownValue("PHONE", "+639285550001"),
        KnownOrganization("Magbanua Trading Corp."),
        KnownValue("TIN", "111-222-333-000"),
        KnownPerson("Clara Kliyente"),
        KnownValue("EMAIL", "clara@people.example"),
        KnownPerson("Lorenzo Abogado"),
        KnownValue("EMAIL", "lorenzo@people.example"),
    ]


@pytest.mark.parametrize(
    "inputs",
    [
        {"plaintiff": "Pedro Penduko"},
        {"witness1": "Pedro Penduko"},
        {"buyer_1": "Pedro Penduko"},
        {"shareholders": ["Pedro Penduko"]},
        {"fullname": "Pedro Penduko"},
        {"mortgagor": "Pedro Penduko"},
        {"assignees": ["Pedro Penduko"]},
        {"signedBy": "Pedro Penduko"},
        {"passportDetails": {"issuedTo": "Pedro Penduko"}},
        {"officeManagerName": "Pedro Penduko"},
        {"phoneOwnerName": "Pedro Penduko"},
        {"parties": {"seller": {"first": "Pedro", "last": "Penduko"}}},
        {"seller": {"lastName": "Penduko", "givenName": "Pedro", "middleName": "Q."}},
    ],
)
def test_person_under_a_key_of_the_law__is_known(inputs):
    text = "Now Penduko, Pedro pays; so does Pedro Penduko."
    scrubbed = Scrubber(privacy.known_in(inputs)).scrub(text).text
    assert "Penduko" not in scrubbed
    assert "Pedro" not in scrubbed


@pytest.mark.parametrize(
    ("inputs", "text"),
    [
        ({"mobile1": "9171234567"}, "9171234567"),
        ({"contactNo": "917 123 4567"}, "917-123-4567"),
        ({"tin1": "987654321"}, "987-654-321"),
        ({"birth": {"date": "1980-05-05"}}, "May 5, 1980"),
        ({"bday": "May 5, 1980"}, "1980-05-05"),
        ({"address": {"unit": "5B", "building": "Acqua Residences"}}, "5B, Acqua Residences"),
    ],
)
def test_value_under_a_key_with_a_number_or_in_parts__is_known(inputs, text):
    assert text not in Scrubber(privacy.known_in(inputs)).scrub(f"It is {text} indeed").text
