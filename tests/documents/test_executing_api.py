"""The endpoints behind an approved paper, called by four kinds of user."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from core import storage
from core.models import AuditEntry
from documents.models import Revision, Template
from tests.documents import batch_template, outside_files
from tests.documents.proofs import PROOFS, REQUIRED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]


@pytest.fixture
def approved(practice) -> Revision:
    return batch_template.approved(practice)


def call(user: Any, paper: Revision, step: str, **changes: Any) -> Any:
    client = APIClient()
    client.force_authenticate(user)
    named = {"revision": paper.number, "checksum": paper.checksum}
    own: dict[str, dict[str, Any]] = {
        "mark-filed": {"agency": "SEC", "reference": "2026-77", "filedOn": "2026-11-20"},
        "void": {"reason": "Signed by the wrong officer."},
        "signed-copy": {"way": "wet", "signedOn": "2026-11-20", "evidence": json.dumps(PROOFS["wet"])},
    }
    body = {**named, **own[step], **changes}
    address = f"/api/docs/{paper.document_id}/{step}"
    if step != "signed-copy":
        return client.post(address, body, format="json")
    body["file"] = SimpleUploadedFile("scan.pdf", outside_files.pdf(), content_type="application/pdf")
    return client.post(address, body, format="multipart")


def test_paper__is_signed_then_filed_and_shown_so(practice, approved):
    answer = call(practice.lawyer, approved, "signed-copy")
    assert answer.status_code == 201
    assert [(one["number"], one["status"]) for one in answer.json()["revisions"]] == [(1, "approved"), (2, "signed")]
    copy = Revision.objects.get(number=2)
    assert copy.checksum == storage.checksum_of(outside_files.pdf())
    filed = call(practice.admin, copy, "mark-filed")
    assert (filed.status_code, filed.json()["status"]) == (200, "filed")
    shown = APIClient()
    shown.force_authenticate(practice.client)
    assert shown.get(f"/api/docs/{approved.document_id}").json()["status"] == "filed"
    assert shown.get("/api/docs?status=filed").json()["results"][0]["id"] == str(approved.document_id)


def shown_to(user: Any, paper: Revision) -> list[dict[str, Any]]:
    client = APIClient()
    client.force_authenticate(user)
    return client.get(f"/api/docs/{paper.document_id}").json()["revisions"]


def test_revisions__tell_how_a_paper_was_signed_and_with_whom_it_was_filed(practice, approved):
    assert [(one["signed"], one["filing"]) for one in shown_to(practice.client, approved)] == [(None, None)]
    call(practice.lawyer, approved, "signed-copy")
    call(practice.lawyer, Revision.objects.get(number=2), "mark-filed")
    for user in (practice.lawyer, practice.client):
        first, copy = shown_to(user, approved)
        assert (first["signed"], first["filing"]) == (None, None)
        own = {"evidence": PROOFS["wet"]} if user == practice.lawyer else {}
        assert copy["signed"] == {"way": "wet", "signedOn": "2026-11-20", "copyOf": 1, "register": {}, **own}
        assert copy["filing"] == {"agency": "SEC", "reference": "2026-77", "filedOn": "2026-11-20"}


def notarised(paper: Revision) -> dict[str, Any]:
    Template.objects.filter(pk=paper.document.template_id).update(execution="wet+notary")
    return {"way": "wet+notary", "evidence": json.dumps(PROOFS["wet+notary"])}


def test_evidence__is_for_staff_and_the_client_sees_where_the_register_has_it(practice, approved):
    register = {"docNo": "12", "pageNo": "3", "bookNo": "IV", "series": "2026"}
    assert call(practice.lawyer, approved, "signed-copy", **notarised(approved)).status_code == 201
    for user, told in ((practice.lawyer, True), (practice.client, False)):
        signed = shown_to(user, approved)[1]["signed"]
        assert (signed["register"], signed.get("evidence")) == (register, PROOFS["wet+notary"] if told else None)
        client = APIClient()
        client.force_authenticate(user)
        answer = client.get(f"/api/cases/{practice.case.pk}/timeline")
        entry = next(one for one in answer.json()["results"] if one["verb"] == "document.signed")
        assert (entry["facts"]["register"], "evidence" in entry["facts"]) == (register, told)
        assert ("Luz Aquino" in answer.content.decode()) is told
        assert "P1234567A" not in answer.content.decode()


def test_copy_that_was_kept_before_evidence_was_asked__is_shown_without(practice, approved):
    call(practice.lawyer, approved, "signed-copy")
    Revision.objects.filter(number=2).update(execution={"way": "wet+notary", "on": "2026-11-20"})
    signed = shown_to(practice.lawyer, approved)[1]["signed"]
    assert signed == {"way": "wet+notary", "signedOn": "2026-11-20", "copyOf": 1, "register": {}}


def test_signed_copy__without_evidence__names_each_thing_that_is_wanted(practice, approved):
    call_with = {"wet": {"evidence": "{}"}, "wet+notary": {**notarised(approved), "evidence": "{}"}}
    for way in ("wet+notary", "wet"):
        Template.objects.filter(pk=approved.document.template_id).update(execution=way)
        answer = call(practice.lawyer, approved, "signed-copy", **call_with[way])
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")
        assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
            (f"/evidence/{key}", "required") for key in REQUIRED[way]
        ]
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("evidence", ["{", "[]", '"x"', "7", "[" * 9000, " "])
def test_evidence__that_is_no_object__is_422_at_its_place(practice, approved, evidence):
    answer = call(practice.lawyer, approved, "signed-copy", evidence=evidence)
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, ["/evidence"])
    assert Revision.objects.count() == 1


def test_evidence__as_a_part_of_its_own_type__is_read_as_well(practice, approved):
    """As OpenAPI has an object in a form: a part of type application/json without a file name."""
    parts = {"revision": "1", "checksum": approved.checksum, "way": "wet", "signedOn": "2026-11-20"}
    lines = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in parts.items()]
    head = 'Content-Disposition: form-data; name="evidence"\r\nContent-Type: application/json'
    lines.append(f"--x\r\n{head}\r\n\r\n{json.dumps(PROOFS['wet'])}")
    file = 'Content-Disposition: form-data; name="file"; filename="scan.pdf"\r\nContent-Type: application/pdf'
    body = "\r\n".join([*lines, f"--x\r\n{file}\r\n\r\n"]).encode() + outside_files.pdf() + b"\r\n--x--\r\n"
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    address = f"/api/docs/{approved.document_id}/signed-copy"
    answer = client.generic("POST", address, body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 201
    assert Revision.objects.get(number=2).execution["evidence"] == PROOFS["wet"]


def test_reason_of_voiding__is_told_to_staff_alone(practice, approved):
    assert [one["voidReason"] for one in shown_to(practice.lawyer, approved)] == [""]
    call(practice.lawyer, approved, "void")
    assert [one["voidReason"] for one in shown_to(practice.lawyer, approved)] == ["Signed by the wrong officer."]
    assert ["voidReason" in one for one in shown_to(practice.client, approved)] == [False]
    client = APIClient()
    for user, told in ((practice.lawyer, True), (practice.client, False)):
        client.force_authenticate(user)
        answer = client.get(f"/api/cases/{practice.case.pk}/timeline")
        entry = next(one for one in answer.json()["results"] if one["verb"] == "document.voided")
        assert (entry["facts"]["revision"], entry["facts"]["checksum"]) == (1, approved.checksum)
        assert ("wrong officer" in answer.content.decode()) is told


def test_void__is_told_to_whoever_has_the_code(practice, approved):
    assert call(practice.lawyer, approved, "void").json()["status"] == "void"
    told = APIClient().get(f"/api/docs/verify/{approved.order.verify_code}").json()
    assert (told["valid"], told["reason"], told["checksum"], told["documentType"]) == (False, "void", None, None)
    again = call(practice.lawyer, approved, "void")
    assert (again.status_code, again.json()["code"], again.json()["allowedTargets"]) == (
        409, "transition-not-allowed", [],
    )  # fmt: skip


@pytest.mark.parametrize("step", ["signed-copy", "mark-filed", "void"])
@pytest.mark.parametrize(("who", "status"), [("client", 403), ("other_client", 404), ("other_lawyer", 404)])
def test_act__by_who_may_not__is_refused_and_changes_nothing(practice, approved, step, who, status):
    assert call(getattr(practice, who), approved, step).status_code == status
    assert list(Revision.objects.values_list("status", flat=True)) == ["approved"]


@pytest.mark.parametrize(
    ("step", "changes", "pointer"),
    [
        ("void", {"checksum": "latest"}, "/checksum"),
        ("void", {"checksum": "sha256:" + "0" * 64}, "/checksum"),
        ("void", {"revision": "latest"}, "/revision"),
        ("void", {"reason": " "}, "/reason"),
        ("mark-filed", {"filedOn": "2999-01-01"}, "/filedOn"),
        ("mark-filed", {"reference": ""}, "/reference"),
        ("signed-copy", {"way": "thumb"}, "/way"),
        ("signed-copy", {"signedOn": "yesterday"}, "/signedOn"),
    ],
)
def test_act__badly_asked__is_422_at_its_place_and_changes_nothing(practice, approved, step, changes, pointer):
    answer = call(practice.lawyer, approved, step, **changes)
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer])
    assert list(Revision.objects.values_list("status", flat=True)) == ["approved"]


def test_signed_copy__in_a_laxer_form__says_what_is_wanted(practice, approved):
    answer = call(practice.lawyer, approved, "signed-copy", way="esign")
    assert (answer.status_code, answer.json()["code"]) == (422, "execution-not-allowed")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/way"]
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(("query", "status"), [("", 422), ("?revision=latest", 422), ("?revision=1", 302)])
def test_download__names_its_revision(practice, approved, query, status):
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    assert client.get(f"/api/docs/{approved.document_id}/download{query}").status_code == status


def test_download__is_recorded_with_who_revision_and_checksum__once_and_for_staff(practice, approved):
    for user in (practice.lawyer, practice.client):
        client = APIClient()
        client.force_authenticate(user)
        before = AuditEntry.objects.count()
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/api/docs/{approved.document_id}/download?revision=1")
        assert sum(one["sql"].startswith("INSERT") for one in queries) == 1
        assert AuditEntry.objects.count() == before + 1
        entry = AuditEntry.objects.latest("at")
        assert (entry.verb, entry.actor_id, entry.case_id, entry.staff_only) == (
            "document.downloaded", user.pk, practice.case.pk, True,
        )  # fmt: skip
        assert (entry.facts["document"], entry.facts["revision"], entry.facts["checksum"]) == (
            str(approved.document_id), 1, approved.checksum,
        )  # fmt: skip
    timeline = client.get(f"/api/cases/{practice.case.pk}/timeline").json()["results"]
    assert "document.downloaded" not in [one["verb"] for one in timeline]


@pytest.mark.parametrize("who", ["other_client", "other_lawyer"])
def test_download__that_is_refused__records_nothing(practice, approved, who):
    client = APIClient()
    client.force_authenticate(getattr(practice, who))
    assert client.get(f"/api/docs/{approved.document_id}/download?revision=1").status_code == 404
    assert not AuditEntry.objects.filter(verb="document.downloaded").exists()


def test_download__with_another_checksum__is_refused(practice, approved):
    client = APIClient()
    client.force_authenticate(practice.lawyer)
    address = f"/api/docs/{approved.document_id}/download?revision=1&checksum="
    assert client.get(address + approved.checksum).status_code == 302
    answer = client.get(address + "sha256:" + "0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (422, "revision-not-named")
