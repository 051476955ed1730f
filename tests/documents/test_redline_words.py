"""The laws of the comparison by words."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.redline.words import Piece, diff

TEXTS = st.lists(st.sampled_from(["the", "a", " ", "\n", "10,000.00", ".", "ñ", "\r", "\x85", "<b>"])).map("".join)


def _joined(pieces: list[Piece], op: str) -> str:
    return "".join(piece.text for piece in pieces if piece.op in ("same", op))


@settings(max_examples=300, deadline=None)
@given(TEXTS | st.text(), TEXTS | st.text())
def test_diff__any_two_texts__pieces_give_both_back(old: str, new: str) -> None:
    pieces = diff(old, new)
    assert (_joined(pieces, "deleted"), _joined(pieces, "inserted")) == (old, new)
    assert all(piece.text for piece in pieces)
    assert all(one.op != two.op for one, two in zip(pieces, pieces[1:], strict=False))


def test_diff__one_word_changed__names_that_word_alone() -> None:
    assert diff("Pay 10,000.00 pesos.\nEnd", "Pay 12,000.00 pesos.\nEnd") == [
        Piece("same", "Pay "),
        Piece("deleted", "10,000.00"),
        Piece("inserted", "12,000.00"),
        Piece("same", " pesos.\nEnd"),
    ]


def test_diff__equal_texts__one_same_piece_and_empty_none() -> None:
    assert diff("a b", "a b") == [Piece("same", "a b")]
    assert diff("", "") == []


def test_diff__a_hundred_pages_wholly_rewritten__ends_soon_and_true() -> None:
    old = " ".join(f"w{n % 97}" for n in range(50_000))
    new = " ".join(f"w{n * 7 % 89}" for n in range(50_000))
    start = time.process_time()
    pieces = diff(old, new)
    assert time.process_time() - start < 10
    assert (_joined(pieces, "deleted"), _joined(pieces, "inserted")) == (old, new)
