"""The main job from the admin: form, preview, generate."""

from __future__ import annotations

import json

import pytest
from django.conf import settings

from backoffice import generating
from backoffice.prefill import prefill
from backoffice.schema_form import build, parse
from cases import selectors as case_selectors
from core import storage
from core.models import Job
from core.storage import StorageUnavailable
from documents import schema, selectors, services
from documents.models import Document, Order, Rendering, Revision, TemplateVersion
from tests.backoffice.posting import posted, sent

# A job begins when its transaction ends.
pytestmark = pytest.mark.django_db(transaction=True)
SLUG = "articles-of-incorporation-stock"


@pytest.fixture
def version(practice):
    return selectors.version_get(practice.users["lawyer"], SLUG, None)


@pytest.fixture
def address(practice):
    return practice.url("cases_case_generate", practice.case.pk, SLUG)


def typed(version, data=None, **changes):
    """The filled form as the browser posts it."""
    post = posted(build(version.schema, data or version.sample))
    post.update({"once": "token-1", **changes})
    return sent(post)


def test_schema_of_the_library__comes_back_from_the_form_as_it_went_in(version):
    assert parse(version.schema, posted(build(version.schema, version.sample))) == version.sample


def test_prefill__knows_what_the_case_knows(practice, version):
    lawyer = practice.users["lawyer"]
    case = case_selectors.case_get(lawyer, practice.case.pk)
    data = prefill(lawyer, case, version).data
    for key in ("corporateName", "tradeNames", "principalOffice", "capital", "subscriptions", "treasurer"):
        assert data[key] == version.sample[key]
    assert [one["name"] for one in data["incorporators"]] == [one["name"] for one in version.sample["incorporators"]]
    assert schema.validate(version.schema, data) == []


def test_prefill__after_a_first_document__begins_with_its_data(practice, version):
    practice.revision()
    lawyer = practice.users["lawyer"]
    case = case_selectors.case_get(lawyer, practice.case.pk)
    assert prefill(lawyer, case, version).data == version.sample


def test_prefill__of_another_template__takes_from_the_documents_what_the_case_does_not_say(practice):
    services.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library" / "treasurers-certificate")
    certificate = TemplateVersion.objects.get(template__slug="treasurers-certificate")
    lawyer = practice.users["lawyer"]
    practice.case.entity.details = {}
    practice.case.entity.save()
    case = case_selectors.case_get(lawyer, practice.case.pk)
    before = prefill(lawyer, case, certificate).data
    made = practice.revision().inputs
    data = prefill(lawyer, case, certificate).data
    assert (before["corporateName"], "subscriptions" in before) == (made["corporateName"], False)
    assert [one["amountPaid"] for one in data["subscriptions"]] == [one["amountPaid"] for one in made["subscriptions"]]
    assert data["treasurer"]["name"] == made["treasurer"]
    assert [one.code for one in schema.validate(certificate.schema, data) if one.code != "required"] == []


def test_prefill__of_an_empty_case__asks_for_everything(practice, version):
    reviewer = practice.users["reviewer"]
    case = case_selectors.case_get(reviewer, practice.other_case.pk)
    assert set(prefill(reviewer, case, version).data) <= {"signingDate"}


def test_choose__lists_the_published_templates(practice):
    text = practice.browser("lawyer").get(practice.url("cases_case_choose", practice.case.pk)).content.decode()
    assert practice.url("cases_case_generate", practice.case.pk, SLUG) in text


def test_form__of_an_unknown_template__is_404(practice):
    address = practice.url("cases_case_generate", practice.case.pk, "letter-to-santa")
    assert practice.browser("lawyer").get(address).status_code == 404


def test_generate__makes_the_document_and_lands_on_the_case_with_what_to_do_next(practice, version, address):
    answer = practice.browser("lawyer").post(address, typed(version, generate="1"))
    document = Document.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"{practice.url('cases_case_change', practice.case.pk)}?new={document.pk}"
    revision = document.revisions.get()
    assert revision.inputs == version.sample
    assert revision.created_by == practice.users["lawyer"]
    assert storage.read(revision.checksum).startswith(b"%PDF-")


def test_generate__says_what_was_made_and_what_comes_next(practice, version, address):
    answer = practice.browser("lawyer").post(address, typed(version, generate="1"), follow=True)
    revision = Revision.objects.get()
    text = answer.content.decode()
    assert f"is ready: {revision.rendering.pages} pages, checksum {revision.checksum[7:19]}." in text


def test_generate__sent_twice__makes_one_document(practice, version, address):
    browser = practice.browser("lawyer")
    browser.post(address, typed(version, generate="1"))
    answer = browser.post(address, typed(version, generate="1"), follow=True)
    assert Document.objects.count() == 1
    assert "nothing was made twice" in answer.content.decode()


def test_generate__with_faults__shows_each_beside_its_field_and_keeps_what_was_typed(practice, version, address):
    post = typed(version, generate="1")
    post["/corporateName"] = [""]
    post["/capital/classes/0/shares"] = ["many"]
    answer = practice.browser("lawyer").post(address, post)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "2 things need your attention" in text
    assert 'href="#data.corporateName"' in text
    assert 'value="many"' in text
    assert not Order.objects.exists()


def test_generate__with_storage_away__says_so_and_keeps_what_was_typed(practice, version, address, monkeypatch):
    def broken(*args, **kwargs):
        raise StorageUnavailable("The file storage did not answer. Try again in a minute.")

    monkeypatch.setattr("documents.services.producing.storage.put", broken)
    monkeypatch.setattr(generating, "WAIT_SECONDS", 0.2)
    answer = practice.browser("lawyer").post(address, typed(version, generate="1"), follow=True)
    assert answer.status_code == 200
    assert "The document is still being made" in answer.content.decode()
    assert not Document.objects.exists()
    assert Job.objects.get(kind="documents.produce").status == "queued"


def test_preview__gives_a_pdf_and_stores_nothing(practice, version, address):
    answer = practice.browser("lawyer").post(address, typed(version, preview="1"))
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF-")
    assert not Document.objects.exists()
    assert not Order.objects.exists()
    assert not Rendering.objects.exists()
    assert not Job.objects.filter(kind="documents.produce").exists()


def test_check__of_good_data_is_204_and_of_bad_data_the_form_with_its_faults(practice, version, address):
    browser = practice.browser("lawyer")
    assert browser.post(address, typed(version, check="1")).status_code == 204
    bad = typed(version, check="1")
    bad["/signingDate"] = ["tomorrow"]
    answer = browser.post(address, bad)
    assert answer.status_code == 422
    assert "data-form-content" in answer.content.decode()


def test_row__is_added_and_removed_without_a_script(practice, version, address):
    browser = practice.browser("lawyer")
    rows = len(version.sample["incorporators"])
    added = browser.post(address, typed(version, _add_row="/incorporators")).content.decode()
    assert f'aria-label="Incorporator {rows + 1}"' in added
    removed = browser.post(address, typed(version, _remove_row="/incorporators/0")).content.decode()
    assert f'aria-label="Incorporator {rows - 1}"' in removed
    assert f'aria-label="Incorporator {rows}"' not in removed


def test_example_inputs__of_a_real_company__pass_through_the_form(version):
    path = settings.BASE_DIR / "documents" / "library" / SLUG / "sample.json"
    data = json.loads(path.read_text()) if path.exists() else version.sample
    assert schema.validate(version.schema, parse(version.schema, posted(build(version.schema, data)))) == []
