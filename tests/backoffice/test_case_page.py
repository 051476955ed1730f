"""The case's workspace: who sees it, what it shows, how the case moves."""

from __future__ import annotations

import datetime as dt

import pytest

from backoffice.timeline import moment_of
from cases.services import hold_place
from core.models import AuditEntry
from documents import services


def page(practice, who="lawyer", case=None, **query):
    case = case or practice.case
    return practice.browser(who).get(practice.url("cases_case_change", case.pk), query)


def test_page__shows_case_people_parties_and_entity(practice):
    text = page(practice).content.decode()
    for shown in (practice.case.number, "Atty. Rafael Mabini", "Liwayway dela Cruz", "client@hain.example"):
        assert shown in text
    for party in practice.case.parties.all():
        assert party.name in text
    assert practice.case.entity.name in text
    assert "No documents yet" in text
    assert "Atty. Rafael Mabini opened the case." in text


def test_page__of_a_case_with_a_document__shows_it_on_top_with_link_and_checksum(practice):
    revision = practice.revision()
    text = page(practice, new=str(revision.document_id)).content.decode()
    assert revision.document.title in text
    assert f'data-copy="{revision.checksum}"' in text
    assert practice.url("documents_document_file", revision.document_id, 1) in text
    assert "hain-new" in text
    assert f"generated “{revision.document.title}”." in text


def test_record__says_that_the_client_opened_a_paper_and_not_that_its_lawyers_did(practice):
    revision = practice.revision()
    client = practice.users["client"]
    assert practice.case.client == client
    practice.browser("lawyer").get(practice.url("documents_document_file", revision.document_id, 1))
    assert f"opened revision 1 of “{revision.document.title}”" not in page(practice).content.decode()
    services.revision_link(actor=client, revision=revision)
    assert f"{client} opened revision 1 of “{revision.document.title}”." in page(practice).content.decode()
    opened = AuditEntry.objects.filter(verb="document.downloaded").order_by("at")
    assert [(one.actor_id, one.facts["checksum"]) for one in opened] == [
        (practice.users["lawyer"].pk, revision.checksum), (client.pk, revision.checksum),
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["cases_case_change", "cases_case_edit", "cases_case_choose", "cases_case_transition"])
def test_case_of_others__is_404_for_a_lawyer_on_every_page(practice, path):
    browser, address = practice.browser("lawyer"), practice.url(path, practice.other_case.pk)
    answer = browser.post(address) if path.endswith("transition") else browser.get(address)
    assert answer.status_code == 404


def test_form_of_a_case_of_others__is_404_for_a_lawyer(practice):
    address = practice.url("cases_case_generate", practice.other_case.pk, "articles-of-incorporation-stock")
    assert practice.browser("lawyer").get(address).status_code == 404
    assert practice.browser("lawyer").post(address, {"generate": "1"}).status_code == 404


def test_page__of_an_id_that_is_none__is_404(practice):
    assert practice.browser("admin").get("/admin/cases/case/nonsense/change/").status_code == 404


def test_client__is_sent_to_the_login_and_not_let_in(practice):
    answer = page(practice, who="client")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


def test_list__shows_a_lawyer_only_assigned_cases_and_an_admin_all(practice):
    address = practice.url("cases_case_changelist")
    assert practice.other_case.number not in practice.browser("lawyer").get(address).content.decode()
    assert practice.other_case.number in practice.browser("reviewer").get(address).content.decode()
    assert practice.other_case.number in practice.browser("admin").get(address).content.decode()


def test_transition__moves_the_case_and_says_so(practice):
    address = practice.url("cases_case_transition", practice.case.pk)
    answer = practice.browser("lawyer").post(address, {"to": "on_hold", "note": "Waiting for papers"}, follow=True)
    practice.case.refresh_from_db()
    assert practice.case.status == "on_hold"
    assert "The case is now on hold." in answer.content.decode()
    assert "Waiting for papers" in answer.content.decode()


def test_transition__that_the_table_does_not_know__is_told_and_changes_nothing(practice):
    address = practice.url("cases_case_transition", practice.case.pk)
    answer = practice.browser("lawyer").post(address, {"to": "declined"}, follow=True)
    practice.case.refresh_from_db()
    assert practice.case.status == "active"
    assert "cannot become declined" in answer.content.decode()


def test_transition__against_a_hold__is_told_with_its_reason(practice):
    lawyer = practice.users["lawyer"]
    hold_place(actor=lawyer, case=practice.case, kind="manual", blocks=["close"], reason="Fee is not paid")
    address = practice.url("cases_case_transition", practice.case.pk)
    answer = practice.browser("lawyer").post(address, {"to": "closed"}, follow=True)
    practice.case.refresh_from_db()
    assert practice.case.status == "active"
    assert "On hold: Fee is not paid" in answer.content.decode()


def test_transition__by_get__is_refused(practice):
    assert practice.browser("lawyer").get(practice.url("cases_case_transition", practice.case.pk)).status_code == 405


@pytest.mark.parametrize(
    ("verb", "facts", "sentence"),
    [
        ("case.moved", {}, "Ana moved the case from Intake to Active."),
        ("document.revised", {"title": "By-laws", "revision": 2}, "Ana made revision 2 of “By-laws”."),
        (
            "hold.placed",
            {"blocks": ["close", "file"], "reason": "Unpaid."},
            "Ana placed a hold that blocks close, file: Unpaid.",
        ),
        ("party.added", {}, "Ana added … as …."),
        ("robot.danced_well", {}, "Ana: robot danced well."),
    ],
)
def test_moment__is_a_sentence_also_for_what_nobody_foresaw(verb, facts, sentence):
    at = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    entry = AuditEntry(at=at, verb=verb, facts=facts, actor_name="Ana", before="intake", after="active")
    assert moment_of(entry).sentence == sentence


def test_moment__without_an_actor__is_told_of_the_system():
    assert moment_of(AuditEntry(verb="job.retried", facts={})).sentence == "Hain tried a failed job again."


@pytest.mark.parametrize(
    ("verb", "facts", "sentence"),
    [
        (
            "analysis.made",
            {"policy": "lease", "riskLevel": "high"},
            "held a text against the policy “lease”: high risk.",
        ),
        ("consultation.answered", {}, "asked a question."),
        ("consultation.handed-over", {}, "asks for a lawyer's answer to a question."),
        ("consultation.replied", {}, "replied to a question."),
        ("ai.provider-refused", {"code": "backend-rejected"}, "The AI provider refused a request (backend-rejected)."),
    ],
)
def test_record__of_the_ai__is_told_in_sentences(verb: str, facts: dict, sentence: str) -> None:
    told = moment_of(AuditEntry(verb=verb, facts=facts, actor_name="Ana"))
    assert sentence in told.sentence
