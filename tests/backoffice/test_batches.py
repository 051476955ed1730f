"""Batches in the admin: the sheet, what was checked, the start, how far it is, the files."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Batch, BatchRow, Document, Revision
from tests.documents import batch_template

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def version(practice):
    return batch_template.published()


def send(practice, *names, who="lawyer", content=None, **form):
    file = SimpleUploadedFile("slips.csv", batch_template.sheet(*names) if content is None else content)
    return practice.browser(who).post(
        practice.url("documents_batch_new"), {"file": file, "template": "pay-slip", **form}
    )


def page(practice, batch, who="lawyer") -> str:
    answer = practice.browser(who).get(practice.url("documents_batch_change", batch.pk))
    assert answer.status_code == 200
    return answer.content.decode()


def step(practice, batch, name, who="lawyer", **form):
    return practice.browser(who).post(practice.url("documents_batch_step", batch.pk, name), form, follow=True)


def test_new__offers_the_empty_sheet_of_the_chosen_template(practice):
    text = practice.browser("lawyer").get(practice.url("documents_batch_new") + "?template=pay-slip").content.decode()
    address = practice.url("documents_batch_sheet", "pay-slip", "csv")
    assert address in text
    assert practice.browser("lawyer").get(address).content.decode("utf-8-sig") == (
        "name,amount\r\nAmihan Reyes,1500.00\r\n"
    )


def test_sheet__is_checked_first__and_made_when_somebody_says_so(practice):
    answer = send(practice, "Amihan", "Tala", case=practice.case.number, paper="Letter")
    batch = Batch.objects.get()
    assert answer.url == practice.url("documents_batch_change", batch.pk)
    text = page(practice, batch)
    assert "All 2 rows fit the template." in text
    assert "Make 2 documents" in text
    assert not Revision.objects.exists()
    text = step(practice, batch, "start").content.decode()
    assert "2 of 2" in text
    assert "Download all (ZIP)" in text
    assert Document.objects.filter(case=practice.case).count() == 2
    assert {one.options["paper"] for one in Revision.objects.all()} == {"Letter"}


def test_bad_rows__are_shown_with_row_column_and_reason__and_left_out_only_when_said(practice):
    send(practice, "Amihan", "")
    batch = Batch.objects.get()
    text = page(practice, batch)
    assert "1 of 2 rows does not fit the template" in text
    assert "<code>name</code>" in text
    assert "This is missing." in text
    assert "Leave 1 out, make 1" in text
    refused = step(practice, batch, "start").content.decode()
    assert "1 of 2 rows does not fit the template, so nothing was made." in refused
    assert not Revision.objects.exists()
    assert "Left out" in step(practice, batch, "start", leave_out="1").content.decode()
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"content": b"nome\nx\n"}, "“nome”: The template has no such field."),
        ({"case": "2026-999999"}, "You have no case with the number 2026-999999."),
        ({"template": ""}, "Choose a template first."),
        ({"file": ""}, "Choose a file first."),
    ],
)
def test_sheet__that_cannot_be_taken__is_told_on_the_form_and_kept_nowhere(practice, form, said):
    answer = send(practice, "Amihan", **form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Batch.objects.exists()


def test_case_of_others__is_not_there(practice):
    assert "You have no case" in send(practice, "Amihan", case=practice.other_case.number).content.decode()


def test_running__looks_again_by_itself__and_can_be_cancelled(practice, monkeypatch):
    monkeypatch.setattr("core.jobs.dispatching.dispatch", lambda job: True)
    send(practice, "Amihan", "Tala")
    batch = Batch.objects.get()
    text = step(practice, batch, "start").content.decode()
    assert "data-look-again" in text
    assert 'max="2" value="0"' in text
    text = step(practice, batch, "cancel").content.decode()
    assert "data-look-again" not in text
    assert "Cancelled" in text
    assert set(BatchRow.objects.values_list("status", flat=True)) == {"cancelled"}


def test_failed_rows__are_named__and_can_be_tried_again(practice, monkeypatch):
    send(practice, "Amihan")
    batch = Batch.objects.get()
    with monkeypatch.context() as patch:
        patch.setattr("documents.services.batch_running.order_fulfil", lambda order: 1 / 0)
        text = step(practice, batch, "start").content.decode()
    assert "An unexpected ZeroDivisionError ended this job" in text
    assert "Try 1 failed again" in text
    assert "1 of 1" in step(practice, batch, "retry").content.decode()
    assert Revision.objects.count() == 1


def test_files__are_one_zip(practice):
    send(practice, "Amihan", "Tala")
    batch = Batch.objects.get()
    step(practice, batch, "start")
    answer = practice.browser("lawyer").get(practice.url("documents_batch_files", batch.pk))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert len(archive.namelist()) == 5


def test_batch_of_others__is_not_there(practice):
    send(practice, "Amihan")
    batch = Batch.objects.get()
    browser = practice.browser("reviewer")
    assert browser.get(practice.url("documents_batch_change", batch.pk)).status_code == 404
    assert browser.get(practice.url("documents_batch_files", batch.pk)).status_code == 404
    assert browser.post(practice.url("documents_batch_step", batch.pk, "start")).status_code == 404
    assert browser.get(practice.url("documents_batch_step", batch.pk, "start")).status_code == 405
    assert "slips.csv" not in browser.get(practice.url("documents_batch_changelist")).content.decode()
    assert "slips.csv" in practice.browser("lawyer").get(practice.url("documents_batch_changelist")).content.decode()
    assert practice.browser("client").get(practice.url("documents_batch_changelist")).status_code == 302
