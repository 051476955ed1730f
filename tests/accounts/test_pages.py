"""The public pages about an account: opening them uses nothing up, and they take nothing from anywhere else."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccountLink, User
from accounts.services.links import PATHS
from accounts.wording import WORDS, language_asked
from core.jobs import dispatching
from core.models import Job
from tests.accounts.people import PASSWORD, api, log_in, person

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "Another-horse-9"
PAGES = ("confirm", "reset", "forgot")


def register(**more) -> User:
    body = {"email": "tala@hain.example", "password": PASSWORD, "fullName": "Tala Reyes", "acceptedTerms": True}
    assert api().post("/api/auth/register", body).status_code == 201
    User.objects.update(**more)
    return User.objects.get()


def browser() -> Client:
    """Checks CSRF tokens as a browser's request has them checked."""
    return Client(enforce_csrf_checks=True)


def opened(name, token=""):
    return browser().get(f"/account/{name}", {"token": token})


def posted(name, **fields):
    return browser().post(f"/account/{name}", fields, HTTP_ORIGIN="null")


def seen(answer) -> tuple[int, str]:
    """Status and heading."""
    return answer.status_code, re.search(r"<h1>(.*?)</h1>", answer.content.decode())[1]


def ask_for_reset(mailbox) -> str:
    api().post("/api/auth/password/reset", {"email": "tala@hain.example"})
    return mailbox.token


def test_links__lead_to_these_pages(mailbox):
    assert [reverse(f"account-{name}") for name in ("confirm", "reset")] == list(PATHS.values())


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_page__is_kept_by_nobody_and_takes_nothing_from_elsewhere(name, method):
    answer = getattr(browser(), method)(f"/account/{name}", {"token": "x"})
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["X-Frame-Options"] == "DENY"
    policy = answer["Content-Security-Policy"]
    assert ("default-src 'none'" in policy, "unsafe" in policy, "http" in policy) == (True, False, False)
    assert answer.cookies == {}
    body = answer.content.decode()
    assert ("<script" in body, "<style" in body, " style=" in body) == (False, False, False)
    assert [one for one in re.findall(r'(?:src|href|action)="([^"]*)"', body) if not one.startswith("/")] == []


@pytest.mark.parametrize("name", PAGES)
def test_page__by_another_method__is_405(name):
    assert browser().put(f"/account/{name}").status_code == 405


@pytest.mark.parametrize("name", PAGES)
def test_page__is_counted_as_an_anonymous_call(name, settings):
    settings.LIMIT_ANONYMOUS_PER_MINUTE = 2
    assert [opened(name).status_code for _ in range(3)][2] == 429


def test_confirm__is_done_by_the_button_and_not_by_opening_the_page(mailbox):
    user = register()
    for _ in range(2):  # a mail scanner, then a person
        answer = opened("confirm", mailbox.token)
        assert seen(answer) == (200, "Confirm your address")
        assert "tala@hain.example" in answer.content.decode()
    user.refresh_from_db()
    assert (user.email_confirmed_at, mailbox.names()) == (None, ["UserRegistered"])
    assert seen(posted("confirm", token=mailbox.token)) == (200, "Your address is confirmed")
    user.refresh_from_db()
    assert user.email_confirmed_at is not None
    for again in (opened("confirm", mailbox.token), posted("confirm", token=mailbox.token)):
        assert seen(again) == (410, "This link is no longer good")


def test_reset__is_done_by_the_button_and_not_by_opening_the_page(mailbox):
    user = register()
    token = ask_for_reset(mailbox)
    for _ in range(2):
        assert seen(opened("reset", token)) == (200, "Choose a new password")
    assert User.objects.get().check_password(PASSWORD)
    assert seen(posted("reset", token=token, password=NEW, again=NEW)) == (200, "Your password is changed")
    assert log_in(user.email, NEW).status_code == 200
    for dead in (opened("reset", token), posted("reset", token=token, password=NEW, again=NEW)):
        assert seen(dead) == (410, "This link is no longer good")
        assert 'href="/account/forgot"' in dead.content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"password": "short", "again": "short"}, "This is too short: at least 10 characters."),
        (
            {"password": "tala@hain.example", "again": "tala@hain.example"},
            "This is too much like your name or address.",
        ),
        ({"password": "1029384756102", "again": "1029384756102"}, "Digits alone are not enough."),
        ({"password": "password123", "again": "password123"}, "Many people use this password. Choose another one."),
        ({"password": "x" * 1025, "again": "x" * 1025}, "This is too long: at most 1,024 characters."),
        ({"password": NEW, "again": "Another-horse-8"}, "The two passwords are not the same."),
        ({"password": "", "again": ""}, "Type the new password."),
        ({}, "Type the new password."),
    ],
)
def test_reset__with_a_fault__says_it_and_the_link_stays_good(mailbox, fields, said):
    register()
    token = ask_for_reset(mailbox)
    answer = posted("reset", token=token, **fields)
    assert seen(answer) == (422, "Choose a new password")
    body = answer.content.decode()
    assert (said in body, body.count('role="alert"')) == (True, 1)
    assert re.findall(r'type="password"[^>]* value=', body) == []
    assert posted("reset", token=token, password=NEW, again=NEW).status_code == 200


def test_pages__speak_the_language_of_the_user(mailbox):
    register(locale="fil")
    assert seen(opened("confirm", mailbox.token)) == (200, "Kumpirmahin ang iyong address")
    assert '<html lang="fil">' in opened("confirm", mailbox.token).content.decode()
    assert seen(posted("confirm", token=mailbox.token)) == (200, "Kumpirmado na ang iyong address")
    token = ask_for_reset(mailbox)
    assert seen(opened("reset", token)) == (200, "Pumili ng bagong password")
    answer = posted("reset", token=token, password="short", again="other")
    assert "Hindi magkapareho ang dalawang password." in answer.content.decode()
    answer = posted("reset", token=token, password="short", again="short")
    assert "Masyadong maikli: hindi bababa sa 10 character." in answer.content.decode()
    assert seen(posted("reset", token=token, password=NEW, again=NEW)) == (200, "Napalitan na ang iyong password")


def test_pages__that_know_no_user__speak_the_language_of_the_browser():
    answer = browser().get("/account/forgot", HTTP_ACCEPT_LANGUAGE="tl-PH,tl;q=0.9,en;q=0.8")
    assert seen(answer) == (200, "Nakalimutan ang password?")
    answer = browser().get("/account/confirm", {"token": "x"}, HTTP_ACCEPT_LANGUAGE="fil")
    assert seen(answer) == (410, "Hindi na gumagana ang link na ito")


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("de,fr;q=0.5", "en"), ("de,fil;q=0.5,en;q=0.2", "fil"), ("en-PH,fil;q=0.9", "en"), (";;;q=x", "en")],
)
def test_language__asked_by_a_header(header, language):
    assert language_asked(header) == language


def test_words__are_there_in_every_language():
    assert set(WORDS) == set(User.Locale.values)
    assert set(WORDS["en"]) == set(WORDS["fil"])
    assert [key for key in WORDS["en"] if WORDS["en"][key] == WORDS["fil"][key]] == ["email"]  # said so in both


@pytest.mark.parametrize("email", ["tala@hain.example", "nobody@hain.example", "x" * 5000, "\0"])
def test_forgot__answers_alike_for_everybody(mailbox, email):
    person("tala")
    answer = posted("forgot", email=email)
    assert seen(answer) == (200, "Check your mail")
    assert "It is good for 60 minutes." in answer.content.decode()
    assert len(mailbox.links) == (1 if email == "tala@hain.example" else 0)


def test_forgot__with_nothing_typed__asks_for_nothing(monkeypatch):
    monkeypatch.setattr(dispatching, "dispatch", lambda *args: None)
    assert seen(posted("forgot", email=" ")) == (200, "Forgot your password?")
    assert Job.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "frontend", "href"),
    [
        ("lawyer", "https://app.hain.example", "/admin/login/"),
        ("client", "https://app.hain.example", "https://app.hain.example"),
        ("client", "", None),
    ],
)
def test_reset__leads_on_to_where_the_user_logs_in(mailbox, settings, role, frontend, href):
    settings.FRONTEND_URL = frontend
    person("tala", role)
    answer = posted("reset", token=ask_for_reset(mailbox), password=NEW, again=NEW)
    assert re.findall(r'<a class="button" href="([^"]*)"', answer.content.decode()) == ([href] if href else [])


def test_admin_login__leads_to_the_page_for_who_forgot():
    assert 'href="/account/forgot">Forgot your password?</a>' in browser().get("/admin/login/").content.decode()


def test_page__of_a_token_that_is_no_text__is_dead(mailbox):
    for token in ("\0", "ñ" * 3000, "%ff", "<script>"):
        assert seen(opened("reset", token)) == (410, "This link is no longer good")
        assert "<script>" not in opened("reset", token).content.decode()
    assert AccountLink.objects.count() == 0
