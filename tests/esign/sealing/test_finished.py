"""The finished file as programs see it that share no code with ours: veraPDF, poppler's pdfsig, PDFium."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest

from esign import sealing
from tests.esign.sealing import checking, papers, tsa
from tests.esign.sealing.papers import EVANGELINE, HANNAH, keys, parties, text
from tests.tools import verapdf


def on_an_added_page() -> bytes:
    """Two namesakes and a stranger on a page that was added, in all faces."""
    names = [EVANGELINE, EVANGELINE, "Łucja Ñ. 漢字 <b>"]
    pdf = sealing.prepare(papers.nda(), parties(*names), initials=True).pdf
    for number, (name, style) in enumerate(zip(names, ("italic", "bold", "upright"), strict=True), start=1):
        pdf = sealing.attest(pdf, field=f"signer-{number}", stamp=text(name, typed_style=style), keys=keys())
    return sealing.seal(pdf, keys=keys(), reason="", at=papers.AT)


def test_every_state__stays_pdf_a_3b(tmp_path: Path):
    states = {
        "prepared": papers.prepared(initials=True).pdf,
        "sealed": papers.sealed(initials=True),
        "added page": on_an_added_page(),
        "time stamp": sealing.timestamped(papers.sealed(), tsa=tsa.authority()),
    }
    for name, content in states.items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
    assert verapdf.faults("3b", sorted(tmp_path.glob("*.pdf"))) == ""


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="needs poppler-utils")
def test_pdfsig__of_the_sealed_file__finds_three_valid_signatures_and_the_whole_file_covered(tmp_path: Path):
    said = checking.pdfsig(papers.sealed(initials=True), tmp_path)
    assert said.count("Signature Validation: Signature is Valid.") == 3
    assert said.count("Signature Type: ETSI.CAdES.detached") == 3
    assert said.count("Signing Hash Algorithm: SHA-256") == 3
    assert said[-2:] == ["Total document signed", "Signature Validation: Signature is Valid."]
    assert "Signing Time: Nov 29 2026 02:31:00" in said


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="needs poppler-utils")
def test_pdfsig__of_a_file_changed_afterwards__finds_the_fault(tmp_path: Path):
    broken = bytearray(papers.sealed())
    broken[broken.index(b"endstream") - 10] ^= 1
    assert "Signature Validation: Digest Mismatch." in checking.pdfsig(bytes(broken), tmp_path)


def test_page__of_the_sealed_file__shows_both_signatures_where_nothing_was():
    before, after = (pypdfium2.PdfDocument(one) for one in (papers.prepared().pdf, papers.sealed()))
    for one in (before, after):
        one.init_forms()
    for fields in papers.prepared().fields:
        page = fields.place.page
        left, bottom, right, top = fields.place.box
        width, height = before[page].get_size()
        crop = (left, bottom, width - right, height - top)
        empty, signed = (one[page].render(scale=2, crop=crop).to_pil().convert("L") for one in (before, after))
        assert empty.getextrema()[0] == 255
        assert signed.getextrema()[0] < 100


def test_sealed_file__is_small():
    assert len(papers.sealed()) - len(papers.nda()) < 60_000


def test_rsa_keys__sign_too():
    from tests.esign.sealing.test_keys import PEM, certificate, pem_of, rsa_key  # a key is made there already

    made = sealing.Keys.from_pem(certificate(rsa_key()).public_bytes(PEM), pem_of(rsa_key()))
    one = sealing.attest(papers.prepared().pdf, field="signer-2", stamp=text(HANNAH), keys=made)
    assert checking.verdicts(one, made.signer.signing_cert)["signer-2"].intact
