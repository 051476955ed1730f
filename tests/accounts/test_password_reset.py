"""A new password by mail: asked for by anybody, given to who reads the mail, told to nobody else."""

import datetime as dt
import re

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccountLink, TokenFamily, User
from accounts.services import password_reset_begin, user_set_password, user_update
from core.jobs import dispatching
from core.models import AuditEntry, Job
from tests.accounts.people import PASSWORD, admin_site, api, bearer, faults, log_in, person
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "Another-horse-9"
BAD_LINK = (410, "account-link-invalid")


@pytest.fixture(autouse=True)
def _generous_limits(settings):
    settings.LIMIT_LOGIN_PER_MINUTE = settings.LIMIT_ANONYMOUS_PER_MINUTE = 1000


def ask(email="tala@hain.example", **meta):
    return api().post("/api/auth/password/reset", {"email": email}, **meta)


def confirm(token, password=NEW):
    return api().post("/api/auth/password/reset/confirm", {"token": token, "newPassword": password})


def told(response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def open_links() -> int:
    return AccountLink.objects.filter(ended_at__isnull=True).count()


def test_reset__from_the_request_to_the_new_log_in(mailbox):
    user = person("tala")
    pair, site = log_in(user.email).json(), admin_site(person("mayumi", "lawyer"))
    assert ask(" TALA@hain.example ").status_code == 202
    assert mailbox.names() == ["PasswordResetRequested"]
    (link,) = mailbox.links
    assert (link.user_id, link.email, link.purpose) == (user.pk, "tala@hain.example", "password-reset")
    assert link.url == f"http://testserver/account/reset?token={link.token}"
    assert abs(link.expires_at - timezone.now() - dt.timedelta(minutes=60)) < dt.timedelta(minutes=1)
    assert confirm(link.token).status_code == 204
    assert mailbox.names() == ["PasswordResetRequested", "PasswordChanged"]
    assert [log_in(user.email, one).status_code for one in (PASSWORD, NEW)] == [401, 200]
    assert bearer(pair["access"]).get("/api/auth/me").status_code == 401
    assert api().post("/api/auth/token/refresh", {"refresh": pair["refresh"]}).status_code == 401
    assert TokenFamily.objects.order_by("created_at").first().revoked_because == "password-changed"
    assert site.get("/admin/").status_code == 200  # somebody else's session


def test_reset__ends_the_sessions_of_the_admin_site(mailbox):
    lawyer = person("mayumi", "lawyer")
    site = admin_site(lawyer)
    assert site.get("/admin/").status_code == 200
    ask(lawyer.email)
    confirm(mailbox.token)
    assert site.get("/admin/").status_code == 302


def test_reset__is_recorded_without_the_token(mailbox):
    user = person("tala")
    ask()
    confirm(mailbox.token)
    link = AccountLink.objects.get()
    entries = AuditEntry.objects.filter(verb__startswith="user.password").order_by("at", "id")
    assert [(one.verb, one.actor_id, one.subject_id, one.facts) for one in entries] == [
        ("user.password_reset_requested", None, str(user.pk), {"link": str(link.pk)}),
        ("user.password_changed", user.pk, str(user.pk), {"link": str(link.pk)}),
    ]
    assert (link.ended_because, bytes(link.sealed_token), link.open_key) == ("used", b"", None)


@pytest.mark.parametrize("email", ["tala@hain.example", "nobody@hain.example", "closed@hain.example", "no address"])
def test_ask__is_answered_alike_for_everybody(mailbox, email):
    person("tala")
    user_update(actor=None, user=person("closed"), changes={"is_active": False})
    response = ask(email)
    assert (response.status_code, response.json()) == (
        202,
        {"detail": "If there is an account with this address, a link to choose a new password is on its way."},
    )
    assert len(mailbox.links) == (1 if email == "tala@hain.example" else 0)


def shape(statement: str) -> str:
    """The statement without its values."""
    return re.sub(r"'[^']*'|\b\d[\d.]*\b", "?", statement)


def test_ask__does_the_same_work_for_everybody(mailbox, monkeypatch, settings):
    """Up to the answer; what is found out by the job is found out after it, in another thread or process."""
    person("tala")
    person("often")
    user_update(actor=None, user=person("closed"), changes={"is_active": False})
    for _ in range(settings.LIMIT_ACCOUNT_LINKS_PER_HOUR):
        ask("often@hain.example")
    Job.objects.all().delete()
    monkeypatch.setattr(dispatching.running, "run", lambda job_id: None)
    seen = {}
    for name in ("tala", "nobody", "closed", "often", "a@b"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = ask(f"{name}@hain.example")
        seen[name] = (response.status_code, [shape(one["sql"]) for one in queries.captured_queries])
    settings.LIMIT_PASSWORD_RESETS_PER_HOUR = 1
    with CaptureQueriesContext(connection) as queries:
        response = ask()
    seen["too many from here"] = (response.status_code, [shape(one["sql"]) for one in queries.captured_queries])
    assert all(one == seen["tala"] for one in seen.values())
    jobs = Job.objects.values_list("kind", "queue", "user_id")
    assert list(jobs) == [("accounts.password-reset", "default", None)] * 6
    assert {len(str(one.payload)) for one in Job.objects.all()} == {len(str(Job.objects.first().payload))}


def test_ask__too_often_for_one_account__sends_no_more_and_the_last_link_stays_good(mailbox, settings):
    settings.LIMIT_ACCOUNT_LINKS_PER_HOUR = 2
    person("tala")
    assert [ask(REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(4)] == [202] * 4
    assert len(mailbox.links) == 2
    assert confirm(mailbox.token).status_code == 204


def test_ask__too_often_from_one_address__sends_no_more_and_others_are_served(mailbox, settings):
    settings.LIMIT_PASSWORD_RESETS_PER_HOUR = 2
    for name in ("a", "b", "c", "d"):
        person(name)
    assert [ask(f"{name}@hain.example").status_code for name in ("a", "b", "c")] == [202] * 3
    assert [one.email for one in mailbox.links] == ["a@hain.example", "b@hain.example"]
    ask("d@hain.example", REMOTE_ADDR="203.0.113.9")
    assert mailbox.links[-1].email == "d@hain.example"


def test_ask__an_hour_later__is_served_again(mailbox, settings):
    settings.LIMIT_ACCOUNT_LINKS_PER_HOUR = 1
    person("tala")
    ask()
    AccountLink.objects.update(created_at=timezone.now() - dt.timedelta(minutes=61))
    ask()
    assert len(mailbox.links) == 2


def test_job__that_runs_twice__makes_one_link(mailbox):
    user = person("tala")
    ask()
    (job,) = Job.objects.filter(kind="accounts.password-reset")
    password_reset_begin(user_id=user.pk, link_id=job.pk)
    assert (AccountLink.objects.get().pk, len(mailbox.links)) == (job.pk, 1)


def test_token__is_good_once(mailbox):
    person("tala")
    ask()
    assert confirm(mailbox.token).status_code == 204
    assert told(confirm(mailbox.token, "Third-horse-9")) == BAD_LINK
    assert User.objects.get().check_password(NEW)


def test_token__used_by_many_at_one_moment__is_good_once(mailbox):
    person("tala")
    ask()
    words = [f"Another-horse-{n}" for n in range(4)]
    answers, failures = at_once(*[lambda word=word: (confirm(mailbox.token, word).status_code, word) for word in words])
    assert failures == []
    assert sorted(status for status, _ in answers) == [204, 410, 410, 410]
    (chosen,) = [word for status, word in answers if status == 204]
    assert User.objects.get().check_password(chosen)


@pytest.mark.parametrize(
    "end",
    [
        lambda user: ask(),
        lambda user: user_set_password(actor=user, user=user, password="Third-horse-9"),
        lambda user: user_update(actor=None, user=user, changes={"is_active": False}),
        lambda user: user_update(actor=None, user=user, changes={"email": "new@hain.example"}),
        lambda user: AccountLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1)),
    ],
    ids=["newer-request", "password-changed", "account-closed", "address-changed", "expired"],
)
def test_token__that_was_overtaken__is_refused_and_changes_nothing(mailbox, end):
    user = person("tala")
    ask()
    token = mailbox.token
    end(user)
    before = User.objects.values().get()
    assert told(confirm(token)) == BAD_LINK
    assert User.objects.values().get() == before


def test_token__of_a_closed_account_that_was_opened_again__stays_dead(mailbox):
    user = person("tala")
    ask()
    for open_again in (False, True):
        user_update(actor=None, user=user, changes={"is_active": open_again})
    assert told(confirm(mailbox.token)) == BAD_LINK


def test_token__made_up_or_for_another_purpose__is_refused_alike(mailbox):
    api().post(
        "/api/auth/register",
        {"email": "tala@hain.example", "password": PASSWORD, "fullName": "Tala", "acceptedTerms": True},
    )
    answers = [confirm(token).json() for token in ("x", "ñ" * 43, mailbox.token, str(mailbox.links[0].user_id))]
    told_of = {(one["status"], one["code"], one["title"], one["detail"]) for one in answers}
    assert told_of == {
        (
            410,
            "account-link-invalid",
            "This link is no longer good",
            "Ask for a new link, and use the newest mail only.",
        )
    }
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password-too-short"),
        ("1029384756102", "password-entirely-numeric"),
        ("tala@hain.example", "password-too-similar"),
    ],
)
def test_weak_password__is_refused_and_the_token_stays_good(mailbox, password, code):
    person("tala")
    ask()
    assert faults(confirm(mailbox.token, password)) == {"/newPassword": code}
    assert (User.objects.get().check_password(PASSWORD), open_links()) == (True, 1)
    assert confirm(mailbox.token).status_code == 204


def test_reset__opens_an_account_that_wrong_passwords_had_locked(mailbox, settings):
    settings.AXES_FAILURE_LIMIT = 3
    person("tala")
    assert [log_in("tala@hain.example", "wrong-password-9").status_code for _ in range(3)] == [401, 401, 429]
    ask()
    confirm(mailbox.token)
    assert (log_in("tala@hain.example", NEW).status_code, AccessAttempt.objects.count()) == (200, 0)


@pytest.mark.parametrize(
    ("path", "body", "pointers"),
    [
        ("reset", {}, {"/email": "required"}),
        ("reset", {"email": "x" * 255}, {"/email": "max-length"}),
        ("reset/confirm", {}, {"/token": "required", "/newPassword": "required"}),
        ("reset/confirm", {"token": "x", "newPassword": "x" * 1025}, {"/newPassword": "max-length"}),
    ],
)
def test_body__with_faults__is_422(path, body, pointers):
    assert faults(api().post(f"/api/auth/password/{path}", body)) == pointers
