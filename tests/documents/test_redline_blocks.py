"""Papers compared by paragraphs: what is the same, changed, put in, taken out and moved."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.redline.blocks import Block, Paragraph, compare
from documents.redline.marking import marked_paper, summary_of
from documents.redline.reading import blocks_of_page, blocks_of_pdf
from documents.redline.words import Piece

WORDS = st.sampled_from(["the", "Lessee", "shall", "pay", "10,000.00", "ñ", "–", "rent", "😀"])
BLOCKS = st.lists(st.builds(Block, st.lists(WORDS, min_size=1, max_size=9).map(" ".join), st.booleans()), max_size=9)
LEASE = "The Lessee shall pay the rent on or before the fifth day of each month."
NOTICE = "Notices are sent by courier to the addresses of the parties."
COURTS = "Any dispute shall be brought before a proper court in Makati City alone."


def paper(*texts: str) -> list[Block]:
    return [Block(text) for text in texts]


def side(paragraphs: list[Paragraph], op: str) -> list[str]:
    """The paragraphs of one of both papers, put together again."""
    alone = {"deleted": ("deleted", "moved-away"), "inserted": ("inserted", "moved-here")}
    kept = [one for one in paragraphs if one.change in ("same", "changed", *alone[op])]
    return ["".join(piece.text for piece in one.pieces if piece.op in ("same", op)) for one in kept]


def changes(old: list[Block], new: list[Block]) -> list[tuple[str, str]]:
    return [(one.change, one.text) for one in compare(old, new)]


@settings(max_examples=400, deadline=None)
@given(BLOCKS, BLOCKS)
def test_compare__of_any_two_papers__gives_both_back_in_their_order(old, new):
    found = compare(old, new)
    assert side(found, "deleted") == [one.text for one in old]
    assert side(found, "inserted") == [one.text for one in new]


@given(BLOCKS)
def test_compare__of_a_paper_with_itself__finds_nothing(old):
    assert {one.change for one in compare(old, old)} <= {"same"}


def test_compare__a_figure_changed__marks_it_alone():
    [one] = compare(paper(LEASE), paper(LEASE.replace("fifth", "tenth")))
    assert (one.change, [piece for piece in one.pieces if piece.op != "same"]) == (
        "changed",
        [Piece("deleted", "fifth"), Piece("inserted", "tenth")],
    )


def test_compare__a_phrase_changed__is_one_change_and_not_three():
    old, new = "a rent of three hundred thousand pesos a month", "a rent of four hundred fifty million pesos a month"
    [one] = compare(paper(old), paper(new))
    assert [piece.text for piece in one.pieces if piece.op == "deleted"] == ["three hundred thousand"]
    assert [piece.text for piece in one.pieces if piece.op == "inserted"] == ["four hundred fifty million"]


def test_compare__another_paragraph_in_its_place__is_no_mixture_of_both():
    assert changes(paper(LEASE, NOTICE), paper(LEASE, COURTS)) == [
        ("same", LEASE),
        ("deleted", NOTICE),
        ("inserted", COURTS),
    ]


def test_compare__a_paragraph_between_others__is_put_in_whole():
    assert changes(paper(LEASE, COURTS), paper(LEASE, NOTICE, COURTS)) == [
        ("same", LEASE),
        ("inserted", NOTICE),
        ("same", COURTS),
    ]


def test_compare__a_paragraph_that_stands_elsewhere__was_moved_and_is_no_change_of_words():
    found = compare(paper(LEASE, NOTICE, COURTS), paper(NOTICE, COURTS, LEASE))
    assert [(one.change, one.text) for one in found] == [
        ("moved-away", LEASE),
        ("same", NOTICE),
        ("same", COURTS),
        ("moved-here", LEASE),
    ]
    assert str(summary_of(found)) == "0 words inserted, 0 deleted, 1 paragraph moved"


def test_compare__cells_of_a_table__change_in_their_place():
    old, new = paper("Sinta", "1,000", "Common", LEASE), paper("Sinta", "2,500", "Common", LEASE)
    assert changes(old, new)[1] == ("changed", "1,0002,500")


def test_compare__of_two_long_papers_without_a_word_in_common__ends_soon():
    old = paper(*(" ".join(f"a{n}x{k}" for k in range(40)) for n in range(600)))
    new = paper(*(" ".join(f"b{n}x{k}" for k in range(40)) for n in range(600)))
    started = time.process_time()
    found = compare(old, new)
    assert time.process_time() - started < 10
    assert len(found) == 1200


def test_marked_paper__of_hostile_text__escapes_it():
    html = marked_paper(compare(paper("<script>1</script> stays here"), paper("<script>2</script> stays here")))
    assert "<script" not in html
    assert html == ('<p class="redline-changed">&lt;script&gt;<del>1</del><ins>2</ins>&lt;/script&gt; stays here</p>')


def test_blocks_of_pdf__leaves_out_what_is_printed_on_every_page_and_joins_lines():
    text = "The parties agree\nas follows. They\nLease Page 1 of 2\nCODE1\n\nsign today. End\nLease Page 2 of 2\nCODE2"
    assert [one.text for one in blocks_of_pdf(text)] == ["The parties agree as follows.", "They sign today.", "End"]


def test_blocks_of_pdf__of_one_page__keeps_every_line():
    assert [one.text for one in blocks_of_pdf("Receipt\nPaid in full.\nPage 1 of 1")] == [
        "Receipt Paid in full.",
        "Page 1 of 1",
    ]


def test_blocks_of_page__knows_headings():
    assert blocks_of_page("## Rent\n\nIt is\n due.") == [Block("Rent", True), Block("It is due.")]
