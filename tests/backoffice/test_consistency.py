"""What staff see of papers that disagree, of data that changed since, and of where a paper came from."""

from __future__ import annotations

import copy
import json

import pytest
from django.conf import settings

from cases.models import Party
from documents import services
from documents.models import AcceptedDifference, Revision, TemplateVersion
from documents.services.ordering import Wish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def certificate(practice) -> TemplateVersion:
    path = settings.BASE_DIR / "documents" / "library" / "treasurers-certificate"
    services.library_import(actor=None, path=path)
    return TemplateVersion.objects.select_related("template").get(template__slug="treasurers-certificate")


def wrong(practice, version: TemplateVersion) -> Revision:
    inputs = {**copy.deepcopy(version.sample), "corporateName": "Habing Kanluran Corporation"}
    wish = Wish(version, inputs, use_clauses=True)
    return services.document_generate(actor=practice.users["lawyer"], case=practice.case, wish=wish)


def page(practice, name: str, key, who: str = "lawyer") -> str:
    return practice.browser(who).get(practice.url(name, key)).content.decode()


def test_papers_that_disagree__are_told_on_the_case_and_beside_the_review(practice, certificate):
    first, second = practice.revision(), wrong(practice, certificate)
    for text in (
        page(practice, "cases_case_change", practice.case.pk),
        page(practice, "documents_document_change", second.document_id),
    ):
        assert "These papers disagree" in text
        assert "Name of the company" in text
        assert "Habing Kanluran Corporation" in text
        assert practice.url("documents_document_change", first.document_id) in text
        assert "They differ on purpose" in text


def test_papers_that_agree__have_no_card(practice):
    revision = practice.revision()
    assert "These papers disagree" not in page(practice, "cases_case_change", practice.case.pk)
    assert "These papers disagree" not in page(practice, "documents_document_change", revision.document_id)


def test_approve__without_a_note__is_told_what_to_do__with_one_it_is_approved(practice, certificate):
    practice.revision()
    revision = wrong(practice, certificate)
    services.revision_submit(actor=practice.users["lawyer"], revision=revision)
    assert "why you approve it although papers disagree" in page(
        practice, "documents_document_change", revision.document_id, "reviewer"
    )
    address = practice.url("documents_document_review", revision.document_id, "approve")
    answer = practice.browser("reviewer").post(address, follow=True).content.decode()
    assert "disagree on: name of the company" in answer
    assert Revision.objects.get(pk=revision.pk).status == "in_review"
    practice.browser("reviewer").post(address, {"note": "A change of name follows."})
    assert Revision.objects.get(pk=revision.pk).status == "approved"


def test_difference_that_is_meant__is_recorded_from_the_page_and_shown_so(practice, certificate):
    practice.revision()
    revision = wrong(practice, certificate)
    text = page(practice, "documents_document_change", revision.document_id)
    digest = text.split('name="difference" value="')[1].split('"')[0]
    address = practice.url("cases_case_difference", practice.case.pk)
    sent = {"difference": digest, "reason": "A change of name follows.", "document": str(revision.document_id)}
    answer = practice.browser("lawyer").post(address, sent)
    assert answer["Location"] == practice.url("documents_document_change", revision.document_id)
    assert AcceptedDifference.objects.get().reason == "A change of name follows."
    after = page(practice, "documents_document_change", revision.document_id)
    assert "Meant: “A change of name follows.”" in after
    assert "They differ on purpose" not in after
    assert practice.browser("lawyer").get(address).status_code == 405
    other = practice.url("cases_case_difference", practice.other_case.pk)
    assert practice.browser("lawyer").post(other, sent).status_code == 404


def edited(practice, **changes: str) -> str:
    """The case's form sent as it is drawn, the first party changed."""
    address = practice.url("cases_case_edit", practice.case.pk)
    browser = practice.browser("lawyer")
    drawn = browser.get(address).context
    post: dict[str, object] = {}
    for form in [drawn["adminform"].form, *(one for each in drawn["inline_admin_formsets"] for one in each.formset)]:
        post |= {form.add_prefix(name): form[name].value() for name in form.fields}
    for each in drawn["inline_admin_formsets"]:
        management = each.formset.management_form
        post |= {management.add_prefix(name): management[name].value() for name in management.fields}
    party = Party.objects.filter(case=practice.case).order_by("created_at", "id").first()
    at = next(name for name, value in post.items() if name.endswith("-id") and str(value) == str(party.pk))
    post |= {at.replace("-id", f"-{field}"): value for field, value in changes.items()}

    sent = {
        name: json.dumps(value) if isinstance(value, list | dict) else value
        for name, value in post.items()
        if value is not None and value is not False
    }
    return browser.post(address, sent, follow=True).content.decode()


def test_party_renamed__says_how_many_documents_had_the_old_name__and_the_case_lists_them(practice):
    revision = practice.revision()
    text = edited(practice, name="Teresita M. Calderon-Sy")
    assert "1 document was made with what you changed" in text
    assert "Made with data that changed since" in text
    assert revision.document.title in text
    assert "A party&#x27;s name was changed on" in text
    assert "Incorporators › 1 › Name" in text
    assert "Change the data and make a new revision before it goes on." in text


def test_party_changed__that_no_document_has__says_nothing_of_documents(practice):
    practice.revision()
    text = edited(practice, email="teresita@mailbox.example")
    assert "with what you changed" not in text
    assert "Made with data that changed since" not in text


def test_document_page__says_where_texts_and_data_came_from(practice):
    revision = practice.revision()
    text = page(practice, "documents_document_change", revision.document_id)
    assert "Where this came from" in text
    assert "Drafted by the clause library" in text
    assert practice.url("ai_draft_change", revision.draft_id) in text
    assert "Sent through the API by Atty. Rafael Mabini" in text
    assert "Capital › Classes › 1 › Par value" in text
    Revision.objects.filter(pk=revision.pk).update(provenance={})
    assert "was made before this was recorded" in page(practice, "documents_document_change", revision.document_id)


def test_text_edited_on_the_page__comes_out_as_edited_by_that_lawyer(practice):
    revision = practice.revision()
    key = next(iter(revision.sections))
    address = practice.url("documents_document_texts", revision.document_id)
    practice.browser("reviewer").post(address, {f"text:{key}": "To weave and sell hablon cloth."})
    kept = Revision.objects.get(number=2).provenance["sections"]
    one = next(section for section in kept if section["key"] == key)
    assert (one["origin"], one["by"]) == ("edited", str(practice.users["reviewer"].pk))
    assert one["draft"] == str(revision.draft_id)
    text = page(practice, "documents_document_change", revision.document_id)
    assert "Edited by Atty. Josefa Llanes" in text
    assert "it began as a draft" in text
