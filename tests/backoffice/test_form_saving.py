"""A form left and taken up again: saved as typed, offered where it is opened, gone when its document is made."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from backoffice.schema_form import build
from core.models import Job
from documents import selectors, services
from documents.models import Document, Order, SavedForm, TemplateVersion
from tests.backoffice.posting import posted, sent

pytestmark = pytest.mark.django_db(transaction=True)
SLUG = "articles-of-incorporation-stock"


@pytest.fixture
def version(practice):
    return selectors.version_get(practice.users["lawyer"], SLUG, None)


@pytest.fixture
def address(practice):
    return practice.url("cases_case_generate", practice.case.pk, SLUG)


def typed(version, data=None, **changes):
    post = posted(build(version.schema, version.sample if data is None else data))
    post.update({"once": "token-1", **changes})
    return sent(post)


def test_save__of_an_unfinished_form__keeps_it_as_typed_and_goes_back_to_the_case(practice, version, address):
    data = {"corporateName": "Ani", "capital": {"currency": "PHP", "authorized": "five million"}}
    answer = practice.browser("lawyer").post(address, typed(version, data, save="later"), follow=True)
    saved = SavedForm.objects.get()
    assert (saved.owner, saved.case, saved.template_version) == (practice.users["lawyer"], practice.case, version)
    assert saved.typed["corporateName"] == "Ani"
    assert saved.typed["capital"]["authorized"] == "five million"
    text = answer.content.decode()
    assert "You began this form" in text
    assert f'href="{address}"' in text
    assert not Document.objects.exists()
    assert not Order.objects.exists()


def test_saved_form__opens_with_what_was_typed_and_says_since_when(practice, version, address):
    browser = practice.browser("lawyer")
    browser.post(address, typed(version, {"corporateName": "Ani <b>"}, save="later", note="x"))
    began = dt.datetime(2026, 11, 21, 8, 58, tzinfo=dt.UTC)
    SavedForm.objects.update(created_at=began, updated_at=began + dt.timedelta(hours=1))
    text = browser.get(address).content.decode()
    assert "You began this on 21 Nov, 4:58 PM</strong> and saved it last on 21 Nov, 5:58 PM." in text
    assert 'value="Ani &lt;b&gt;"' in text
    chooser = browser.get(practice.url("cases_case_choose", practice.case.pk)).content.decode()
    assert "You began this on 21 Nov, 4:58 PM" in chooser


def test_saved_form__of_another_user__is_neither_offered_nor_opened(practice, version, address):
    practice.browser("lawyer").post(address, typed(version, {"corporateName": "Secret Corp."}, save="later"))
    browser = practice.browser("admin")
    pages = [address, practice.url("cases_case_change", practice.case.pk)]
    for page in [*pages, practice.url("cases_case_choose", practice.case.pk)]:
        text = browser.get(page).content.decode()
        assert "Secret Corp." not in text
        assert "You began" not in text


def test_start_over__forgets_what_was_typed(practice, version, address):
    browser = practice.browser("lawyer")
    browser.post(address, typed(version, {"corporateName": "Old Name"}, save="later"))
    answer = browser.post(address, {"start_over": "1"}, follow=True)
    assert not SavedForm.objects.exists()
    assert "Old Name" not in answer.content.decode()


def test_autosave__answers_with_the_time_alone(practice, version, address):
    answer = practice.browser("lawyer").post(address, typed(version, {"corporateName": "Ani"}, save="auto"))
    saved = SavedForm.objects.get()
    when = timezone.localtime(saved.updated_at).strftime("%I:%M %p").lstrip("0")
    assert answer.json() == {"said": f"Saved {when}"}
    assert saved.typed["corporateName"] == "Ani"


def test_autosave__that_comes_after_the_form_was_sent__keeps_nothing(practice, version, address):
    browser = practice.browser("lawyer")
    browser.post(address, typed(version, generate="1"))
    answer = browser.post(address, typed(version, save="auto"))
    assert answer.json() == {"said": ""}
    assert not SavedForm.objects.exists()


def test_autosave__of_too_much__says_so(practice, version, address, monkeypatch):
    monkeypatch.setattr("documents.services.saving.MOST_BYTES", 10)
    answer = practice.browser("lawyer").post(address, typed(version, save="auto"))
    assert answer.json() == {"said": "Not saved. This form is too large to be kept."}
    assert not SavedForm.objects.exists()


def test_generate__from_a_saved_form__forgets_it(practice, version, address):
    browser = practice.browser("lawyer")
    browser.post(address, typed(version, save="later"))
    browser.post(address, typed(version, generate="1"))
    assert Document.objects.count() == 1
    assert not SavedForm.objects.exists()


def test_generate__that_fails__keeps_the_saved_form(practice, version, address):
    browser = practice.browser("lawyer")
    browser.post(address, typed(version, save="later"))
    bad = typed(version, generate="1")
    bad["/corporateName"] = [""]
    assert browser.post(address, bad).status_code == 422
    assert SavedForm.objects.get().typed["corporateName"] == version.sample["corporateName"]


def test_generate__whose_job_is_still_running__forgets_the_form_when_the_document_is_made(
    practice, version, address, monkeypatch
):
    monkeypatch.setattr("backoffice.generating.WAIT_SECONDS", 0)
    monkeypatch.setattr("core.jobs.dispatching.dispatch", lambda job: True)
    browser = practice.browser("lawyer")
    browser.post(address, typed(version, save="later"))
    browser.post(address, typed(version, generate="1"))
    order = Order.objects.get()
    assert SavedForm.objects.get().order == order
    assert Job.objects.filter(kind="documents.produce", status="queued").exists()
    text = browser.get(practice.url("cases_case_change", practice.case.pk)).content.decode()
    assert "Sent, but nothing is made yet" in text
    services.order_fulfil(order)
    assert not SavedForm.objects.exists()


def test_saved_form__whose_template_changed__moves_to_the_new_version_and_the_page_says_so(practice, version, address):
    browser = practice.browser("lawyer")
    browser.post(address, typed(version, save="later"))
    schema = {**version.schema, "properties": {**version.schema["properties"]}}
    del schema["properties"]["tradeNames"]
    newer = TemplateVersion(
        template=version.template,
        number=version.number + 1,
        checksum="sha256:other",
        files=TemplateVersion.objects.get(pk=version.pk).files,
        schema=schema,
        sample=version.sample,
        sections=version.sections,
        published_at=timezone.now(),
    )
    newer.save()
    text = browser.get(address).content.decode()
    assert f"The template has a version {newer.number} since; your answers were moved to it." in text
    assert "It has no field for: Trade names." in text
    assert f'value="{version.sample["treasurer"]}"' in text
    browser.post(address, typed(newer, save="later"))
    assert SavedForm.objects.get().template_version == newer


def test_saved_form__for_a_revision__says_that_another_was_made_since(practice, version):
    document = practice.document()
    address = practice.url("documents_document_revise", document.pk)
    browser = practice.browser("lawyer")
    browser.post(address, typed(version, save="later"))
    page = practice.url("documents_document_change", document.pk)
    assert "You began this form" in browser.get(page).content.decode()
    assert "was made since" not in browser.get(address).content.decode()
    SavedForm.objects.update(updated_at=timezone.now() - dt.timedelta(days=1))
    assert "Revision 1 was made since. Compare before you go on." in browser.get(address).content.decode()


def test_row_buttons__keep_what_was_typed_and_move_it(practice, version, address):
    browser = practice.browser("lawyer")
    first, second = (one["name"] for one in version.sample["incorporators"][:2])
    post = typed(version, _move_down="/incorporators/0")
    post["/corporateName"] = ["Still Here Inc."]
    text = browser.post(address, post).content.decode()
    assert 'value="Still Here Inc."' in text
    assert text.index(f'name="/incorporators/0/name" value="{second}"') < text.index(
        f'name="/incorporators/1/name" value="{first}"'
    )
    assert not SavedForm.objects.exists()
