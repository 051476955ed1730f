"""`/api/docs/batches`, and the empty sheet of a template."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from core.models import AuditEntry, Job
from documents import services
from documents.models import Batch, Document, Revision
from documents.services import batch_running
from tests.documents import batch_template

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]


@pytest.fixture(autouse=True)
def version(db):
    return batch_template.published()


def api(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def send(user, *names, content=None, headers=None, **form):
    file = SimpleUploadedFile("slips.csv", batch_template.sheet(*names) if content is None else content)
    body = {"file": file, "templateId": "pay-slip", **form}
    return api(user).post("/api/docs/batches", body, format="multipart", headers=headers or {})


def test_post__makes_a_document_of_each_row__and_get_tells_how_far_it_is(practice):
    answer = send(practice.lawyer, "Amihan", "Tala", caseId=str(practice.case.pk), options='{"paper": "Letter"}')
    body = answer.json()
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/api/docs/batches/{body['id']}")
    shown = api(practice.reviewer).get(f"/api/docs/batches/{body['id']}").json()
    kept = ("status", "caseId", "template", "version", "total", "done", "failed", "leftOut", "progress", "rows")
    assert {key: shown[key] for key in kept} == {
        "status": "done", "caseId": str(practice.case.pk), "template": "pay-slip", "version": 1,
        "total": 2, "done": 2, "failed": 0, "leftOut": 0, "progress": 100, "rows": [],
    }  # fmt: skip
    assert Document.objects.filter(case=practice.case).count() == 2
    assert {one.options["paper"] for one in Revision.objects.all()} == {"Letter"}
    listed = api(practice.lawyer).get("/api/docs/batches").json()["results"]
    assert [one["id"] for one in listed] == [body["id"]]


def test_post__with_bad_rows__is_422_with_row_and_column__unless_they_are_left_out(practice):
    refused = send(practice.lawyer, "Amihan", "")
    assert (refused.status_code, refused.json()["code"]) == (422, "batch-rows-bad")
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [("/rows/3/name", "required")]
    assert refused.json()["badRows"] == [3]
    assert not Batch.objects.exists()
    made = send(practice.lawyer, "Amihan", "", leaveOut="true").json()
    assert made["rows"] == [
        {
            "row": 3,
            "status": "left_out",
            "faults": [{"column": "name", "code": "required", "detail": "This is missing."}],
        }
    ]


def test_post__dry_run__checks_and_makes_nothing(practice):
    assert send(practice.lawyer, "Amihan", "Tala", dryRun="true").json() == {"total": 2, "good": 2, "bad": 0}
    assert send(practice.lawyer, "Amihan", "", dryRun="true").status_code == 422
    assert send(practice.lawyer, "Amihan", "", dryRun="true", leaveOut="true").json()["bad"] == 1
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("form", "pointer", "code"),
    [
        ({"content": b"nome\nx\n"}, "/file", "sheet-headings"),
        ({"content": b""}, "/file", "file-empty"),
        ({"version": "0"}, "/version", "invalid-version"),
        ({"options": "{"}, "/options", "type"),
        ({"options": '{"paper": "A3"}'}, "/options/paper", "invalid-choice"),
        ({"leaveOut": "perhaps"}, "/leaveOut", "invalid"),
    ],
)
def test_post__of_what_cannot_be_taken__is_422_at_its_place(practice, form, pointer, code):
    answer = send(practice.lawyer, "Amihan", **form)
    assert (answer.status_code, [(one["pointer"], one["code"]) for one in answer.json()["errors"]]) == (
        422,
        [(pointer, code)],
    )
    assert not Batch.objects.exists()


def test_post__again_with_its_key__makes_one_batch(practice):
    headers = {"Idempotency-Key": "once"}
    raw = (
        b'--x\r\nContent-Disposition: form-data; name="templateId"\r\n\r\npay-slip\r\n--x\r\nContent-Disposition: '
        b'form-data; name="file"; filename="a.csv"\r\n\r\n' + batch_template.sheet("Amihan") + b"\r\n--x--\r\n"
    )
    form = "multipart/form-data; boundary=x"
    first, second = (
        api(practice.lawyer).generic("POST", "/api/docs/batches", raw, form, headers=headers) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert second["Idempotency-Replayed"] == "true"
    assert second.json()["id"] == first.json()["id"]
    assert Batch.objects.count() == 1


def test_batches__are_for_staff__and_of_others_not_there(practice):
    assert send(practice.client, "Amihan").status_code == 403
    assert api(practice.client).get("/api/docs/batches").status_code == 403
    made = send(practice.lawyer, "Amihan").json()["id"]
    for address in (f"/api/docs/batches/{made}", f"/api/docs/batches/{made}/files"):
        assert api(practice.other_lawyer).get(address).status_code == 404
    assert api(practice.other_lawyer).post(f"/api/docs/batches/{made}/cancel").status_code == 404
    assert send(practice.other_lawyer, "Amihan", caseId=str(practice.case.pk)).status_code == 404


def test_cancel_and_retry__go_by_the_state(practice, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("core.jobs.dispatching.dispatch", lambda job: True)
        made = send(practice.lawyer, "Amihan", "Tala").json()["id"]
    client = api(practice.lawyer)
    assert client.get(f"/api/docs/batches/{made}/files").json()["code"] == "batch-not-ready"
    assert client.post(f"/api/docs/batches/{made}/retry").json()["code"] == "batch-not-ready"
    assert client.post(f"/api/docs/batches/{made}/cancel").json()["status"] == "cancelled"
    assert client.post(f"/api/docs/batches/{made}/cancel").json()["code"] == "transition-not-allowed"
    job = Job.objects.get(kind="documents.batch")
    batch_running.batch_advance(batch_id=Batch.objects.get().pk, step=job.payload["step"])
    assert not Revision.objects.exists()


def test_files__is_the_firms_package_in_the_order_of_the_rows(practice):
    made = send(practice.lawyer, "Tala", "Amihan").json()["id"]
    answer = api(practice.lawyer).get(f"/api/docs/batches/{made}/files")
    assert (answer.status_code, answer.streaming) == (200, True)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        titles = [one["title"] for one in manifest["documents"]]
        data = [json.loads(archive.read(one["data"]["file"]))["inputs"]["name"] for one in manifest["documents"]]
    assert titles == ["Pay slip, Tala", "Pay slip, Amihan"]
    assert data == ["Tala", "Amihan"]


def test_files__names_what_is_void_and_since_when(practice):
    made = send(practice.lawyer, "Tala", "Amihan", caseId=str(practice.case.pk)).json()["id"]
    void = Revision.objects.get(document__title="Pay slip, Amihan")
    services.revision_submit(actor=practice.lawyer, revision=void)
    services.revision_approve(actor=practice.admin, revision=void)
    named = {"document": void.document, "number": 1, "checksum": void.checksum}
    services.revision_void(actor=practice.lawyer, **named, reason="Wrong officer.")
    answer = api(practice.lawyer).get(f"/api/docs/batches/{made}/files")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        documents = json.loads(archive.read("manifest.json"))["documents"]
    assert [(one["title"], one["status"], one.get("voidedOn")) for one in documents] == [
        ("Pay slip, Tala", "draft", None),
        ("Pay slip, Amihan", "void", timezone.localdate().isoformat()),
    ]
    assert AuditEntry.objects.get(verb="batch.packaged").facts["documents"] == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_sheet__of_a_template__can_be_sent_back_as_it_is(practice, kind):
    answer = api(practice.lawyer).get("/api/docs/templates/pay-slip/versions/latest/sheet", {"kind": kind})
    assert f"pay-slip v1.{kind}" in answer["Content-Disposition"]
    assert send(practice.lawyer, content=answer.content).json()["done"] == 1


def test_sheet__of_another_kind__is_422(practice):
    answer = api(practice.lawyer).get("/api/docs/templates/pay-slip/versions/1/sheet", {"kind": "ods"})
    assert answer.json()["errors"][0]["pointer"] == "/kind"


def test_retry__makes_what_failed(practice, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(batch_running, "order_fulfil", lambda order: 1 / 0)
        made = send(practice.lawyer, "Amihan").json()["id"]
    shown = api(practice.lawyer).get(f"/api/docs/batches/{made}").json()
    assert (shown["failed"], shown["rows"][0]["faults"][0]["code"]) == (1, "internal-error")
    assert api(practice.lawyer).post(f"/api/docs/batches/{made}/retry").json()["done"] == 1
