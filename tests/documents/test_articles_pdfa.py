"""veraPDF, which shares no code with the renderer, accepts the articles as PDF/A-3b and as PDF/UA-1."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.articles import pdf, sample
from tests.tools import verapdf

HOSTILE = "مرحبا שלום 😀 🎉 ñ <script>alert(1)</script> 漢字 \x07\u202e"


@pytest.mark.parametrize(("variant", "flavour"), [("pdf/a-3b", "3b"), ("pdf/ua-1", "ua1")])
def test_articles__in_every_variant__comply(tmp_path: Path, variant, flavour):
    person = sample()["incorporators"][0]
    crowd = [{**person, "name": f"Incorporator Number {one}"} for one in range(15)]
    cases = {
        "sample": pdf(pdf_variant=variant),
        "draft": pdf(pdf_variant=variant, watermark="DRAFT", paper="Folio"),
        "crowd": pdf(sample(incorporators=crowd), pdf_variant=variant),
        "hostile": pdf(sample(corporateName=HOSTILE, treasurer=HOSTILE), pdf_variant=variant),
        "long": pdf(sample(corporateName="A" * 3_000), pdf_variant=variant),
    }
    for name, made in cases.items():
        (tmp_path / f"{name}.pdf").write_bytes(made.content)
    assert verapdf.faults(flavour, sorted(tmp_path.glob("*.pdf"))) == ""


def test_verapdf__of_a_plain_pdf__finds_faults(tmp_path: Path):
    from weasyprint import HTML  # a heavy library, wanted only here

    HTML(string="<p>plain").write_pdf(tmp_path / "plain.pdf")
    assert "breaks 3b" in verapdf.faults("3b", [tmp_path / "plain.pdf"])
