"""The text of a page in the order in which it is read, out of the pieces that stand on it. Pure.

A PDF keeps its pieces in the order in which they were drawn. That is mostly the order of reading, except for the marks
of lists (a., b., •), which are often drawn after all else and belong before the line that they stand beside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

MARK = re.compile(r"\(?(?:[0-9]{1,3}|[A-Za-z]|[ivxlIVXL]{1,5})[.)]|[•◦▪‣–—-]")
WIDEST_GAP = 40.0  # points between a mark and its line
SPACE = 0.8  # points; pieces of one word stand closer
INDENT = 8.0
# A line that ends before this part of the widest one ends its paragraph: after a full stop, and without one.
SHORT, SHORTER = 0.88, 0.7
ENDING = (".", ";", ":", "?", "!", "”")
CLOSING = (*ENDING, ",", ")", "’")


@dataclass(frozen=True)
class Piece:
    """Letters of one kind on one line, with their edges in points from the lower left corner of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def paragraphs(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """What is read, paragraph by paragraph. Where two run into each other, they are read as one."""
    lines = _lines(_in_order([one for one in pieces if one.text.strip()]))
    if not lines:
        return ()
    edge = max(one.right for one in lines)
    found = [lines[0].text]
    for before, line in pairwise(lines):
        if _begins_anew(before, line, edge):
            found.append(line.text)
        else:
            found[-1] = _joined(found[-1], line.text)
    return tuple(" ".join(one.split()) for one in found)


def _in_order(pieces: list[Piece]) -> list[Piece]:
    """The pieces as they were drawn, each mark of a list before the line that it stands beside."""
    beside: dict[Piece, Piece] = {}
    for mark in (one for one in pieces if MARK.fullmatch(one.text.strip())):
        lines = [one for one in pieces if one is not mark and one not in beside and _stands_before(mark, one)]
        if lines:
            beside[min(lines, key=lambda one: one.left)] = mark
    placed = set(beside.values())
    ordered: list[Piece] = []
    for one in pieces:
        if one in beside:
            ordered.append(beside[one])
        if one not in placed:
            ordered.append(one)
    return ordered


def _stands_before(mark: Piece, one: Piece) -> bool:
    return _share_line(mark, one) and -1 <= one.left - mark.right <= WIDEST_GAP


def _share_line(one: Piece, other: Piece) -> bool:
    """Whether they overlap in height by half of the lower one."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > 0.5 * min(one.top - one.bottom, other.top - other.bottom)


def _lines(pieces: list[Piece]) -> list[Piece]:
    """Pieces that follow each other on one line, put together."""
    lines: list[Piece] = []
    for one in pieces:
        last = lines[-1] if lines else None
        if last is not None and _share_line(last, one) and one.left >= last.right - SPACE:
            text = _beside(last.text, one.text, one.left - last.right)
            top, bottom = max(last.top, one.top), min(last.bottom, one.bottom)
            lines[-1] = replace(last, text=text, right=one.right, top=top, bottom=bottom)
        else:
            lines.append(one)
    return lines


def _beside(text: str, more: str, gap: float) -> str:
    if more.startswith(CLOSING):
        return text.rstrip() + more
    return f"{text} {more}" if gap > SPACE else text + more


def _begins_anew(before: Piece, line: Piece, edge: float) -> bool:
    """Whether a line begins a paragraph: it stands apart or in another column, or is marked, or the one before it ended
    early or further in, and not in the middle of a sentence.
    """
    height = max(line.top - line.bottom, before.top - before.bottom)
    if before.bottom - line.top > 1.6 * height or line.bottom > before.bottom:
        return True
    if MARK.match(line.text.strip()) and line.left < before.left + INDENT:
        return True
    ended = before.text.rstrip().endswith(ENDING)
    if ended and line.left < before.left - INDENT:
        return True
    if line.text.lstrip()[:1].islower() and not ended:
        return False
    return before.right < (SHORT if ended else SHORTER) * edge


def _joined(text: str, more: str) -> str:
    """Two lines of one paragraph; a word that was parted at the end of the line is whole again."""
    for hyphen in ("\x02", "\ufffe", "\xad"):
        if text.rstrip().endswith(hyphen):
            return text.rstrip()[:-1] + more.lstrip()
    return f"{text.rstrip()} {more.lstrip()}"
