"""veraPDF, which shares no code with the renderer, accepts every paper of the library as PDF/A-3b and as PDF/UA-1.

All papers in one run of java for each. `TEST_WHOLE=1` has all 27 judged as PDF/UA-1, the lanes nine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from documents import rendering
from documents.options import RenderedPdf, RenderOptions
from tests.documents import pairs
from tests.documents.articles import SLUG, pdf, sample
from tests.tools import verapdf

WHOLE = os.environ.get("TEST_WHOLE") == "1"
HOSTILE = "مرحبا שלום 😀 🎉 ñ <script>alert(1)</script> 漢字 \x07\u202e"
# A deed, a letter, a form, a bill, a resolution, a contract with tables, an affidavit and an oath.
TAGGED = (
    "affidavit-of-loss", "billing-statement", "bsp-msb-application-letter", "certificate-of-authentication",
    "demand-letter", "general-information-sheet", "nda-mutual", "sec-cover-sheet",
)  # fmt: skip


def papers(slugs: Iterable[str], variant: str) -> dict[str, RenderedPdf]:
    return {
        slug: rendering.render_pdf(*pairs.given(pairs.Pair(slug, "sample", RenderOptions(variant)))) for slug in slugs
    }


def articles(variant: str) -> dict[str, RenderedPdf]:
    person = sample()["incorporators"][0]
    crowd = [{**person, "name": f"Incorporator Number {one}"} for one in range(15)]
    return {
        "draft": pdf(pdf_variant=variant, watermark="DRAFT", paper="Folio"),
        "crowd": pdf(sample(incorporators=crowd), pdf_variant=variant),
        "hostile": pdf(sample(corporateName=HOSTILE, treasurer=HOSTILE), pdf_variant=variant),
        "long": pdf(sample(corporateName="A" * 3_000), pdf_variant=variant),
        "verifiable": pdf(pdf_variant=variant, verify_at=pairs.VERIFY_AT),
    }


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("variant", "flavour"), [("pdf/a-3b", "3b"), ("pdf/ua-1", "ua1")])
def test_papers__of_the_library__comply(tmp_path: Path, variant, flavour):
    slugs = pairs.SLUGS if WHOLE or flavour == "3b" else (*TAGGED, SLUG)
    for name, made in {**papers(slugs, variant), **articles(variant)}.items():
        (tmp_path / f"{name}.pdf").write_bytes(made.content)
    assert verapdf.faults(flavour, sorted(tmp_path.glob("*.pdf"))) == ""


def test_verapdf__of_a_plain_pdf__finds_faults(tmp_path: Path):
    from weasyprint import HTML  # a heavy library, wanted only here

    HTML(string="<p>plain").write_pdf(tmp_path / "plain.pdf")
    assert "breaks 3b" in verapdf.faults("3b", [tmp_path / "plain.pdf"])
