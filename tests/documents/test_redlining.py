"""Redlines of revisions that were made here and of files from outside; who may see them, and what is refused."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from rest_framework.test import APIClient

from documents import redlining, selectors, services
from documents.exceptions import RedlineTooLong
from documents.models import Document, Revision, Upload
from tests.documents import batch_template, outside_files
from tests.documents.proofs import PROOFS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
DATA = {"name": "Amihan Reyes", "amount": "2750.00"}


@pytest.fixture
def two(practice) -> Document:
    """A paper with an approved revision, and a draft with another amount."""
    first = batch_template.approved(practice)
    document = first.document
    wish = services.next_wish(document=document, latest=first, inputs=DATA, note="")
    services.revision_request(actor=practice.lawyer, document=document, wish=wish)
    assert Revision.objects.filter(document=document).count() == 2
    return document


def ask(user: Any, document: Document, old: object, new: object, kind: str = "redline") -> Any:
    client = APIClient()
    client.force_authenticate(user)
    return client.get(f"/api/docs/{document.pk}/{kind}?from={old}&to={new}")


def test_redline__of_two_revisions__marks_the_amount_and_names_both(practice, two):
    told = ask(practice.lawyer, two, 1, 2).json()
    known = Revision.objects.filter(document=two).order_by("number")
    assert [(told[side]["revision"], told[side]["checksum"]) for side in ("from", "to")] == [
        (one.number, one.checksum) for one in known
    ]
    assert told["summary"] == {"inserted": 1, "deleted": 1, "moved": 0}
    changed = [one for one in told["paragraphs"] if one["change"] != "same"]
    assert [piece for one in changed for piece in one["pieces"] if piece["op"] != "same"] == [
        {"op": "deleted", "text": "1500.00"},
        {"op": "inserted", "text": "2750.00"},
    ]
    assert "<del>1500.00</del><ins>2750.00</ins>" in told["html"]


def test_redline__the_other_way_round__takes_out_what_was_put_in(practice, two):
    told = ask(practice.lawyer, two, 2, 1).json()
    assert "<del>2750.00</del><ins>1500.00</ins>" in told["html"]


def test_redline_pdf__is_the_same_bytes_each_time_and_saved_under_a_name(practice, two):
    first, again = (ask(practice.lawyer, two, 1, 2, "redline.pdf") for _ in range(2))
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"].startswith("attachment; filename=")
    assert "changes r1 to r2.pdf" in first["Content-Disposition"]
    assert first.content.startswith(b"%PDF-1.7")
    assert hashlib.sha256(first.content).digest() == hashlib.sha256(again.content).digest()


@pytest.mark.parametrize(
    ("old", "new", "status", "code", "pointer"),
    [
        (1, 1, 422, "redline-of-one-revision", "/to"),
        (1, 9, 404, "revision-not-found", "/to"),
        (7, 2, 404, "revision-not-found", "/from"),
        ("latest", 2, 422, "invalid-input", "/from"),
        (1, "", 422, "invalid-input", "/to"),
        (1, "9" * 30, 422, "invalid-input", "/to"),
    ],
)
def test_redline__of_what_is_not_there__says_which(practice, two, old, new, status, code, pointer):
    answer = ask(practice.lawyer, two, old, new)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


def test_redline__for_a_client__ends_at_what_is_approved_and_for_another_lawyer_is_not_there(practice, two):
    assert ask(practice.client, two, 1, 2).json()["code"] == "revision-not-found"
    assert ask(practice.other_lawyer, two, 1, 2).status_code == 404
    assert "2750" not in ask(practice.client, two, 1, 2).content.decode()


def test_redline__of_a_text_over_the_limit__is_refused(practice, two, monkeypatch):
    monkeypatch.setattr(redlining, "MOST_CHARACTERS", 20)
    with pytest.raises(RedlineTooLong, match="characters"):
        redlining.redline(practice.lawyer, two, 1, 2)
    assert ask(practice.lawyer, two, 1, 2).json()["code"] == "redline-too-long"


def signed(practice: Any, content: bytes, filename: str) -> Document:
    """A paper whose second revision is this signed copy of the first."""
    first = batch_template.approved(practice)
    services.signed_copy_store(
        actor=practice.lawyer, document=first.document, number=1, checksum=first.checksum, way="wet",
        signed_on=dt.date(2026, 11, 20), content=content, filename=filename,
        evidence=PROOFS["wet"],
    )  # fmt: skip
    return first.document


PIECES: dict[str, list[Any]] = {
    "pdf": [("same", "Pay slip Amihan Reyes:"), ("same", "1500.00 "), ("inserted", "received in full")],
    "docx": [
        ("deleted", "Pay slip"),
        ("inserted", "Pay slip "),
        ("same", "Amihan Reyes: 1500.00"),
        ("inserted", " received in full"),
        ("inserted", "Lessor | Aurora Luz"),
    ],
}


@pytest.mark.parametrize("kind", PIECES)
def test_redline__of_a_signed_copy_from_outside__compares_the_words_of_both_files(practice, kind):
    said = "Pay slip Amihan Reyes: 1500.00 received in full"
    content = outside_files.pdf(said, 1) if kind == "pdf" else outside_files.word(said)
    document = signed(practice, content, f"signed.{kind}")
    told = ask(practice.lawyer, document, 1, 2).json()
    pieces = [(piece["op"], piece["text"]) for one in told["paragraphs"] for piece in one["pieces"]]
    code = selectors.revision_get(practice.lawyer, document, 1).order.verify_code  # printed on our paper alone
    assert [one for one in pieces if one != ("deleted", code)] == PIECES[kind]
    assert [told[side]["revision"] for side in ("from", "to")] == [1, 2]
    assert redlining.redline(practice.lawyer, document, 1, 2).by_file
    assert ask(practice.client, document, 2, 1, "redline.pdf").content.startswith(b"%PDF-1.7")


def test_redline__of_a_scan__says_that_there_are_no_words(practice):
    document = signed(practice, outside_files.picture(), "scan.png")
    answer = ask(practice.lawyer, document, 1, 2)
    assert (answer.status_code, answer.json()["code"]) == (409, "text-not-read")
    assert "Revision 2 is a file whose text has not been read" in answer.json()["detail"]


@pytest.mark.parametrize("scan", [Upload.Scan.WAITING, Upload.Scan.INFECTED])
def test_redline__of_a_file_in_quarantine__opens_it_for_nobody(practice, scan):
    document = signed(practice, outside_files.pdf(), "signed.pdf")
    Upload.objects.update(scan=scan)
    answer = ask(practice.admin, document, 1, 2)
    assert (answer.status_code, answer.json()["code"]) == (409, "upload-quarantined")
    assert "lessee" not in answer.content.decode()
