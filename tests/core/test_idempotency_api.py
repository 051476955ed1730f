"""Idempotency-Key over HTTP: every POST takes it, log-ins never do, forms are compared by what is in them."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import User
from cases.models import Case
from core.api.views import NEVER_REPLAYED, ApiView, PublicView
from core.models import IdempotencyKey
from documents.models import Document
from tests.accounts.people import PASSWORD
from tests.documents import outside_files
from tests.practice import person
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
KEY = {"Idempotency-Key": "the-key"}
BODY = {"title": "Once", "kind": "other"}


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {AccessToken.for_user(user)}")
    return client


def replayed(answer) -> bool:
    return answer.headers.get("Idempotency-Replayed") == "true"


# --- which requests -----------------------------------------------------------------------------------------------


def posts() -> dict[str, type]:
    """Every view under /api/ that takes a POST, by its address."""
    found = {}

    def walk(patterns, prefix):
        for one in patterns:
            here = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, here)
            elif isinstance(one, URLPattern) and hasattr(getattr(one.callback, "cls", None), "post"):
                found["/" + here] = one.callback.cls

    walk(get_resolver().url_patterns, "")
    return found


def test_every_post_of_the_api__takes_a_key_unless_nobody_is_logged_in():
    views = posts()
    assert len(views) > 20
    others = {path for path, view in views.items() if not (issubclass(view, ApiView) and view.idempotent)}
    known = {path for path in others if not issubclass(views[path], PublicView)}
    assert known == {"/api/auth/email/confirm/resend"}  # nothing below /api/auth/ is ever replayed
    assert {"/api/cases", "/api/docs/generate", "/api/docs/uploads", "/api/jobs/<uuid:job_id>/cancel"} <= set(
        views
    ) - others


@pytest.mark.parametrize("call", ["token", "refresh", "register"])
def test_auth__is_carried_out_each_time_and_nothing_of_it_is_kept(call):
    person_ = person("tala", "client")
    User.objects.filter(pk=person_.pk).update(is_active=True)
    anonymous, known = APIClient(), client_of(person_)
    log_in = {"email": person_.email, "password": "Long-enough-9"}
    bodies = {
        "token": ("/api/auth/token", lambda: log_in),
        "refresh": (
            "/api/auth/token/refresh",
            lambda: {"refresh": APIClient().post("/api/auth/token", log_in).json()["refresh"]},
        ),
        "register": (
            "/api/auth/register",
            lambda: {
                "email": f"{uuid.uuid4().hex}@hain.example",
                "password": PASSWORD,
                "fullName": "N",
                "acceptedTerms": True,
            },
        ),
    }
    path, body = bodies[call]
    answers = [client.post(path, body(), headers=KEY) for client in (anonymous, known, known)]
    assert {one.status_code for one in answers} <= {200, 201}
    assert not any(replayed(one) for one in answers)
    assert len({one.content for one in answers}) == 3
    assert IdempotencyKey.objects.count() == 0


def test_address_below_auth__is_never_replayed_whatever_its_view(practice, monkeypatch):
    """Also a view there that knows its caller, as a change of the own password does."""
    monkeypatch.setattr("core.api.views.NEVER_REPLAYED", "/api/cases")
    client = client_of(practice.lawyer)
    first, second = (client.post("/api/cases", BODY, headers=KEY) for _ in range(2))
    assert first.json()["id"] != second.json()["id"]
    assert (IdempotencyKey.objects.count(), NEVER_REPLAYED) == (0, "/api/auth/")


def test_key__belongs_to_the_user_and_not_to_the_token(practice):
    first = client_of(practice.lawyer).post("/api/cases", BODY, headers=KEY)
    again = client_of(practice.lawyer).post("/api/cases", BODY, headers=KEY)
    others = client_of(practice.reviewer).post("/api/cases", BODY, headers=KEY)
    assert (again.content, replayed(again), replayed(others)) == (first.content, True, False)
    assert Case.objects.filter(title="Once").count() == 2


# --- forms --------------------------------------------------------------------------------------------------------


def upload(practice, boundary: str, content: bytes, *, title: str = "A paper", name: str = "paper.pdf"):
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="caseId"\r\n\r\n{practice.case.pk}\r\n',
        f'--{boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\n{title}\r\n',
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/pdf\r\n\r\n",
    ]
    body = "".join(parts).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return client_of(practice.lawyer).generic(
        "POST", "/api/docs/uploads", body, f"multipart/form-data; boundary={boundary}", headers=KEY
    )


@pytest.mark.usefixtures("files", "embedded_jobs")
def test_form__sent_again_with_another_boundary__is_the_same_request(practice):
    first = upload(practice, "one", outside_files.pdf())
    again = upload(practice, "two", outside_files.pdf())
    assert (first.status_code, again.content, replayed(again)) == (201, first.content, True)
    assert Document.objects.count() == 1


@pytest.mark.usefixtures("files", "embedded_jobs")
@pytest.mark.parametrize("other", [{"content": b"%PDF-1.7 another"}, {"title": "Another"}, {"name": "other.pdf"}])
def test_form__with_another_file_field_or_name__is_another_request(practice, other):
    upload(practice, "one", outside_files.pdf())
    answer = upload(practice, "one", **{"content": outside_files.pdf(), **other})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert Document.objects.count() == 1


def test_form__where_none_is_taken__is_415_and_nothing_is_kept(practice):
    form = {"title": "Once", "file": SimpleUploadedFile("a.txt", b"a")}
    answer = client_of(practice.lawyer).post("/api/cases", form, format="multipart", headers=KEY)
    assert answer.status_code in (400, 415)
    assert IdempotencyKey.objects.count() == 0


# --- a new SECRET_KEY ---------------------------------------------------------------------------------------------


def signed_anew(settings, *, former: list[str]) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-" * 8, former


@pytest.fixture
def as_user(practice):
    """A client that no token logs in, so that the tests may change the key that signs tokens."""
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    return client


def test_new_secret_key__with_the_former_one_kept__replays_as_before(as_user, settings):
    first = as_user.post("/api/cases", BODY, headers=KEY)
    signed_anew(settings, former=[settings.SECRET_KEY])
    again = as_user.post("/api/cases", BODY, headers=KEY)
    assert (again.status_code, again.content, replayed(again)) == (201, first.content, True)


def test_new_secret_key__with_the_former_one_lost__names_what_was_done_and_does_it_not_again(as_user, settings):
    first = as_user.post("/api/cases", BODY, headers=KEY)
    signed_anew(settings, former=[])
    again = as_user.post("/api/cases", BODY, headers=KEY)
    assert (again.status_code, again.json()["code"]) == (409, "request-already-done")
    assert again.json()["subject"] == {"type": "cases.case", "id": first.json()["id"]}
    assert Case.objects.filter(title="Once").count() == 1


def test_new_secret_key__with_the_former_one_lost__lets_a_refused_request_try_again(as_user, settings):
    assert as_user.post("/api/cases", {"title": ""}, headers=KEY).status_code == 422
    signed_anew(settings, former=[])
    again = as_user.post("/api/cases", {"title": ""}, headers=KEY)
    assert (again.status_code, again.json()["code"], replayed(again)) == (422, "invalid-input", False)


# --- a hundred at once --------------------------------------------------------------------------------------------


@pytest.mark.real_only
def test_hundred_threads_with_one_key__have_one_effect(practice, settings):
    settings.LIMIT_USER_PER_MINUTE = 10_000
    token = str(AccessToken.for_user(practice.lawyer))

    def send():
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client.post("/api/cases", BODY, headers=KEY)

    answers, raised = at_once(*[send] * 100)
    assert raised == []
    assert Case.objects.filter(title="Once").count() == 1
    told = [(one.status_code, replayed(one)) for one in answers]
    assert told.count((201, False)) == 1
    assert set(told) <= {(201, False), (201, True), (409, False)}
    refused = [one for one in answers if one.status_code == 409]
    assert {(one.json()["code"], one["Retry-After"]) for one in refused} <= {("request-still-running", "2")}
    assert len({one.json()["id"] for one in answers if one.status_code == 201}) == 1
