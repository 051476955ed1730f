"""A document in the admin: who sees it, its file, its review, its next revision."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client

from ai.models import Analysis, DraftEdit
from ai.services.policies import policy_publish
from backoffice.document_page import remark_in_words
from backoffice.schema_form import build
from documents import services
from documents.models import Document, Revision
from tests.backoffice.posting import posted, sent


def test_page__shows_revision_checksum_and_where_it_came_from(practice):
    revision = practice.revision()
    text = (
        practice.browser("lawyer").get(practice.url("documents_document_change", revision.document_id)).content.decode()
    )
    assert revision.checksum in text
    assert "Submit for review" in text
    assert f"version {revision.template_version.number}" in text
    assert revision.draft is not None
    assert practice.url("ai_draft_change", revision.draft.pk) in text


def test_list__shows_a_lawyer_only_documents_of_assigned_cases(practice):
    document = practice.document()
    case = practice.case
    case.assignments.filter(lawyer=practice.users["reviewer"]).delete()
    address = practice.url("documents_document_changelist")
    assert document.title in practice.browser("lawyer").get(address).content.decode()
    assert document.title not in practice.browser("reviewer").get(address).content.decode()
    assert document.title in practice.browser("admin").get(address).content.decode()


@pytest.mark.parametrize("tail", ["change", "file/1", "review/approve", "texts", "revise", "analyse"])
def test_document_of_others__is_404_on_every_page(practice, tail):
    document = practice.document()
    practice.case.assignments.filter(lawyer=practice.users["reviewer"]).delete()
    browser, address = practice.browser("reviewer"), f"/admin/documents/document/{document.pk}/{tail}/"
    answer = browser.post(address) if tail in ("review/approve", "texts", "analyse") else browser.get(address)
    assert answer.status_code == 404


def test_file__leads_to_a_link_with_the_bytes_of_the_checksum(practice):
    revision = practice.revision()
    answer = practice.browser("lawyer").get(practice.url("documents_document_file", revision.document_id, 1))
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
    if "/files/" in answer["Location"]:  # disk; a bucket's link is opened by the storage tests
        content = Client().get("/files/" + answer["Location"].split("/files/")[1]).getvalue()
        assert f"sha256:{hashlib.sha256(content).hexdigest()}" == revision.checksum


def test_file__of_a_revision_that_is_none__is_404(practice):
    document = practice.document()
    assert practice.browser("lawyer").get(practice.url("documents_document_file", document.pk, 9)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_changes__of_the_first_of_several_revisions__says_that_nothing_came_before(practice):
    revision = practice.revision()
    document = revision.document
    key = revision.template_version.sections[0]["key"]
    address = practice.url("documents_document_changes", document.pk)
    browser = practice.browser("lawyer")
    assert "This document has one revision." in browser.get(address).content.decode()
    revised = practice.url("documents_document_texts", document.pk)
    told = browser.post(revised, {f"text:{key}": "To mill rice and corn."}, follow=True).content.decode()
    assert "has revision 2" in told
    assert document.revisions.count() == 2
    text = browser.get(address, {"to": 1}).content.decode()
    assert "Nothing came before revision 1" in text
    assert "one revision" not in text
    assert '<option value="1" selected>' in text
    assert "mill rice" in browser.get(address, {"from": 1, "to": 2}).content.decode()


def review(practice, document, who, step, **note):
    address = practice.url("documents_document_review", document.pk, step)
    answer = practice.browser(who).post(address, note, follow=True)
    return answer.content.decode()


def test_review__by_another_lawyer__approves(practice):
    document = practice.document()
    assert "It is in review now." in review(practice, document, "lawyer", "submit")
    assert "Approved. It can be signed now." in review(practice, document, "reviewer", "approve")
    assert document.revisions.get().status == "approved"


def test_approve__by_the_author__is_refused_and_changes_nothing(practice):
    document = practice.document()
    text = review(practice, document, "lawyer", "submit")
    assert "another lawyer of the case or an admin approves it" in text
    assert ">Approve</button>" not in text
    assert "Ask another lawyer of the case" in review(practice, document, "lawyer", "approve")
    assert document.revisions.get().status == "in_review"


def test_reject__sends_it_back_with_the_note(practice):
    document = practice.document()
    review(practice, document, "lawyer", "submit")
    assert "Sent back." in review(practice, document, "reviewer", "reject", note="Capital is wrong")
    assert document.revisions.get().status == "draft"
    case_page = practice.browser("lawyer").get(practice.url("cases_case_change", practice.case.pk)).content.decode()
    assert "“Capital is wrong”" in case_page


def test_review__of_an_unknown_step_or_by_get__is_refused(practice):
    document, browser = practice.document(), practice.browser("lawyer")
    assert browser.post(practice.url("documents_document_review", document.pk, "burn")).status_code == 404
    assert browser.get(practice.url("documents_document_review", document.pk, "submit")).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_texts__edited__make_the_next_revision_and_keep_the_edit(practice):
    revision = practice.revision()
    key = revision.template_version.sections[0]["key"]
    address = practice.url("documents_document_texts", revision.document_id)
    answer = practice.browser("lawyer").post(
        address, {f"text:{key}": "To weave and sell hablon cloth.", "note": "Purpose narrowed"}, follow=True
    )
    second = Revision.objects.get(number=2)
    assert second.sections[key] == "To weave and sell hablon cloth."
    assert second.note == "Purpose narrowed"
    assert second.checksum != revision.checksum
    assert "has revision 2" in answer.content.decode()
    edit = DraftEdit.objects.get(draft=revision.draft)
    assert edit.editor == practice.users["lawyer"]


def test_texts__unchanged__make_no_revision(practice):
    revision = practice.revision()
    posted_texts = {f"text:{key}": text.replace("\n", "\r\n") for key, text in revision.sections.items()}
    address = practice.url("documents_document_texts", revision.document_id)
    answer = practice.browser("lawyer").post(address, posted_texts, follow=True)
    assert "No text was changed" in answer.content.decode()
    assert Revision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_revise__with_changed_data__makes_the_next_revision_of_the_same_document(practice):
    revision = practice.revision()
    version = revision.template_version
    post = posted(build(version.schema, {**revision.inputs, "corporateName": "Tala Weaving Inc."}))
    post.update({"generate": "1", "once": "t", "note": "New name"})
    answer = practice.browser("lawyer").post(
        practice.url("documents_document_revise", revision.document_id), sent(post)
    )
    assert answer["Location"] == practice.url("documents_document_change", revision.document_id)
    second = Revision.objects.get(number=2)
    assert (second.inputs["corporateName"], second.note) == ("Tala Weaving Inc.", "New name")
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("remark", "words"),
    [
        ("/inputs/capital/classes/0/parValue: Too low.", "Capital › Classes › 1 › Par value: Too low."),
        ("The inputs do not give /treasurer.", "The inputs do not give /treasurer."),
        ("Degraded: no model is set.", "Degraded: no model is set."),
    ],
)
def test_remark__names_its_place_in_words(remark, words):
    assert remark_in_words(remark) == words


RULES = [
    {"id": "capital", "severity": "high", "blocking": True, "message": "Capital.", "legalBasis": "L",
     "forbids": ["authorized capital stock"]},
]  # fmt: skip


def test_analyse__shows_what_was_found__and_the_page_keeps_it_in_sight(practice):
    policy_publish(actor=None, slug="corporate", title="Corporate papers", rules=RULES)
    document = practice.document()
    page = practice.url("documents_document_change", document.pk)
    assert "has not been held against a policy yet" in practice.browser("lawyer").get(page).content.decode()
    address = practice.url("documents_document_analyse", document.pk)
    answer = practice.browser("lawyer").post(address, {"policy": "corporate"})
    analysis = Analysis.objects.get()
    assert answer["Location"] == practice.url("ai_analysis_change", analysis.pk)
    text = practice.browser("lawyer").get(page).content.decode()
    assert "Corporate papers, version 1" in text
    assert "of them to be dealt with before signing" in text
    assert "high risk" in text


def test_void_paper__is_neither_offered_for_analysis_nor_flagged(practice):
    policy_publish(actor=None, slug="corporate", title="Corporate papers", rules=RULES)
    revision = practice.revision()
    lawyer, document = practice.users["lawyer"], revision.document
    services.revision_analyze(actor=lawyer, revision=revision, policy="corporate")
    services.revision_submit(actor=lawyer, revision=revision)
    services.revision_approve(actor=practice.users["reviewer"], revision=revision, note="Read.")
    services.revision_void(actor=lawyer, document=document, number=1, checksum=revision.checksum, reason="Wrong name.")
    Revision.objects.update(outdated=[{"reason": "A party's name was changed.", "at": "2026-11-20", "of": "party"}],
                            warnings=["The capital is small."])  # fmt: skip
    text = practice.browser("lawyer").get(practice.url("documents_document_change", document.pk)).content.decode()
    assert "Revision 1 is void: Wrong name." in text
    assert "Corporate papers, version 1" in text  # what was found earlier stays in sight
    for gone in ("Hold revision 1 against", "name was changed", "The capital is small", "Look at this before"):
        assert gone not in text
    case = practice.browser("lawyer").get(practice.url("cases_case_change", practice.case.pk)).content.decode()
    assert document.title in case
    for gone in ("May be out of date", "Made with data that changed since", "1 remark"):
        assert gone not in case


def test_analyse__by_a_policy_that_is_none__says_so_and_keeps_nothing(practice):
    document = practice.document()
    address = practice.url("documents_document_analyse", document.pk)
    text = practice.browser("lawyer").post(address, {"policy": "nope"}, follow=True).content.decode()
    assert "There is no analysis policy" in text
    assert not Analysis.objects.exists()
    assert practice.browser("lawyer").get(address).status_code == 405
