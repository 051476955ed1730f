"""Signature blocks are found on real papers of the library, and nothing else is taken for one."""

from __future__ import annotations

import pypdfium2
import pytest

from esign.placing import blocks_of, pages_of
from tests.esign.sealing import papers
from tests.esign.sealing.papers import EVANGELINE, HANNAH

LONG = "Maria Consolación Immaculada de los Santos-Peñaflor y Buenaventura III"


def text_in(pdf: bytes, place, *, below: float = 0) -> str:
    """What stands in a place, or in the strip of that height below it."""
    left, bottom, right, top = place.box
    page = pypdfium2.PdfDocument(pdf)[place.page].get_textpage()
    box = (left - 80, bottom - below, right, bottom - 2) if below else (left, bottom, right, top)
    return " ".join(page.get_text_bounded(*box).split())


def last_page(pdf: bytes) -> int:
    return len(pages_of(pdf)) - 1


def test_blocks__of_two_companies__stand_beside_the_word_by_over_the_names():
    pdf = papers.nda()
    first, second = blocks_of(pdf, [EVANGELINE, HANNAH])
    assert (first.page, second.page) == (last_page(pdf),) * 2
    assert [text_in(pdf, one) for one in (first, second)] == ["", ""]
    assert EVANGELINE.upper() in text_in(pdf, first, below=20)
    assert HANNAH.upper() in text_in(pdf, second, below=20)
    assert first.box[2] < second.box[0]
    assert first.height == second.height == pytest.approx(28)
    assert first.width > 180


@pytest.mark.parametrize(
    ("slug", "names"),
    [
        ("employment-contract", ["Corazon D. Evangelista", "Jerome Anthony L. Bautista"]),
        ("engagement-letter", ["Victoria A. Magsaysay-Reyna", "Emmanuel P. Dagohoy"]),
        ("board-resolution", ["Teresita M. Calderon", "Rodrigo B. Peñaflor", "Benjamin S. Uy"]),
    ],
)
def test_blocks__of_a_paper__have_room_and_the_name_below(slug, names):
    pdf = papers.paper(slug)
    for name, place in zip(names, blocks_of(pdf, names), strict=True):
        assert text_in(pdf, place) == ""
        assert name.upper() in text_in(pdf, place, below=20)
        assert place.height >= 16
        assert place.width >= 90


def test_block__of_a_name_with_and_without_its_title__is_the_same():
    pdf = papers.paper("engagement-letter")
    bare, titled = (
        blocks_of(pdf, ["Victoria A. Magsaysay-Reyna"]),
        blocks_of(pdf, ["Atty. Victoria A. Magsaysay-Reyna"]),
    )
    assert bare == titled != [None]


def resolution(*names: str) -> bytes:
    """The board resolution with other directors; the last of them attests it too."""
    directors = ("Teresita M. Calderon", "Rodrigo B. Peñaflor", "Benjamin S. Uy", "Consuelo P. Abad")
    return papers.paper("board-resolution", tuple(zip(directors, names, strict=True)))


@pytest.mark.parametrize(
    "names",
    [
        ("Juan dela Cruz, Jr.", "Ma. Peñaflor-Ñonuevo", "O. D'Souza", LONG),
        ("Łucja Ünal", "Sr. José  Rizal  III", LONG, "Engr. Jun M. Tan"),
    ],
)
def test_block__of_a_name__is_found_however_it_is_spelt_or_broken(names):
    pdf = resolution(*names)
    found = blocks_of(pdf, names)
    assert all(one is not None and text_in(pdf, one) == "" for one in found)
    assert len({one.box for one in found}) == len(names)


def test_name__within_a_longer_one__is_no_block_of_it():
    pdf = resolution("Ana Cruz", "Ana Cruz Reyes", "Maria Ana Cruz", "Cruz Ana")
    first, second, third, _ = found = blocks_of(pdf, ["Ana Cruz", "Ana Cruz Reyes", "Maria Ana Cruz", "Cruz Ana"])
    assert (first.box[1], first.box[2] < second.box[0]) == (second.box[1], True)
    assert third.box[1] < first.box[1]
    assert len(set(found)) == 4
    assert blocks_of(pdf, ["Ana", "Cruz Reyes", "Maria Ana", "Reyes"]) == [None] * 4


def test_name__in_capitals_in_running_text_alone__is_no_block():
    pdf = papers.nda()
    assert "LAWUD HYDROCOLLOIDS" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert (
        blocks_of(pdf, ["Lawud Hydrocolloids Corporation", "Nobody At All", "", "Atty. ", "Witness Whereof"])
        == [None] * 5
    )


def test_namesakes__sign_at_the_last_blocks_in_their_order():
    pdf = papers.paper("board-resolution")
    first, second, third = blocks_of(pdf, ["Consuelo P. Abad"] * 3)
    assert second.box[1] < first.box[1]
    assert third is None
    assert blocks_of(pdf, ["Consuelo P. Abad", "Benjamin S. Uy", "Consuelo P. Abad"])[::2] == [first, second]


def test_signer__with_two_blocks__signs_at_the_last():
    pdf = papers.paper("board-resolution")
    as_director, as_secretary = blocks_of(pdf, ["Consuelo P. Abad"] * 2)
    assert as_secretary.box[1] < as_director.box[1]
    assert blocks_of(pdf, ["Consuelo P. Abad"]) == [as_secretary]
