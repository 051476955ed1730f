"""One template, one set of data: one PDF, the same bytes wherever it is made, and safe whatever the data is."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

from documents import rendering
from documents.rendering import filters
from documents.rendering.html import NO_GLYPH
from tests.documents.articles import LIBRARY, articles, html, pdf, sample, small

OPTIONS = rendering.RenderOptions()
HOSTILE = "مرحبا שלום 😀 ñ <script>alert(1)</script> {{7*7}} \x00\x07\u202e\ud800 漢字 &amp; ]]>"
PRINT_CHECKSUMS = """
from tests.documents.articles import pdf
print(pdf().checksum, pdf(pdf_variant="pdf/ua-1", watermark="DRAFT", paper="Folio").checksum)
"""


def made_in_a_fresh_process(**surroundings: str) -> str:
    root = LIBRARY.parents[1]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), **surroundings}
    done = subprocess.run(
        [sys.executable, "-c", PRINT_CHECKSUMS], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_render_pdf__in_two_fresh_processes_of_other_surroundings__gives_the_same_bytes(tmp_path):
    here = made_in_a_fresh_process(PYTHONHASHSEED="1", TZ="UTC", LANG="C", SOURCE_DATE_EPOCH="0")
    there = made_in_a_fresh_process(
        PYTHONHASHSEED="4711",
        TZ="Asia/Manila",
        LANG="ar_EG.UTF-8",
        LC_ALL="C.UTF-8",
        SOURCE_DATE_EPOCH="2000000000",
        FONTCONFIG_FILE=str(tmp_path / "none.conf"),
        HOME=str(tmp_path),
    )
    assert here == there
    assert here.split()[0] == pdf().checksum


def test_render_pdf__tells_checksum_size_pages_and_renderer():
    made = pdf()
    assert made.checksum == f"sha256:{hashlib.sha256(made.content).hexdigest()}"
    assert (made.size, made.fingerprint) == (len(made.content), rendering.renderer_fingerprint())
    assert made.content.startswith(b"%PDF-1.7")
    assert made.pages == 6


def test_render_pdf__carries_no_time():
    content = pdf().content
    assert b"CreationDate" not in content
    assert b"ModDate" not in content


def test_fingerprint__names_everything_that_draws_and_fits_its_column():
    fingerprint = rendering.renderer_fingerprint()
    assert [part.split()[0] for part in fingerprint.split(", ")] == [
        "weasyprint",
        "pydyf",
        "fonttools",
        "pango",
        "harfbuzz",
        "fonts",
        "drawing",
    ]
    assert len(fingerprint) <= 255


def test_render_html__of_hostile_data__prints_it_as_text():
    page = html(sample(corporateName=HOSTILE))
    assert "<script" not in page
    assert "{{7*7}}" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&amp;amp;" in page
    assert not set("\x00\x07\u202e\ud800") & set(page)


def test_render_html__of_what_no_face_can_show__marks_it():
    page = html(sample(corporateName="漢 Inc."))
    assert f"{NO_GLYPH} Inc." in page
    assert html(sample(corporateName="Ñandú ₱ שלום 😀 Inc.")).count(NO_GLYPH) == 0


@pytest.mark.parametrize("name", ["A" * 10_000, "Bayani " * 1_428])
def test_render_pdf__of_a_name_of_ten_thousand_characters__works(name):
    assert pdf(sample(corporateName=name)).pages > 10


def test_render_html__of_a_section_without_text__names_it():
    with pytest.raises(rendering.RenderFailed, match="Primary purpose"):
        rendering.render_html(articles(), sample(), {}, OPTIONS)


def test_render_html__escapes_section_texts_and_keeps_their_markdown():
    prose = str(filters.prose("**Bold** <b onclick=x>raw</b> [link](http://x)\n\n1. one\n2. two\n\n![i](file:///x)"))
    assert "<strong>Bold</strong>" in prose
    assert "<li>one</li>" in prose
    assert "&lt;b onclick=x&gt;" in prose
    assert "<a" not in prose
    assert "<img" not in prose


def test_render_pdf__on_other_paper__has_its_size(tmp_path):
    path = tmp_path / "folio.pdf"
    path.write_bytes(pdf(paper="Folio").content)
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    assert "612 x 936 pts" in told


def test_render_pdf__with_a_watermark__shows_it_on_every_page(tmp_path):
    path = tmp_path / "draft.pdf"
    made = pdf(watermark="KOPYA")
    path.write_bytes(made.content)
    told = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert "".join(told.split()).count("KOPYA") == made.pages  # the letters of slanted text come one a line


def test_draft_clauses__name_the_inputs_they_miss():
    data = sample()
    del data["primaryPurpose"]
    texts, missing = rendering.draft_clauses(articles(), data, locale="en", tone="formal")
    assert missing == ("primaryPurpose",)
    assert texts["primaryPurpose"].startswith("________")


def test_draft_clauses__of_an_unknown_tone__takes_the_formal_one():
    formal = rendering.draft_clauses(articles(), sample(), locale="en", tone="formal")
    assert rendering.draft_clauses(articles(), sample(), locale="fil", tone="jolly") == formal


def test_render__of_a_member_called_like_a_method__reads_the_member():
    source = small("<p>{{ data.name }}{% if data.note %}{{ data.note }}{% endif %}</p>")
    assert "<p>x</p>" in rendering.render_html(source, {"name": "x"}, {}, OPTIONS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (filters.long_date("2026-11-23"), "23 November 2026"),
        (filters.day_of("2026-11-22"), "22nd day of November 2026"),
        (filters.day_of("2026-11-11"), "11th day of November 2026"),
        (filters.month_day("12-31"), "December 31"),
        (filters.listed(["a", "b", "c"]), "a, b and c"),
        (filters.sentence("To weave;"), "To weave."),
        (filters.letter(27), "aa"),
        (filters.shorten("x" * 100, 10), "xxxxxxxxx…"),
        (
            filters.address(
                {"line1": "1 Rizal", "barangay": "Uno", "city": "Lipa", "province": "Batangas", "postalCode": "4217"}
            ),
            "1 Rizal, Barangay Uno, Lipa, Batangas 4217",
        ),
    ],
)
def test_filters__write_as_legal_papers_do(text, told):
    assert text == told
