"""Making an own account."""

import pytest

from accounts.models import User
from core.models import AuditEntry
from tests.accounts.people import api, faults, log_in, person

pytestmark = pytest.mark.django_db
GOOD = {
    "email": "Tala@Hain.example",
    "password": "weaving looms 7",
    "fullName": "  Tala   Reyes ",
    "acceptedTerms": True,
}


def register(**changes):
    body = {**GOOD, **changes}
    return api().post("/api/auth/register", {name: value for name, value in body.items() if value is not ...})


def test_register__makes_an_uncleared_client_who_may_log_in():
    response = register()
    assert response.status_code == 201
    body = response.json()
    user = User.objects.get()
    assert body == {
        "id": str(user.pk),
        "email": "tala@hain.example",
        "fullName": "Tala Reyes",
        "role": "client",
        "mfaEnabled": False,
        "emailConfirmed": False,
        "locale": "en",
        "createdAt": body["createdAt"],
    }
    assert (user.is_cleared, user.is_staff, user.accepted_terms_version) == (False, False, "2026-11")
    assert log_in("tala@hain.example", GOOD["password"]).status_code == 200
    assert AuditEntry.objects.filter(verb="user.registered", actor_id=user.pk).count() == 1


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"acceptedTerms": False}, "/acceptedTerms", "must-be-true"),
        ({"acceptedTerms": ...}, "/acceptedTerms", "required"),
        ({"email": "tala"}, "/email", "invalid"),
        ({"email": ...}, "/email", "required"),
        ({"email": "a" * 250 + "@hain.example"}, "/email", "max-length"),
        ({"password": "short"}, "/password", "password-too-short"),
        ({"password": "1029384756102"}, "/password", "password-entirely-numeric"),
        ({"password": "tala@hain.example"}, "/password", "password-too-similar"),
        ({"fullName": "   "}, "/fullName", "blank"),
        ({"fullName": "x" * 201}, "/fullName", "max-length"),
    ],
)
def test_register__with_bad_input__is_refused_and_makes_nobody(changes, pointer, code):
    assert faults(register(**changes)) == {pointer: code}
    assert User.objects.count() == 0


def test_register__of_a_taken_address_in_other_letters__is_refused():
    person("tala")
    assert faults(register(email=" TALA@hain.EXAMPLE ")) == {"/email": "taken"}
    assert User.objects.count() == 1


def test_register__of_a_taken_address_with_a_weak_password__tells_of_the_password_alone():
    person("tala")
    assert faults(register(email="tala@hain.example", password="short")) == {"/password": "password-too-short"}


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u202e", "\u200b \u2060"])
def test_register__with_a_name_that_nobody_sees__is_refused(name):
    assert faults(register(fullName=name)) == {"/fullName": "length"}


def test_register__with_a_name_that_turns_the_order__is_kept_without_that():
    assert register(fullName="\u202eTala\u200b Reyes").json()["fullName"] == "Tala Reyes"


def test_register__as_admin__makes_a_client():
    assert register(role="admin", is_superuser=True).json()["role"] == "client"


def test_register__with_a_broken_body__is_400():
    response = api().generic("POST", "/api/auth/register", b"{", content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "malformed-request")
