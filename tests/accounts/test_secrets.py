"""Passwords and tokens are in nobody's log, table, job, answer or metric; and no cache keeps an answer about them."""

from __future__ import annotations

import logging

import pytest
from django.db import connection
from django.test import Client
from prometheus_client import generate_latest

from accounts.api.urls import urlpatterns
from accounts.models import AccountLink, User
from config.settings.apps import ROOMS
from core.models import AuditEntry, IdempotencyKey, Job
from tests.accounts.people import PASSWORD, api, bearer, log_in, person

pytestmark = pytest.mark.django_db(transaction=True)
# Each is typed in somewhere below; none is a word that the product says.
REGISTERED, WRONG, WEAK, BY_MAIL, BY_PAGE, BY_ADMIN = (f"canary-{name}-7f3a" for name in "abcdef")
SHORT = "cnry8b1e"


def everything_stored() -> str:
    """Every value of every row of every table, as text."""
    values = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            values += [one for row in cursor.fetchall() for one in row]
    return "\n".join(one.decode("latin-1") if isinstance(one, bytes) else str(one) for one in values)


class Customer:
    """Does all that can be done with passwords and tokens, and keeps what must be found nowhere."""

    def __init__(self, mailbox) -> None:
        self.mailbox = mailbox
        self.secrets = {REGISTERED, WRONG, WEAK, BY_MAIL, BY_PAGE, BY_ADMIN, SHORT, PASSWORD}
        self.answers: list[str] = []

    def call(self, path, expected, client=None, **body):
        answer = (client or api()).post(f"/api/auth/{path}", body, HTTP_IDEMPOTENCY_KEY=f"key-{len(self.answers)}")
        assert answer.status_code == expected, answer.content
        if "access" in (told := answer.json() if answer.content else {}):
            for token in (told["access"], told["refresh"]):
                self.secrets |= {token, token.rsplit(".", 1)[1]}
        else:
            self.answers.append(answer.content.decode())
        return told

    def page(self, client, path, expected, **fields):
        answer = client.post(path, fields)
        assert answer.status_code == expected, answer.content
        # The form hands the link's token on to its own button, and to nothing else.
        self.answers.append(answer.content.decode().replace(f'name="token" value="{fields.get("token")}"', ""))

    def token(self) -> str:
        self.secrets.add(self.mailbox.token)
        return self.mailbox.token


def live_through_everything(mailbox, settings) -> Customer:
    settings.LIMIT_LOGIN_PER_MINUTE = settings.LIMIT_ANONYMOUS_PER_MINUTE = 1000
    tala, email = Customer(mailbox), "tala@hain.example"
    tala.call("register", 422, email=email, password=SHORT, fullName="Tala", acceptedTerms=True)
    tala.call("register", 201, email=email, password=REGISTERED, fullName="Tala", acceptedTerms=True)
    tala.call("email/confirm", 410, token=WEAK)
    tala.call("email/confirm/resend", 202, client=api(User.objects.get()))
    tala.call("email/confirm", 204, token=tala.token())
    tala.call("token", 401, email=email, password=WRONG, otp=WEAK)
    first = tala.call("token", 200, email=email, password=REGISTERED)
    second = tala.call("token/refresh", 200, refresh=first["refresh"])
    tala.call("token/refresh", 200, refresh=first["refresh"])
    tala.call("token/refresh", 401, refresh=first["refresh"])
    tala.call("token/refresh", 401, refresh=second["refresh"] + WEAK)
    tala.call("password/reset", 202, email=email)
    tala.call("password/reset/confirm", 422, token=tala.token(), newPassword=SHORT)
    tala.call("password/reset/confirm", 204, token=tala.token(), newPassword=BY_MAIL)
    tala.call("password/reset/confirm", 410, token=tala.token(), newPassword=WEAK)
    third = tala.call("token", 200, email=email, password=BY_MAIL)
    assert bearer(third["access"]).get("/api/auth/me").status_code == 200
    tala.call("logout", 204, refresh=third["refresh"])
    tala.call("password/reset", 202, email=email)
    tala.page(Client(), "/account/reset", 422, token=tala.token(), password=SHORT, again=SHORT)
    tala.page(Client(), "/account/reset", 200, token=tala.token(), password=BY_PAGE, again=BY_PAGE)
    admin_changes_the_password(tala)
    tala.call("password/reset", 202, email=email)  # a link that stays open, its mail sent
    tala.token()
    return tala


def admin_changes_the_password(tala: Customer) -> None:
    """In the admin site, after a log-in by its form with a wrong password first."""
    admin, site = person("admin", "admin"), Client()
    tala.page(site, "/admin/login/", 200, username=admin.email, password=WRONG)
    tala.page(site, "/admin/login/?next=/admin/", 302, username=admin.email, password=PASSWORD)
    user = User.objects.get(email="tala@hain.example")
    form = {"email": user.email, "full_name": "Tala", "role": "client", "locale": "en", "is_active": "on"}
    tala.page(site, f"/admin/accounts/user/{user.pk}/change/", 302, **form, new_password=BY_ADMIN)
    assert User.objects.get(pk=user.pk).check_password(BY_ADMIN)


def test_secrets__are_in_no_table_log_answer_or_metric(mailbox, settings, caplog):
    for logger in ("", *ROOMS):  # the libraries' and our own
        caplog.set_level(logging.DEBUG, logger=logger or None)
    logging.getLogger("axes").setLevel(logging.DEBUG)
    try:
        tala = live_through_everything(mailbox, settings)
    finally:
        logging.getLogger("axes").setLevel(logging.WARNING)
    stored, logged, answered = everything_stored(), caplog.text, "\n".join(tala.answers)
    measured = generate_latest().decode()
    # The nets hold water: what is not secret is found in them.
    assert AuditEntry.objects.filter(verb="user.password_changed").count() == 3
    assert Job.objects.filter(kind="accounts.password-reset").count() == 3
    assert AccountLink.objects.filter(ended_at__isnull=True).count() == 1
    assert ("tala@hain.example" in stored, "password/reset/confirm" in logged) == (True, True)
    assert ("account-link-invalid" in answered, "django_http" in measured) == (True, True)
    assert len(tala.secrets) > 20
    for net in (stored, logged, answered, measured):
        assert [secret for secret in tala.secrets if secret in net] == []
    assert IdempotencyKey.objects.count() == 0


def test_token__whose_mail_is_not_out_yet__is_in_no_table_and_no_job(mailbox, monkeypatch):
    monkeypatch.setattr("accounts.services.link_forget", lambda link_id: None)
    person("tala")
    api().post("/api/auth/password/reset", {"email": "tala@hain.example"})
    assert bytes(AccountLink.objects.get().sealed_token) != b""
    assert Job.objects.filter(kind="event.handle").count() == 1
    assert mailbox.token not in everything_stored()


@pytest.mark.parametrize("route", [str(one.pattern) for one in urlpatterns] + ["no/such/address"])
def test_answers_about_accounts__whatever_they_are__are_kept_by_no_cache(route, settings):
    path = f"/api/auth/{route}"
    me = api(person("tala"))
    answers = [getattr(who, method)(path) for who in (api(), me) for method in ("get", "post", "patch", "options")]
    answers.append(api().generic("POST", path, b"{", content_type="application/json"))
    settings.BODY_LIMIT_BYTES = 10
    answers.append(api().post(path, {"email": "x" * 100}))
    settings.LIMIT_ANONYMOUS_PER_MINUTE = settings.LIMIT_LOGIN_PER_MINUTE = 1
    answers += [api().post(path, {}) for _ in range(2)]
    assert {one["Cache-Control"] for one in answers} == {"no-store"}
    assert {413, 429} <= {one.status_code for one in answers}


def test_tokens__in_an_answer__are_kept_by_no_cache():
    person("tala")
    pair = log_in("tala@hain.example")
    again = api().post("/api/auth/token/refresh", {"refresh": pair.json()["refresh"]})
    assert [one["Cache-Control"] for one in (pair, again)] == ["no-store"] * 2


def test_answers_about_accounts__are_never_replayed():
    posts = [one.callback.cls for one in urlpatterns if hasattr(one.callback.cls, "post")]
    assert len(posts) == 8
    assert [view.__name__ for view in posts if view.idempotent] == []
