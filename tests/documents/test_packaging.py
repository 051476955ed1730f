"""Packages: named revisions for somebody, with data or without, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.exceptions import StaffOnly
from core import storage
from core.errors import NotFound
from core.models import AuditEntry
from documents import packaging, services
from documents.exceptions import PackageRefused, RevisionNotNamed
from documents.models import Revision
from tests.documents import batch_template, outside_files
from tests.documents.proofs import PROOFS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
NONE = "sha256:" + "0" * 64


@pytest.fixture
def revision(practice) -> Revision:
    return batch_template.generated(practice)


@pytest.fixture
def approved(practice, revision) -> Revision:
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_approve(actor=practice.admin, revision=revision)
    revision.refresh_from_db()
    return revision


def packed(practice, revision, audience, **changes) -> bytes:
    asked = {"actor": practice.lawyer, "number": revision.number, "checksum": revision.checksum, **changes}
    return b"".join(services.document_package(document=revision.document, audience=audience, **asked))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def stem(revision) -> str:
    return f"0001 Pay slip, Amihan Reyes r1 {revision.checksum.removeprefix('sha256:')[:12]}"


@pytest.mark.parametrize("audience", ["firm", "agency"])
def test_package__for_the_firm_and_an_agency__has_the_pdf_and_its_data_and_names_both(practice, approved, audience):
    found = parts(packed(practice, approved, audience))
    name = stem(approved)
    assert list(found) == [f"{name}.pdf", f"{name}.json", "manifest.json"]
    assert storage.checksum_of(found[f"{name}.pdf"]) == approved.checksum
    data = json.loads(found[f"{name}.json"])
    assert (data["inputs"], data["template"], data["checksum"]) == (
        batch_template.SAMPLE,
        "pay-slip",
        approved.checksum,
    )
    manifest = json.loads(found["manifest.json"])
    assert manifest["audience"] == audience
    assert manifest["documents"][0]["checksum"] == approved.checksum
    assert manifest["documents"][0]["data"] == {
        "file": f"{name}.json",
        "checksum": storage.checksum_of(found[f"{name}.json"]),
    }


def test_package__for_a_counterparty__has_the_same_pdf_and_no_data(practice, approved):
    found = parts(packed(practice, approved, "counterparty"))
    assert list(found) == [f"{stem(approved)}.pdf", "manifest.json"]
    assert storage.checksum_of(found[f"{stem(approved)}.pdf"]) == approved.checksum
    (told,) = json.loads(found["manifest.json"])["documents"]
    assert set(told) == {"file", "title", "kind", "revision", "checksum", "size", "pages", "contentType"}
    assert b"1500.00" not in found["manifest.json"]


def test_package__again__has_the_same_bytes(practice, approved):
    assert packed(practice, approved, "agency") == packed(practice, approved, "agency")


def test_package__is_recorded_with_revision_checksum_and_audience(practice, approved):
    packed(practice, approved, "agency")
    entry = AuditEntry.objects.get(verb="document.packaged")
    assert (entry.actor_id, entry.case_id) == (practice.lawyer.pk, practice.case.pk)
    assert {key: entry.facts[key] for key in ("revision", "checksum", "audience")} == {
        "revision": 1,
        "checksum": approved.checksum,
        "audience": "agency",
    }


@pytest.mark.parametrize("audience", ["agency", "counterparty"])
def test_package__of_a_draft__stays_in_the_firm(practice, revision, audience):
    with pytest.raises(PackageRefused, match="not approved"):
        packed(practice, revision, audience)
    assert not AuditEntry.objects.filter(verb="document.packaged").exists()
    assert len(parts(packed(practice, revision, "firm"))) == 3


def test_package__of_what_is_void__stays_in_the_firm_and_says_so_there(practice, approved):
    services.revision_void(
        actor=practice.lawyer, document=approved.document, number=1, checksum=approved.checksum, reason="Wrong officer."
    )
    voided = timezone.localdate()
    for audience, whom in (("agency", "An agency"), ("counterparty", "A counterparty")):
        with pytest.raises(PackageRefused) as told:
            packed(practice, approved, audience)
        assert told.value.detail == (
            f"Revision 1 is void since {voided:%-d %B %Y}. {whom} is sent approved papers only."
        )
    (said,) = json.loads(parts(packed(practice, approved, "firm"))["manifest.json"])["documents"]
    assert (said["status"], said["voidedOn"]) == ("void", voided.isoformat())
    assert "Wrong officer" not in str(said)


def test_manifest__tells_how_a_paper_stands_to_the_firm_alone(practice, approved):
    told = {one: json.loads(parts(packed(practice, approved, one))["manifest.json"]) for one in packaging.AUDIENCES}
    assert {one: manifest["documents"][0].get("status") for one, manifest in told.items()} == {
        "firm": "approved", "agency": None, "counterparty": None,
    }  # fmt: skip
    assert "voidedOn" not in str(told)
    assert "signed" not in told["firm"]["documents"][0]


def test_manifest__tells_how_a_copy_was_signed_to_the_firm_alone(practice, approved):
    copy = services.signed_copy_store(
        actor=practice.lawyer, document=approved.document, number=1, checksum=approved.checksum, way="wet",
        signed_on=dt.date(2026, 11, 20), content=outside_files.pdf(), filename="scan.pdf", evidence=PROOFS["wet"],
    )  # fmt: skip
    told = {one: json.loads(parts(packed(practice, copy, one))["manifest.json"]) for one in packaging.AUDIENCES}
    assert {one: manifest["documents"][0].get("signed") for one, manifest in told.items()} == {
        "firm": {"way": "wet", "signedOn": "2026-11-20", "evidence": PROOFS["wet"]},
        "agency": None,
        "counterparty": None,
    }  # fmt: skip


def test_package__by_another_checksum_or_number__is_refused(practice, approved):
    with pytest.raises(RevisionNotNamed, match="not the file"):
        packed(practice, approved, "firm", checksum=NONE)
    with pytest.raises(NotFound):
        packed(practice, approved, "firm", number=2)


def test_package__by_the_client__is_refused(practice, approved):
    with pytest.raises(StaffOnly):
        packed(practice, approved, "firm", actor=practice.client)


def test_package__of_a_file_that_was_lost__is_told_before_an_answer_is_begun(practice, approved):
    from django.core.files.storage import default_storage

    default_storage.delete(storage.key_of(approved.checksum))
    with pytest.raises(storage.StoredObjectMissing):
        services.document_package(
            actor=practice.lawyer, document=approved.document, number=1, checksum=approved.checksum, audience="firm"
        )
    assert not AuditEntry.objects.filter(verb="document.packaged").exists()


def test_package__of_many__holds_one_file_at_a_time(practice, approved, monkeypatch):
    reads = []
    real = storage.read
    monkeypatch.setattr(storage, "read", lambda checksum: reads.append(checksum) or real(checksum))
    pieces = packaging.package([approved] * 3, "firm")
    next(pieces)
    assert len(reads) == 1
    rest = b"".join(pieces)
    assert len(reads) == 3
    assert rest.endswith(b"\0\0")  # the end of the directory


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"revision": ""}, "/revision"),
        ({"revision": "latest"}, "/revision"),
        ({"checksum": ""}, "/checksum"),
        ({"checksum": "sha256:xyz"}, "/checksum"),
        ({"audience": ""}, "/audience"),
        ({"audience": "everybody"}, "/audience"),
    ],
)
def test_api__without_a_named_revision_or_audience__is_422(practice, approved, change, pointer):
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    asked = {"revision": "1", "checksum": approved.checksum, "audience": "firm", **change}
    answer = client.get(f"/api/docs/{approved.document_id}/package", asked)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_api__streams_the_package(practice, approved):
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    asked = {"revision": "1", "checksum": approved.checksum, "audience": "counterparty"}
    answer = client.get(f"/api/docs/{approved.document_id}/package", asked)
    assert (answer.status_code, answer["Content-Type"], answer.streaming) == (200, "application/zip", True)
    assert "r1 counterparty.zip" in answer["Content-Disposition"]
    assert list(parts(b"".join(answer.streaming_content))) == [f"{stem(approved)}.pdf", "manifest.json"]
    client.force_authenticate(practice.other_lawyer)
    assert client.get(f"/api/docs/{approved.document_id}/package", asked).status_code == 404
