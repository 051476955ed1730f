"""The own account."""

import pytest

from accounts.models import User
from tests.accounts.people import api, bearer, faults, log_in, person

pytestmark = pytest.mark.django_db


def test_me__of_nobody__is_401():
    response = api().get("/api/auth/me")
    assert (response.status_code, response.json()["code"]) == (401, "not-authenticated")


@pytest.mark.parametrize("role", ["client", "lawyer", "admin"])
def test_me__shows_the_own_account(role):
    user = person("tala", role)
    body = api(user).get("/api/auth/me").json()
    assert (body["id"], body["email"], body["fullName"]) == (str(user.pk), "tala@hain.example", "Tala")
    assert (body["role"], body["locale"], body["mfaEnabled"]) == (role, "en", False)


def test_me__of_an_unconfirmed_client__is_shown():
    assert api(person("tala", email_confirmed=False)).get("/api/auth/me").status_code == 200


def test_patch__changes_name_and_locale():
    user = person("tala")
    response = api(user).patch("/api/auth/me", {"fullName": " Tala  Ñ. Reyes", "locale": "fil"})
    assert (response.status_code, response.json()["fullName"], response.json()["locale"]) == (
        200,
        "Tala Ñ. Reyes",
        "fil",
    )
    user.refresh_from_db()
    assert (user.full_name, user.locale) == ("Tala Ñ. Reyes", "fil")


def test_patch__with_null__means_absent():
    assert api(person("tala")).patch("/api/auth/me", {"fullName": None}).json()["fullName"] == "Tala"


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"role": "admin"}, "/role", "read-only"),
        ({"email": "other@hain.example"}, "/email", "read-only"),
        ({"mfaEnabled": True}, "/mfaEnabled", "read-only"),
        ({"locale": "tlh"}, "/locale", "invalid-choice"),
        ({"fullName": ""}, "/fullName", "blank"),
        ({"fullName": ["x"]}, "/fullName", "invalid"),
    ],
)
def test_patch__of_anything_else__is_refused_and_changes_nothing(body, pointer, code):
    user = person("tala")
    before = User.objects.values().get(pk=user.pk)
    assert faults(api(user).patch("/api/auth/me", {**body, "locale": body.get("locale", "fil")})) == {pointer: code}
    assert User.objects.values().get(pk=user.pk) == before


def test_patch__with_a_real_token__works():
    person("tala")
    client = bearer(log_in("tala@hain.example").json()["access"])
    assert client.patch("/api/auth/me", {"locale": "fil"}).status_code == 200
