"""Verification: the code is on the paper before it is rendered, leads to what is public of it, and to nothing else."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path
from typing import Any

import pypdf
import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from rest_framework.test import APIClient

from core import storage
from documents import services, verification, verifying
from documents.models import FileSignatures, Order, Revision
from documents.services.producing import order_fulfil
from documents.signatures.certificates import certificates_in, fingerprint
from documents.verification.codes import ALPHABET
from tests.documents import articles, outside_files
from tests.documents.proofs import PROOFS
from tests.documents.signatures import samples, tampering
from tests.documents.test_api import api, generate

ADDRESS = "https://hain.example/verify/7K3M-Q9TD-W2XH"
DPI = 400
MILLIMETRE = DPI / 25.4


def approved(practice: Any) -> Revision:
    """An approved revision of a document that was generated for the case."""
    made = generate(practice).json()
    path = f"/api/docs/{made['documentId']}"
    assert api(practice.lawyer).post(f"{path}/submit-for-review", {}).status_code == 200
    assert api(practice.reviewer).post(f"{path}/approve", {}).status_code == 200
    return Revision.objects.get(document=made["documentId"])


def compare(content: bytes, path: str = "/api/docs/verify") -> Any:
    return APIClient().post(path, {"file": SimpleUploadedFile("paper.pdf", content)}, format="multipart")


# --- the code, and the mark on the paper -------------------------------------------------------------------------


@given(st.text(alphabet=ALPHABET, min_size=12, max_size=12))
def test_code__typed_as_people_type__is_the_same(letters: str) -> None:
    code = "-".join((letters[:4], letters[4:8], letters[8:]))
    misread = letters.lower().replace("0", "o").replace("1", "l")
    assert {verification.normalized(one) for one in (code, letters, misread, f" {code.lower()} ")} == {code}


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-Q9TD-W2X!", "7K3M-Q9TD-W2XH-9", "U" * 12, "x" * 5_000])
def test_code__that_is_none__is_none(typed: str) -> None:
    assert verification.normalized(typed) is None


def test_new_code__is_of_the_alphabet_and_never_the_same() -> None:
    codes = {verification.new_code() for _ in range(2_000)}
    assert len(codes) == 2_000
    assert all(verification.normalized(one) == one for one in codes)


@pytest.mark.parametrize("paper", ["A4", "Folio"])
def test_paper__has_the_qr_code_of_its_address_and_the_code_on_every_page(tmp_path: Path, paper: Any) -> None:
    made = articles.pdf(verify_at=ADDRESS, paper=paper)
    (tmp_path / "a.pdf").write_bytes(made.content)
    assert len(pypdf.PdfReader(tmp_path / "a.pdf").pages) == made.pages
    for number in map(str, (1, made.pages)):
        command = ["pdftoppm", "-r", str(DPI), "-png", "-gray", "-f", number, "-l", number]
        subprocess.run([*command, str(tmp_path / "a.pdf"), str(tmp_path / "page")], check=True)
    pages = sorted(tmp_path.glob("page-*.png"))
    assert len(pages) == 2
    matrix = [list(row) for row in segno.make(ADDRESS, error="m", micro=False).matrix]
    for page in pages:
        assert _read_mark(page, len(matrix)) == [[bool(one) for one in row] for row in matrix]
    text = subprocess.run(["pdftotext", str(tmp_path / "a.pdf"), "-"], capture_output=True, check=True).stdout.decode()
    assert text.count("7K3M-Q9TD-W2XH") == made.pages


def _read_mark(page: Path, modules: int) -> list[list[bool]]:
    """The dark and light modules of the mark in the corner of a page, each at its middle."""
    with Image.open(page) as image:
        ink = image.convert("L").point(lambda value: 255 if value < 128 else 0)
    corner = ink.crop((image.width - int(24 * MILLIMETRE), image.height - int(25 * MILLIMETRE), *image.size))
    mark = corner.crop((0, 0, corner.width, int(11.4 * MILLIMETRE)))  # without the code under it
    box = mark.getbbox()
    assert box is not None
    mark = mark.crop((*box[:3], box[1] + box[2] - box[0]))
    middles = [int((one + 0.5) * mark.width / modules) for one in range(modules)]
    return [[mark.getpixel((x, y)) > 0 for x in middles] for y in middles]


# --- what it leads to --------------------------------------------------------------------------------------------

in_a_practice = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]


class TestPractice:
    """With a case and its documents."""

    pytestmark = in_a_practice

    def test_order_run_again__prints_the_same_code_and_the_same_bytes(self, practice: Any) -> None:
        first = approved(practice)
        order = Order.objects.get(revision=first)
        assert order.verify_at.endswith(f"/verify/{order.verify_code}")
        checksum = first.checksum
        Revision.objects.filter(pk=first.pk).delete()
        order = Order.objects.get(pk=order.pk)
        assert order_fulfil(order).checksum == checksum

    def test_two_papers_of_the_same_data__have_two_codes(self, practice: Any) -> None:
        one, two = generate(practice).json(), generate(practice).json()
        assert one["checksum"] != two["checksum"]
        assert Order.objects.values("verify_code").distinct().count() == 2

    def test_render_of_data_alone__has_no_code(self, practice: Any) -> None:
        from tests.documents.test_api import render

        render(practice)
        assert Order.objects.get().verify_code is None

    def test_code_of_an_issued_paper__tells_its_kind_and_nothing_that_stands_in_it(self, practice: Any) -> None:
        revision = approved(practice)
        code = Order.objects.get().verify_code
        answer = APIClient().get(f"/api/docs/verify/{code.lower().replace('-', '')}")
        assert answer.json() == {
            "valid": True, "reason": "issued", "documentType": "Articles of Incorporation (stock corporation)",
            "issuedAt": answer.json()["issuedAt"], "checksum": revision.checksum, "signatureCount": 0,
            "signaturesValid": None, "signaturesBy": None, "signaturesCheckedAt": None,
        }  # fmt: skip
        page = Client().get(f"/verify/{code}")
        assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
        for text in (answer.content.decode(), page.content.decode()):
            for secret in ("Habing", "Calderon", practice.case.title, practice.case.number, revision.document.title):
                assert secret not in text

    def test_code_of_a_draft__says_that_it_was_not_issued(self, practice: Any) -> None:
        generate(practice)
        code = Order.objects.get().verify_code
        told = APIClient().get(f"/api/docs/verify/{code}").json()
        assert (told["valid"], told["reason"], told["documentType"], told["checksum"]) == (
            False, "not-issued", None, None,
        )  # fmt: skip
        assert "was not issued" in Client().get(f"/verify/{code}").content.decode()

    def test_code_that_no_paper_has__is_404(self, practice: Any) -> None:
        answer = APIClient().get("/api/docs/verify/7K3M-Q9TD-W2XH")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
        page = Client().get("/verify/7K3M-Q9TD-W2XH")
        assert (page.status_code, "No paper has the code" in page.content.decode()) == (404, True)
        assert APIClient().get("/api/docs/verify/x'--").status_code == 404

    def test_file__that_was_issued__is_known_and_one_with_a_bit_changed_is_not(self, practice: Any) -> None:
        revision = approved(practice)
        content = storage.read(revision.checksum)
        assert compare(content).json()["valid"] is True
        changed = bytes([content[0] ^ 1]) + content[1:]
        told = compare(changed).json()
        assert (told["valid"], told["reason"], told["documentType"]) == (False, "unknown", None)

    def test_file_of_a_draft__is_not_known(self, practice: Any) -> None:
        made = generate(practice).json()
        assert compare(storage.read(made["checksum"])).json()["valid"] is False

    def test_page__tells_the_file_of_another_paper_from_the_one_with_the_code(self, practice: Any) -> None:
        one, two = approved(practice), approved(practice)
        path = f"/verify/{one.order.verify_code}"
        same = compare_page(path, storage.read(one.checksum))
        other = compare_page(path, storage.read(two.checksum))
        assert "This is the file that we issued." in same
        assert "This is another paper." in other

    def test_signed_copy__is_the_paper_with_its_code(self, practice: Any) -> None:
        one, two = approved(practice), approved(practice)
        scan = outside_files.pdf("Signed before me")
        keep_signed(practice, one, scan)
        page = compare_page(f"/verify/{one.order.verify_code}", scan)
        assert "This is the signed copy that we keep." in page
        assert "no electronic signature in the file: it was signed on paper or elsewhere" in page
        assert "This is another paper." in compare_page(f"/verify/{two.order.verify_code}", scan)
        assert signatures_told(compare(scan)) == (0, None, None)
        FileSignatures.objects.all().delete()
        assert signatures_told(compare(scan)) == (None, None, None)
        assert "was not examined yet" in compare_page(f"/verify/{one.order.verify_code}", scan)

    def test_signatures_of_the_signed_copy__are_told_with_the_code_and_with_the_file(
        self, practice: Any, settings: Any, tmp_path: Path
    ) -> None:
        trusted = tmp_path / "ours.pem"
        trusted.write_bytes(samples.pem(samples.OFFICE))
        settings.SIGNATURES_TRUSTED_FILES = [str(trusted)]
        one = approved(practice)
        content = samples.signed(storage.read(one.checksum), samples.SEAL)
        copy = keep_signed(practice, one, content)
        path = f"/verify/{one.order.verify_code}"
        by_code = APIClient().get(f"/api/docs{path}")
        assert signatures_told(by_code) == signatures_told(compare(content)) == (1, True, "us")
        assert by_code.json()["checksum"] == copy.checksum
        kept = FileSignatures.objects.get()
        assert (kept.checksum, kept.covers_whole_file, kept.problems) == (copy.checksum, True, [])
        assert fingerprint(certificates_in(trusted.read_bytes())[0]) in kept.anchors
        for page in (Client().get(path).content.decode(), compare_page(path, content)):
            assert "1 electronic signature:" in page
            assert "our own certificate, made out to Example Law Office" in page
            assert "does not prove" in page
        settings.SIGNATURES_TRUSTED_FILES = []  # what was found by the certificates of that day stays as it was
        services.upload_examine(upload=copy.upload)
        assert signatures_told(compare(content)) == (1, True, "us")

    def test_signatures_that_do_not_hold__are_told_with_what_is_wrong_and_without_a_name(self, practice: Any) -> None:
        one = approved(practice)
        signed = samples.signed(storage.read(one.checksum), "Juana Secret", by=samples.signer_of("Juana Secret"))
        keep_signed(practice, one, tampering.appended(tampering.change_metadata)(signed))
        path = f"/verify/{one.order.verify_code}"
        assert signatures_told(APIClient().get(f"/api/docs{path}")) == (1, False, "unknown")
        page = Client().get(path).content.decode()
        assert "it does not hold" in page
        assert "The file was changed after its last signature, and nobody signed the change." in page
        assert "Juana" not in page + APIClient().get(f"/api/docs{path}").content.decode()

    def test_verifying__by_a_checksum_that_is_none__is_unknown(self, practice: Any) -> None:
        assert verifying.by_checksum("sha256:") == verifying.UNKNOWN


def keep_signed(practice: Any, revision: Revision, content: bytes) -> Revision:
    return services.signed_copy_store(
        actor=practice.lawyer, document=revision.document, number=1, checksum=revision.checksum, content=content,
        way="certificate-of-authentication", signed_on=dt.date(2026, 11, 20), filename="signed.pdf",
        evidence=PROOFS["certificate-of-authentication"],
    )  # fmt: skip


def signatures_told(answer: Any) -> tuple[Any, ...]:
    told = answer.json()
    assert (told["valid"], answer.status_code) == (True, 200)
    assert set(told) == {
        "valid", "reason", "documentType", "issuedAt", "checksum", "signatureCount", "signaturesValid", "signaturesBy",
        "signaturesCheckedAt",
    }  # fmt: skip
    return told["signatureCount"], told["signaturesValid"], told["signaturesBy"]


def compare_page(path: str, content: bytes) -> str:
    return Client().post(path, {"file": SimpleUploadedFile("paper.pdf", content)}).content.decode()


@pytest.mark.django_db
def test_page__takes_a_typed_code_to_its_address_and_a_missing_file_with_a_word() -> None:
    assert Client().get("/verify", {"code": "7k3mq9tdw2xh"})["Location"] == "/verify/7K3M-Q9TD-W2XH"
    assert [Client().get(path).status_code for path in ("/verify", "/verify/")] == [200, 200]
    assert "No file was chosen." in Client().post("/verify").content.decode()
    assert Client().delete("/verify").status_code == 405


@pytest.mark.django_db
def test_file__over_the_limit__is_413_and_a_word_on_the_page(settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10
    assert compare(b"x" * 11).status_code == 413
    assert "too large" in compare_page("/verify", b"x" * 11)


@pytest.mark.django_db
def test_page__asked_again_and_again__is_limited_like_other_anonymous_calls(settings: Any) -> None:
    settings.LIMIT_ANONYMOUS_PER_MINUTE = 3
    assert [Client().get("/verify/7K3M-Q9TD-W2XH").status_code for _ in range(4)] == [404, 404, 404, 429]
