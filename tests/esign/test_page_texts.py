"""The text of a page as it is read aloud, and its picture."""

import io

import pikepdf
import pytest

from core import storage
from esign.page_images import paper_of, picture_of
from esign.page_texts import Piece, paragraphs


def line(text, y, left=80.0, right=500.0) -> Piece:
    return Piece(text, left, y, right, y + 10)


def test_marks_of_a_list__drawn_last__are_read_before_their_lines():
    pieces = [
        line("The Recipient shall:", 700, right=180), line("hold it in confidence, and not", 680, 107),
        line("use it;", 666, 107, 150), line("disclose it to no one.", 650, 107, 220),
        line("a. ", 680, 96, 106), line("b. ", 650, 96, 106),
    ]  # fmt: skip
    assert paragraphs(pieces) == (
        "The Recipient shall:", "a. hold it in confidence, and not use it;", "b. disclose it to no one.",
    )  # fmt: skip


def test_pieces_of_one_line__are_one_line():
    pieces = [
        line("3. ", 700, 80, 90),
        line("What", 700, 90.2, 120),
        line("is this", 700, 124, 160),
        line("?", 700, 163),
    ]
    assert paragraphs(pieces) == ("3. What is this?",)


def test_lines_of_a_paragraph__are_one_paragraph__and_a_parted_word_is_whole():
    pieces = [
        line("The parties agree that the infor\x02", 700), line("mation is secret, and that it", 686),
        line("stays so.", 672, right=130), line("They also agree on the rest.", 658),
        line("Page 1 of 2", 40, right=140),
    ]  # fmt: skip
    assert paragraphs(pieces) == (
        "The parties agree that the information is secret, and that it stays so.", "They also agree on the rest.",
        "Page 1 of 2",
    )  # fmt: skip


def test_dash_in_a_table__stays_in_its_place():
    pieces = [
        line("Absent", 700, 80, 120), line("–", 700, 300, 305), line("Present", 680, 80, 120),
        line("The vote was taken by a show of hands.", 640),
    ]  # fmt: skip
    assert paragraphs(pieces) == ("Absent –", "Present", "The vote was taken by a show of hands.")


@pytest.mark.parametrize("pieces", [[], [line(" ", 700)]])
def test_page_without_text__has_none(pieces):
    assert paragraphs(pieces) == ()


def form_pdf(language: str) -> bytes:
    """A page of 300 by 200 points, with one field whose appearance is black, 100 by 50 points from the lower left."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 200))
    black = pdf.make_stream(
        b"0 g 0 0 100 50 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 100, 50]
    )
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T="signer-0",
            F=4,
            Rect=[0, 0, 100, 50],
            AP=pikepdf.Dictionary(N=black),
            P=page.obj,
        )  # fmt: skip
    )
    page.Annots = pdf.make_indirect(pikepdf.Array([field]))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
    pdf.Root.Lang = language
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@pytest.mark.django_db
def test_picture__shows_what_was_written_into_a_field(files):
    from PIL import Image

    checksum = storage.put(form_pdf("fil-PH"), content_type="application/pdf").checksum
    paper = paper_of(checksum)
    assert (paper.language, [(one.number, one.width, one.height, one.paragraphs) for one in paper.sheets]) == (
        "fil-PH", [(1, 1200, 800, ())],
    )  # fmt: skip
    with Image.open(io.BytesIO(picture_of(checksum, 1))) as picture:
        shown = picture.convert("L")
    assert (shown.size, shown.getpixel((100, 700)), shown.getpixel((600, 700)), shown.getpixel((100, 100))) == (
        (1200, 800), 0, 255, 255,
    )  # fmt: skip


@pytest.mark.django_db
def test_language_that_is_none__is_english(files):
    checksum = storage.put(form_pdf('en" onload="x'), content_type="application/pdf").checksum
    assert paper_of(checksum).language == "en"
