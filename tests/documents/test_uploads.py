"""Files from outside: kept under their hash, released by the scanner, read by a job, quoted by the AI."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from ai import selectors as ai_selectors
from core import storage
from core.models import AuditEntry, Job
from documents import services
from documents.backends import base
from documents.models import Document, Upload
from tests import links
from tests.documents import outside_files as files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
UPLOADS = "/api/docs/uploads"


def send(practice: Any, user: Any = None, content: bytes | None = None, name: str = "Lease.pdf", **more: Any) -> Any:
    client = APIClient()
    client.force_authenticate(user or practice.lawyer)
    headers = more.pop("headers", {})
    form = {"caseId": str(practice.case.pk), **more}
    boundary = "----hain"
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in form.items()
    )
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += "Content-Type: application/pdf\r\n\r\n"
    body = head.encode() + (files.pdf() if content is None else content) + f"\r\n--{boundary}--\r\n".encode()
    return client.generic("POST", UPLOADS, body, f"multipart/form-data; boundary={boundary}", headers=headers)


def get(user: Any, path: str) -> Any:
    client = APIClient()
    client.force_authenticate(user)
    return client.get(path)


def test_upload__is_a_document_of_the_case__and_its_bytes_come_back(practice: Any) -> None:
    answer = send(practice, name="SEC_certificate.pdf", kind="certificate")
    body = answer.json()
    assert answer.status_code == 201
    assert (body["title"], body["kind"], body["template"], body["status"]) == (
        "SEC certificate", "certificate", None, "draft",
    )  # fmt: skip
    (revision,) = body["revisions"]
    assert (revision["contentType"], revision["pages"], revision["scan"]) == ("application/pdf", 2, "unscanned")
    assert revision["checksum"] == storage.checksum_of(files.pdf())
    download = get(practice.lawyer, f"/api/docs/{body['id']}/download?revision=1")
    status, content, disposition = links.opened(download["Location"])
    assert (status, content) == (200, files.pdf())
    assert disposition.startswith("attachment")
    assert AuditEntry.objects.filter(verb="document.uploaded", subject_id=body["id"]).count() == 1


def test_upload__is_read_by_a_job__and_can_be_quoted_and_analysed(practice: Any) -> None:
    body = send(practice, content=files.word(), name="Lease.docx").json()
    upload = Upload.objects.get()
    assert (upload.reading, files.SENTENCE in upload.text) == ("read", True)
    found = ai_selectors.passages_found(practice.lawyer, "rent of the lessee", case=practice.case)
    assert [one.title for one in found if files.SENTENCE in one.text] == ["Lease"]
    assert get(practice.lawyer, f"/api/docs/{body['id']}").json()["revisions"][0]["pages"] is None


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [(b"", "a.pdf", "file-empty"), (b"MZ", "a.pdf", "file-type"), (files.pdf("A"), "../../a.pdf", "file-name"),
     (files.pdf("B"), "a\tb.pdf", "file-name"), (files.pdf_with_action("/Launch"), "a.pdf", "file-active")],
)  # fmt: skip
def test_upload__that_must_not_come_in__is_422_at_the_file_and_nothing_is_kept(
    practice: Any, content: bytes, name: str, code: str
) -> None:
    before = Job.objects.count()
    answer = send(practice, content=content, name=name)
    assert (answer.status_code, answer.json()["code"]) == (422, "upload-refused")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/file", code)]
    assert (Document.objects.count(), Upload.objects.count(), Job.objects.count()) == (0, 0, before)
    assert not storage.exists(storage.checksum_of(content))


def test_upload__over_the_limit__is_413(practice: Any, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1_000
    assert send(practice).status_code == 413
    settings.UPLOAD_LIMIT_BYTES = len(files.pdf()) - 1
    assert (send(practice).status_code, Upload.objects.count()) == (413, 0)


def test_upload__larger_than_other_bodies__is_taken__also_with_a_key(practice: Any, settings: Any) -> None:
    settings.BODY_LIMIT_BYTES = 500
    headers = {"Idempotency-Key": "one"}
    first, again = send(practice, headers=headers), send(practice, headers=headers)
    assert (first.status_code, again.json(), Upload.objects.count()) == (201, first.json(), 1)
    assert again["Idempotency-Replayed"] == "true"


def test_upload__without_a_file_or_a_case__says_so(practice: Any) -> None:
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    answer = client.post(UPLOADS, {"title": "x"}, format="multipart")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/caseId", "required"), ("/file", "required"),
    ]  # fmt: skip
    assert client.post(UPLOADS, {"file": "x"}, format="json").status_code in (400, 415)


def test_upload__to_a_case_of_others__is_404(practice: Any) -> None:
    assert send(practice, practice.other_lawyer).status_code == 404
    assert send(practice, practice.other_client).status_code == 404
    assert send(practice, caseId=str(uuid.uuid4())).status_code == 404


def test_upload__by_the_client__is_shown_to_the_client_and_the_lawyers(practice: Any) -> None:
    body = send(practice, practice.client).json()
    path = f"/api/docs/{body['id']}"
    shown = [get(user, path).status_code for user in (practice.client, practice.lawyer, practice.other_client)]
    assert shown == [200, 200, 404]
    of_lawyer = send(practice, content=files.picture()).json()
    assert get(practice.client, f"/api/docs/{of_lawyer['id']}").status_code == 404


def test_uploaded_document__has_no_data_to_revise__and_goes_through_review(practice: Any) -> None:
    body = send(practice).json()
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    answer = client.post(f"/api/docs/{body['id']}/revisions", {"inputs": {}}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "upload-has-no-data")
    assert client.post(f"/api/docs/{body['id']}/submit-for-review", {}).status_code == 200
    client.force_authenticate(practice.reviewer)
    assert client.post(f"/api/docs/{body['id']}/approve", {}).json()["status"] == "approved"


# --- the scanner ------------------------------------------------------------------------------------------------


class Scanner(base.Scanner):
    """Says what it is told to."""

    name = "told"
    scans = True
    found = ""

    def _check(self) -> str:
        return "told"

    def _scan(self, content: bytes) -> base.Verdict:
        if self.found == "away":
            raise TimeoutError
        return base.Verdict(self.found)


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> type[Scanner]:
    monkeypatch.setattr("documents.backends.configured", Scanner)
    monkeypatch.setattr(Scanner, "found", "")
    return Scanner


def test_infected_file__stays_closed__unread_and_on_the_record(practice: Any, scanner: type[Scanner]) -> None:
    scanner.found = "Hain.Test"
    body = send(practice).json()
    upload = Upload.objects.get()
    assert (upload.scan, upload.scan_said, upload.text, upload.reading) == ("infected", "Hain.Test", "", "waiting")
    answer = get(practice.lawyer, f"/api/docs/{body['id']}/download?revision=1")
    assert (answer.status_code, answer.json()["code"]) == (409, "upload-quarantined")
    assert ai_selectors.passages_found(practice.lawyer, "rent of the lessee", case=practice.case) == []
    entry = AuditEntry.objects.get(verb="document.infected")
    assert entry.facts["found"] == "Hain.Test"


def test_scanner_that_is_away__keeps_the_file_closed__until_it_answers(practice: Any, scanner: type[Scanner]) -> None:
    scanner.found = "away"
    body = send(practice).json()
    assert body["revisions"][0]["scan"] == "waiting"
    assert get(practice.lawyer, f"/api/docs/{body['id']}/download?revision=1").status_code == 409
    job = Job.objects.get(kind="documents.examine")
    assert (job.status, job.error["code"]) == ("queued", "backend-unavailable")
    scanner.found = ""
    upload = services.upload_examine(upload=Upload.objects.get())
    assert (upload.scan, upload.reading) == ("clean", "read")
    assert get(practice.lawyer, f"/api/docs/{body['id']}/download?revision=1").status_code == 302


def test_examined_again__scans_and_reads_nothing(practice: Any, scanner: type[Scanner]) -> None:
    send(practice)
    entries = AuditEntry.objects.count()
    scanner.found = "Hain.Test"
    upload = services.upload_examine(upload=Upload.objects.get())
    assert (upload.scan, AuditEntry.objects.count()) == ("clean", entries)
