"""Logging in, staying logged in, logging out."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken

from accounts.models import TokenFamily, User
from accounts.services import tokens_purge, user_set_password, user_update
from core.models import AuditEntry
from tests.accounts.people import PASSWORD, api, bearer, log_in, person
from tests.racing import at_once

pytestmark = pytest.mark.django_db
REFUSED = (401, "refresh-token-invalid")


def refresh(token: str):
    return api().post("/api/auth/token/refresh", {"refresh": token})


def told(response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def may_read(access: str) -> int:
    return bearer(access).get("/api/auth/me").status_code


def test_token__with_the_right_password__opens_the_account_for_15_minutes():
    person("tala")
    response = log_in("TALA@hain.example ")
    body = response.json()
    assert (response.status_code, set(body), body["expiresIn"]) == (200, {"access", "refresh", "expiresIn"}, 900)
    assert response["Cache-Control"] == "no-store"
    assert "sessionid" not in response.cookies
    assert may_read(body["access"]) == 200
    assert User.objects.get().last_login is not None


def test_token__with_otp_where_there_is_no_mfa__takes_no_notice():
    person("tala")
    body = {"email": "tala@hain.example", "password": PASSWORD, "otp": "123456"}
    assert api().post("/api/auth/token", body).status_code == 200


@pytest.mark.parametrize("email", ["tala@hain.example", "nobody@hain.example", "not an address"])
def test_token__with_wrong_credentials__is_the_same_answer_for_everybody(email):
    person("tala")
    response = log_in(email, "wrong-password-9")
    body = response.json()
    assert told(response) == (401, "invalid-credentials")
    assert (body["title"], body["detail"]) == ("The e-mail address or the password is not right",) * 2
    assert "WWW-Authenticate" in response


@pytest.mark.parametrize("email", ["tala@hain.example", "nobody@hain.example", "closed@hain.example"])
def test_token__does_the_same_work_for_everybody(monkeypatch, email):
    person("tala")
    user_update(actor=None, user=person("closed"), changes={"is_active": False})
    hashed, encode = [], MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    assert log_in(email, "wrong-password-9").status_code == 401
    assert hashed == ["wrong-password-9"]


def test_token__of_a_closed_account__is_refused_like_a_wrong_password():
    user = person("tala")
    user_update(actor=None, user=user, changes={"is_active": False})
    assert told(log_in("tala@hain.example")) == (401, "invalid-credentials")


def test_refresh__rotates_and_the_new_pair_works():
    person("tala")
    first = log_in("tala@hain.example").json()
    second = refresh(first["refresh"])
    assert second.status_code == 200
    assert second.json()["refresh"] != first["refresh"]
    assert may_read(second.json()["access"]) == 200
    assert refresh(second.json()["refresh"]).status_code == 200


def grace_over() -> None:
    """As if the last rotation of every family had been that long ago."""
    past = timezone.now() - dt.timedelta(seconds=settings.TOKEN_REUSE_GRACE_SECONDS)
    TokenFamily.objects.update(rotated_at=past)


def test_refresh__of_a_dead_token__kills_the_family_and_is_recorded():
    user = person("tala")
    first = log_in("tala@hain.example").json()["refresh"]
    other_log_in = log_in("tala@hain.example").json()["refresh"]
    second = refresh(first).json()["refresh"]
    grace_over()
    assert told(refresh(first)) == REFUSED
    assert told(refresh(second)) == REFUSED
    assert TokenFamily.objects.get(revoked_at__isnull=False).revoked_because == "reused"
    assert AuditEntry.objects.get(verb="tokens.reused").facts == {"user": str(user.pk)}
    assert refresh(other_log_in).status_code == 200


def test_refresh__once_more_within_the_grace__brings_the_same_successor_and_is_recorded():
    user = person("tala")
    first = log_in("tala@hain.example").json()["refresh"]
    one, other = refresh(first).json(), refresh(first).json()
    assert (other["refresh"], other["access"] == one["access"]) == (one["refresh"], False)
    assert [may_read(pair["access"]) for pair in (one, other)] == [200, 200]
    entry = AuditEntry.objects.get(verb="tokens.reused-in-grace")
    assert (entry.subject_id, entry.facts) == (str(TokenFamily.objects.get().pk), {"user": str(user.pk)})
    assert refresh(other["refresh"]).status_code == 200


def test_refresh__a_third_time_within_the_grace__kills_the_family():
    person("tala")
    first = log_in("tala@hain.example").json()["refresh"]
    second = [refresh(first).json()["refresh"] for _ in range(2)][1]
    assert told(refresh(first)) == REFUSED
    assert told(refresh(second)) == REFUSED
    assert TokenFamily.objects.get().revoked_because == "reused"


def test_refresh__of_an_older_ancestor_within_the_grace__kills_the_family():
    person("tala")
    first = log_in("tala@hain.example").json()["refresh"]
    third = refresh(refresh(first).json()["refresh"]).json()["refresh"]
    assert told(refresh(first)) == REFUSED
    assert told(refresh(third)) == REFUSED
    assert TokenFamily.objects.get().revoked_because == "reused"


def test_refresh__by_a_thief_within_the_grace__is_found_out_at_the_next_use():
    """Owner and thief hold the same successor: whoever comes second with it ends the family."""
    person("tala")
    stolen = log_in("tala@hain.example").json()["refresh"]
    owner, thief = refresh(stolen).json()["refresh"], refresh(stolen).json()["refresh"]
    grace_over()
    of_owner = refresh(owner).json()
    grace_over()
    assert told(refresh(thief)) == REFUSED
    assert told(refresh(of_owner["refresh"])) == REFUSED
    assert TokenFamily.objects.get().revoked_because == "reused"


def test_refresh__with_no_grace__kills_the_family_at_once(settings):
    settings.TOKEN_REUSE_GRACE_SECONDS = 0
    person("tala")
    first = log_in("tala@hain.example").json()["refresh"]
    assert refresh(first).status_code == 200
    assert told(refresh(first)) == REFUSED
    assert TokenFamily.objects.get().revoked_because == "reused"


@pytest.mark.parametrize(
    "end",
    [
        lambda user, pair: api().post("/api/auth/logout", {"refresh": pair["refresh"]}),
        lambda user, pair: user_update(actor=None, user=user, changes={"is_active": False}),
        lambda user, pair: user_set_password(actor=user, user=user, password="Another-horse-9"),
    ],
    ids=["logged-out", "account-closed", "password-changed"],
)
def test_refresh__within_the_grace_of_a_family_that_was_ended__is_refused(end):
    user = person("tala")
    first = log_in("tala@hain.example").json()["refresh"]
    end(user, refresh(first).json())
    assert told(refresh(first)) == REFUSED
    assert AuditEntry.objects.filter(verb="tokens.reused-in-grace").count() == 0


@pytest.mark.django_db(transaction=True)
def test_refresh__of_two_tabs_at_one_moment__lets_both_go_on():
    person("tala")
    token = log_in("tala@hain.example").json()["refresh"]
    for _ in range(3):
        answers, failures = at_once(*[lambda token=token: refresh(token).json()] * 2)
        assert failures == []
        assert [may_read(one["access"]) for one in answers] == [200, 200]
        ((token),) = {one["refresh"] for one in answers}
    family = TokenFamily.objects.get()
    assert (family.revoked_at, AuditEntry.objects.filter(verb="tokens.reused-in-grace").count()) == (None, 3)


@pytest.mark.django_db(transaction=True)
def test_refresh__of_two_tabs_at_one_moment_after_the_grace__ends_the_family():
    person("tala")
    token = log_in("tala@hain.example").json()["refresh"]
    refresh(token)
    grace_over()
    answers, failures = at_once(*[lambda: told(refresh(token))] * 2)
    assert (answers, failures) == ([REFUSED, REFUSED], [])
    assert TokenFamily.objects.get().revoked_because == "reused"
    assert AuditEntry.objects.filter(verb="tokens.reused").count() == 1


@pytest.mark.django_db(transaction=True)
def test_refresh__four_times_at_one_moment__is_no_two_tabs():
    person("tala")
    token = log_in("tala@hain.example").json()["refresh"]
    answers, failures = at_once(*[lambda: refresh(token).status_code] * 4)
    assert failures == []
    assert sorted(answers) == [200, 200, 401, 401]
    assert TokenFamily.objects.get().revoked_because == "reused"


@pytest.mark.parametrize("token", ["", "x", "a.b.c"])
def test_refresh__of_rubbish__is_refused(token):
    assert refresh(token).status_code == (401 if token else 422)


def test_refresh__of_an_access_token__is_refused():
    person("tala")
    assert told(refresh(log_in("tala@hain.example").json()["access"])) == REFUSED


def test_refresh__of_a_token_outside_any_family__is_refused():
    assert told(refresh(str(RefreshToken.for_user(person("tala"))))) == REFUSED


def test_refresh__as_kept_in_the_table__opens_nothing():
    person("tala")
    log_in("tala@hain.example")
    assert told(refresh(OutstandingToken.objects.get().token)) == REFUSED


def test_refresh__with_a_stale_access_token_sent_along__works():
    person("tala")
    token = log_in("tala@hain.example").json()["refresh"]
    assert bearer("stale").post("/api/auth/token/refresh", {"refresh": token}).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda user: user_update(actor=None, user=user, changes={"is_active": False}),
        lambda user: user_set_password(actor=user, user=user, password="Another-horse-9"),
    ],
)
def test_tokens__of_a_closed_account_or_an_old_password__die(change):
    user = person("tala")
    pair = log_in("tala@hain.example").json()
    change(user)
    assert may_read(pair["access"]) == 401
    assert told(refresh(pair["refresh"])) == REFUSED


def test_logout__ends_the_family_and_may_be_repeated():
    person("tala")
    first = log_in("tala@hain.example").json()["refresh"]
    second = refresh(first).json()["refresh"]
    for _ in range(2):
        assert api().post("/api/auth/logout", {"refresh": second}).status_code == 204
    assert told(refresh(second)) == REFUSED
    assert TokenFamily.objects.get().revoked_because == "logged-out"


def test_logout__with_a_forged_token__is_refused():
    person("tala")
    token = log_in("tala@hain.example").json()["refresh"]
    assert told(api().post("/api/auth/logout", {"refresh": token[:-8] + "AAAAAAAA"})) == REFUSED
    assert refresh(token).status_code == 200


def test_purge__forgets_what_has_expired_and_nothing_else():
    person("tala")
    refresh(log_in("tala@hain.example").json()["refresh"])
    alive = log_in("tala@hain.example").json()["refresh"]
    old = TokenFamily.objects.order_by("created_at").first()
    past = timezone.now() - dt.timedelta(days=1)
    TokenFamily.objects.filter(pk=old.pk).update(expires_at=past)
    OutstandingToken.objects.order_by("-id").exclude(pk=OutstandingToken.objects.latest("id").pk).update(
        expires_at=past
    )
    assert tokens_purge() == 2
    assert (TokenFamily.objects.count(), OutstandingToken.objects.count()) == (1, 1)
    assert refresh(alive).status_code == 200
