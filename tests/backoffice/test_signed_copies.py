"""The form for a signed copy on the document's page: what each way asks, and what becomes of what was typed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents import services
from documents.execution_fields import FIELDS, NOT_A_NOTARY
from documents.models import Revision
from tests.documents import outside_files
from tests.documents.proofs import PROOFS

WAYS = ("certificate-of-authentication", "esap", "wet+notary")  # of articles of incorporation
WAY = "wet+notary"


@pytest.fixture
def approved(practice) -> Revision:
    revision = practice.revision()
    services.revision_submit(actor=practice.users["lawyer"], revision=revision)
    services.revision_approve(actor=practice.users["reviewer"], revision=revision, note="Read.")
    return Revision.objects.get(pk=revision.pk)


def typed(way: str, **changes: str) -> dict[str, str]:
    """What a browser posts for the way's evidence: a line of a list in a line of its own."""
    proof = PROOFS.get(way, {})
    given = {**{key: "\n".join(one) if isinstance(one, list) else one for key, one in proof.items()}, **changes}
    return {f"evidence:{way}:{key}": value for key, value in given.items()}


def send(practice: Any, approved: Revision, way: str = WAY, *, file: bool = True, **fields: str) -> Any:
    body = {
        "revision": approved.number, "checksum": approved.checksum, "way": way, "signed_on": "2026-11-20",
        "note": "In two originals", **typed(way), **fields,
    }  # fmt: skip
    if file:
        body["file"] = SimpleUploadedFile("scan.pdf", outside_files.pdf(), content_type="application/pdf")
    url = practice.url("documents_document_execute", approved.document_id, "signed-copy")
    return practice.browser("lawyer").post(url, body, follow=True)


def page_of(practice: Any, approved: Revision) -> str:
    url = practice.url("documents_document_change", approved.document_id)
    return unescape(practice.browser("lawyer").get(url).content.decode())


def test_form__asks_what_each_way_that_is_open_to_the_paper_asks(practice, approved):
    page = page_of(practice, approved)
    names = re.findall(r'name="evidence:([^":]+):(\w+)"', page)
    assert names == [(way, field.key) for way in WAYS for field in FIELDS[way]]
    assert re.findall(r'data-for-way="([^"]+)"', page) == list(WAYS)
    assert page.count(NOT_A_NOTARY) == 1
    assert page.count("Authenticated in eSAP<") == 2
    # Only one way is sent, so nothing is required before the script has hidden the others.
    assert re.findall(r'name="evidence:[^"]+" [^>]* required', page) == []
    laws = re.findall(r"Asked by: (.+)\.</p>", page)
    assert laws[0] == "SEC Memorandum Circular 16, series of 2020"
    assert laws[2].startswith("2004 Rules on Notarial Practice (A.M. 02-8-13-SC), Rule II sections 1 and 6, Rule VIII")
    assert laws[2].count("2004 Rules") == 1


def test_signed_copy__is_kept_with_its_evidence_which_the_page_shows(practice, approved):
    answer = send(practice, approved, **typed("esap"))  # a browser without scripts sends what other ways ask as well
    page = unescape(answer.content.decode())
    assert (answer.status_code, "The signed copy is kept as the next revision." in page) == (200, True)
    copy = Revision.objects.get(number=2)
    assert (copy.note, copy.execution["evidence"]) == ("In two originals", PROOFS[WAY])
    shown = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]*)</dd>", page.split("hain-proof")[1]))
    assert {key: shown[key] for key in ("Notarial act", "Notary public", "Doc. No.", "Series of")} == {
        "Notarial act": "Acknowledgment", "Notary public": "Atty. Luz Aquino", "Doc. No.": "12", "Series of": "2026",
    }  # fmt: skip
    assert shown["Commission valid until"] == "31 Dec 2027"
    assert "data-for-way" not in page


def test_form__that_is_refused__comes_back_as_it_was_typed_with_each_fault_at_its_field(practice, approved):
    wrong = typed(WAY, docNo="twelve", commission="", commissionUntil="2026-11-19", notary="Atty. “Luz” <Aquino>")
    answer = send(practice, approved, **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Revision.objects.count() == 1
    faults = re.findall(r'class="hain-fault" id="evidence-\d-(\w+)-fault">([^<]+)<', page)
    assert [key for key, _ in faults] == ["commission", "commissionUntil", "docNo"]
    links = re.findall(r'<li><a href="#(evidence-[\w-]+)">([^<]+)</a>: ', page)
    assert links == [
        ("evidence-2-commission", "Commission number"),
        ("evidence-2-commissionUntil", "Commission valid until"),
        ("evidence-2-docNo", "Doc. No."),
    ]
    assert all(f'id="{one}"' in page for one, _ in links)
    assert 'value="twelve"' in page
    assert 'value="Atty. “Luz” &lt;Aquino&gt;"' in page
    assert 'value="In two originals"' in page
    assert '<option value="wet+notary" selected>' in page
    assert '<option value="acknowledgment" selected>' in page
    assert "Amihan Reyes, passport P1234567A</textarea>" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file": False}, "Choose the signed file first."),
        ({"signed_on": "yesterday"}, "Give the day, as 2026-11-20."),
        ({"signed_on": "2999-01-01"}, "That day has not come yet."),
        ({"way": "esign"}, "not signed electronically."),
        ({"way": "thumb"}, "not thumb."),
        (typed(WAY, commissionUntil="2026-11-19"), "The commission ended on 19 Nov 2026"),
    ],
)  # fmt: skip
def test_form__with_another_fault__comes_back_too_and_nothing_is_kept(practice, approved, changes, said):
    answer = send(practice, approved, **changes)
    page = unescape(answer.content.decode())
    assert (answer.status_code, said in page.split("The copy was not kept")[1].split("</div>")[0]) == (422, True)
    assert Revision.objects.count() == 1


def test_form__with_a_file_that_is_too_large__comes_back_as_it_was_typed(practice, approved, settings):
    settings.UPLOAD_LIMIT_BYTES = 100
    page = unescape(send(practice, approved).content.decode())
    assert "<li>A file may have at most" in page
    assert 'value="Atty. Luz Aquino"' in page
    assert Revision.objects.count() == 1


def test_second_signed_copy__is_told_in_a_message_and_not_in_a_form(practice, approved):
    send(practice, approved)
    answer = send(practice, approved)
    assert answer.status_code == 200
    assert "make the paper void and have a new one signed" in unescape(answer.content.decode())
    faulty = send(practice, approved, **typed(WAY, docNo="twelve"))  # from a page that was opened before
    assert (faulty.status_code, "Give the document" in faulty.content.decode()) == (200, True)
    assert Revision.objects.count() == 2
