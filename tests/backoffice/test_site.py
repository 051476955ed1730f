"""The site around the pages: log-in, sidebar, first page, connections."""

from __future__ import annotations

import time

import pytest
from django.db import transaction
from django.test import Client

from backoffice import connections
from core import audit, backends
from documents import selectors as document_selectors
from documents import services

PASSWORD = "Long-enough-9"


def login(email: str, password: str, browser: Client | None = None):
    return (browser or Client()).post("/admin/login/", {"username": email, "password": password})


@pytest.fixture
def known(practice):
    for user in practice.users.values():
        user.set_password(PASSWORD)
        user.save()
    return practice


def test_login__of_staff__opens_the_back_office(known):
    assert login("lawyer@hain.example", PASSWORD)["Location"] == "/admin/"


def test_login__of_a_client__is_told_the_same_as_a_wrong_password(known):
    client, wrong = login("client@hain.example", PASSWORD), login("lawyer@hain.example", "wrong")
    assert (client.status_code, wrong.status_code) == (200, 200)
    for answer in (client, wrong):
        assert "do not open the back office" in answer.content.decode()


def test_login__after_too_many_wrong_passwords__rests_with_a_friendly_page(known, settings):
    browser = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = login("lawyer@hain.example", "wrong", browser)
    assert answer.status_code == 429
    text = answer.content.decode()
    assert "The log-in is resting" in text
    assert "15 minutes" in text
    assert login("lawyer@hain.example", PASSWORD, browser).status_code == 429


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        (
            "lawyer",
            [
                "Cases",
                "Documents",
                "Signatures",
                "Mail",
                "Batches",
                "AI drafts",
                "Analyses",
                "Consultations",
                "Knowledge",
                "Policies",
                "Templates",
                "Template drafts",
                "Mail templates",
                "Jobs",
            ],
            ["People", "Schedule", "Prompts", "Blocked addresses", "Connections", "AI spending", "Audit"],
        ),
        (
            "admin",
            [
                "Cases",
                "Documents",
                "Signatures",
                "Mail",
                "Batches",
                "AI drafts",
                "Analyses",
                "Consultations",
                "Knowledge",
                "Policies",
                "Templates",
                "Template drafts",
                "Mail templates",
                "People",
                "Jobs",
                "Schedule",
                "Prompts",
                "Blocked addresses",
                "Connections",
                "AI spending",
                "Audit",
            ],
            [],
        ),
    ],
)
def test_sidebar__has_what_the_role_may_use(practice, who, shown, hidden):
    context = practice.browser(who).get("/admin/").context
    titles = [item["title"] for group in context["sidebar_navigation"] for item in group["items"]]
    assert titles == ["Today", *shown]
    assert not set(hidden) & set(titles)


@pytest.mark.parametrize("who", ["lawyer", "admin"])
def test_sidebar__leads_only_to_pages_that_open(practice, who):
    browser = practice.browser(who)
    context = browser.get("/admin/").context
    for group in context["sidebar_navigation"]:
        for item in group["items"]:
            assert browser.get(str(item["link"])).status_code == 200, item["title"]


def test_first_page__shows_what_waits_for_whom(practice):
    revision = practice.revision()
    services.revision_submit(actor=practice.users["lawyer"], revision=revision)
    assert list(document_selectors.to_review(practice.users["reviewer"])) == [revision]
    assert list(document_selectors.to_review(practice.users["lawyer"])) == []
    text = practice.browser("reviewer").get("/admin/").content.decode()
    assert "To review" in text
    assert "Nothing waits for you." in practice.browser("lawyer").get("/admin/").content.decode()


def test_first_page__shows_a_lawyer_only_assigned_cases(practice):
    text = practice.browser("lawyer").get("/admin/").content.decode()
    assert practice.case.title in text
    assert practice.other_case.title not in text


def test_connections__ask_nobody_before_the_button_is_pressed(practice, monkeypatch):
    monkeypatch.setattr(backends.Backend, "check", lambda self: pytest.fail("asked"))
    text = practice.browser("admin").get(practice.url("connections")).content.decode()
    assert "Nothing has been asked yet." in text


def test_connections__name_every_part_and_backend_with_what_they_said(practice):
    text = practice.browser("admin").post(practice.url("connections")).content.decode()
    for part in ("Database", "Cache", "Storage", "Broker", "Migrations", "Audit trail"):
        assert part in text
    for backend, _ in backends.all_backends():
        assert backend.name in text
    assert "Everything in use answers." in text


def test_connections__tell_of_an_audit_trail_that_was_changed(practice):
    with transaction.atomic():
        audit.note(
            verb="audit.fault-found", subject_type="audit.chain", subject_id="chain", after="changed 7", facts={}
        )
    text = practice.browser("admin").post(practice.url("connections")).content.decode()
    assert "Not as it was sealed: changed 7; see the runbook" in text
    assert "1 in use does not answer." in text


class Slow(backends.Backend):
    """An outside party that takes its time and was never tried for real."""

    kind, name, simulated, verified_live = "test", "sleepy", True, False

    def _check(self) -> str:
        time.sleep(1)
        return "awake"


def test_connections__do_not_wait_for_who_is_slow(practice, monkeypatch):
    monkeypatch.setattr(connections, "LIMIT_SECONDS", 0.1)
    monkeypatch.setattr(backends, "all_backends", lambda: [(Slow(), True)])
    started = time.monotonic()
    text = practice.browser("admin").post(practice.url("connections")).content.decode()
    assert time.monotonic() - started < 0.9
    assert "did not answer within" in text.lower()
    assert "Simulated" in text
    assert "Not verified live" in text


def test_connections__are_for_admins(practice):
    assert practice.browser("lawyer").get(practice.url("connections")).status_code == 403


@pytest.mark.parametrize("name", ["accounts_user_changelist", "core_auditentry_changelist"])
def test_pages_of_admins__are_refused_to_a_lawyer(practice, name):
    assert practice.browser("lawyer").get(practice.url(name)).status_code == 403


def test_every_page__allows_no_script_of_another_origin(practice):
    policy = practice.browser("lawyer").get("/admin/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
