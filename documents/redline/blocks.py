"""What changed between two papers, paragraph by paragraph and within each word by word.

Paragraphs that are equal anchor the comparison. Between them each old one meets the new one that is most like it, in
order; those that meet none were put in, taken out, or moved, where the same words stand elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from documents.redline.tidying import tidied
from documents.redline.words import WORD, Op, Piece, Steps, pieces_between, runs

Change = Literal["same", "changed", "inserted", "deleted", "moved-here", "moved-away"]

MOVED: tuple[Change, ...] = ("moved-here", "moved-away")
ALIKE = 0.5  # of the words of both; less is another paragraph
SHORT = 12  # words; a cell of a table is replaced in its place, though no word is the same
LEAST_MOVED = 4  # words; a shorter paragraph that stands elsewhere too is no move
_MOST_COMPARED = 40_000  # pairs of paragraphs of one place held against each other; beyond it they meet by their place
_LOOKS_A_PAIR = 3  # what holding two paragraphs against each other costs besides their words
_WORDS_A_LOOK = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, or a cell of a table; its white space is single."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of either paper, and what happened to it."""

    change: Change
    pieces: tuple[Piece, ...]
    heading: bool = False

    @property
    def text(self) -> str:
        """All its words, those of both papers."""
        return "".join(piece.text for piece in self.pieces)


def compare(old: Sequence[Block], new: Sequence[Block]) -> list[Paragraph]:
    """The paragraphs of both papers in reading order: those of `new` in their order, and among them, where they stood,
    those that were taken out. The work is bounded.
    """
    steps = Steps()
    found: list[Paragraph] = []
    for before, after, equal in runs(old, new, steps):
        if equal:
            found.extend(_whole("same", block) for block in before)
        else:
            found.extend(_between(before, after, steps))
    return _with_moves(found)


def _whole(change: Change, block: Block) -> Paragraph:
    ops: dict[Change, Op] = {"inserted": "inserted", "deleted": "deleted"}
    return Paragraph(change, (Piece(ops.get(change, "same"), block.text),), block.heading)


def _meeting(before: Block, after: Block, steps: Steps) -> Paragraph:
    pieces = tuple(tidied(pieces_between(before.text, after.text, steps)))
    return Paragraph("same" if len(pieces) == 1 and pieces[0].op == "same" else "changed", pieces, after.heading)


def _between(before: Sequence[Block], after: Sequence[Block], steps: Steps) -> Iterator[Paragraph]:
    """Old and new ones that belong together, and between them those that stand alone."""
    at, there = 0, 0
    for i, j in [*_aligned(before, after, steps), (len(before), len(after))]:
        yield from _left_over(before[at:i], after[there:j], steps)
        if i < len(before):
            yield _meeting(before[i], after[j], steps)
        at, there = i + 1, j + 1


def _left_over(before: Sequence[Block], after: Sequence[Block], steps: Steps) -> Iterator[Paragraph]:
    if len(before) == len(after) and all(len(_words(one)) <= SHORT for one in (*before, *after)):
        yield from (_meeting(one, two, steps) for one, two in zip(before, after, strict=True))
        return
    yield from (_whole("deleted", one) for one in before)
    yield from (_whole("inserted", one) for one in after)


def _aligned(before: Sequence[Block], after: Sequence[Block], steps: Steps) -> list[tuple[int, int]]:
    """Places of those that are alike, in order in both, so that what is alike is the most in all."""
    left, right = [*map(_counted, before)], [*map(_counted, after)]
    pairs = len(left) * len(right)
    words = min(sum(map(len, left)) * len(right), sum(map(len, right)) * len(left))
    if pairs > _MOST_COMPARED or not steps.may_look(words // _WORDS_A_LOOK + pairs * _LOOKS_A_PAIR):
        met = enumerate(zip(left, right, strict=False))
        return [(at, at) for at, (one, two) in met if _likeness(one, two) >= ALIKE]
    alike = [[_likeness(one, two) for two in right] for one in left]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before) - 1, -1, -1):
        for j in range(len(after) - 1, -1, -1):
            met_here = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(met_here, best[i + 1][j], best[i][j + 1])
    return list(_path(alike, best))


def _path(alike: list[list[float]], best: list[list[float]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(alike) and j < len(alike[0]):
        if alike[i][j] >= ALIKE and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _likeness(one: Counter[str], two: Counter[str]) -> float:
    """1 where all words are the same, 0 where none is."""
    if one == two:
        return 1.0
    fewer, more = sorted((one, two), key=len)
    shared = sum(min(count, more[word]) for word, count in fewer.items() if word in more)
    return 2 * shared / (one.total() + two.total())


def _counted(block: Block) -> Counter[str]:
    return Counter(_words(block))


def _words(block: Block) -> list[str]:
    return WORD.findall(block.text)


def _with_moves(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """What was taken out whole in one place and put in whole in another was moved, once for each."""
    gone = Counter(one.text for one in paragraphs if one.change == "deleted")
    come = Counter(one.text for one in paragraphs if one.change == "inserted")
    moved = {text: count for text, count in (gone & come).items() if len(WORD.findall(text)) >= LEAST_MOVED}
    left = {"deleted": Counter(moved), "inserted": Counter(moved)}
    marks: dict[str, Change] = {"deleted": "moved-away", "inserted": "moved-here"}
    found = []
    for one in paragraphs:
        counted = left.get(one.change)
        if counted is not None and counted[one.text] > 0:
            counted[one.text] -= 1
            found.append(replace(one, change=marks[one.change]))
        else:
            found.append(one)
    return found
