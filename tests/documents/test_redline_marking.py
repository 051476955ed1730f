"""The comparison as HTML and in numbers."""

from __future__ import annotations

from documents.redline.marking import Summary, marked, summary
from documents.redline.words import Piece, diff


def test_marked__hostile_text__is_escaped_inside_our_tags() -> None:
    pieces = [Piece("same", "<b>"), Piece("deleted", "</del><script>"), Piece("inserted", '"&')]
    assert marked(pieces) == "&lt;b&gt;<del>&lt;/del&gt;&lt;script&gt;</del><ins>&quot;&amp;</ins>"


def test_summary__changed_words_and_a_comma__counts_words_alone() -> None:
    pieces = diff("The board met", "The whole board, duly called, met")
    assert summary(pieces) == Summary(inserted=3, deleted=0)
    assert str(summary(pieces)) == "3 words inserted, 0 deleted"


def test_summary__one_word__is_told_in_the_singular() -> None:
    assert str(summary(diff("a c", "a b c"))) == "1 word inserted, 0 deleted"
