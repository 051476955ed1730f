"""Changes as people read them: a phrase for a phrase, not every second word of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from documents.redline.words import Piece

# A run that stayed is shown as it stayed where it has more than so many words, or where little changed beside it.
_MOST_FOLDED = 2
_TIMES = 2
_WORD = re.compile(r"\w+")


def tidied(pieces: Sequence[Piece]) -> list[Piece]:
    """The same texts with short runs between two changes told as changed too; in each place first what was taken out,
    then what was put in.
    """
    found = [*_grouped(_folded(pieces))]
    return [piece for piece in found if piece.text]


def _folded(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for at, piece in enumerate(pieces):
        if piece.op == "same" and _folds(pieces, at):
            yield Piece("deleted", piece.text)
            yield Piece("inserted", piece.text)
        else:
            yield piece


def _folds(pieces: Sequence[Piece], at: int) -> bool:
    """Whether what stayed at `at` is lost between changes: white space and marks alone, or few words beside many."""
    before = _changed(pieces, range(at - 1, -1, -1))
    after = _changed(pieces, range(at + 1, len(pieces)))
    if not before or not after:
        return False
    words = len(_WORD.findall(pieces[at].text))
    return words <= _MOST_FOLDED and min(before, after) >= words * _TIMES and "\n" not in pieces[at].text


def _changed(pieces: Sequence[Piece], places: Iterable[int]) -> int:
    """The words of the changes that come first at `places`; a change without a word counts as one."""
    count = 0
    for place in places:
        if pieces[place].op == "same":
            break
        count += max(1, len(_WORD.findall(pieces[place].text)))
    return count


def _grouped(pieces: Iterable[Piece]) -> Iterator[Piece]:
    gone = come = ""
    for piece in pieces:
        if piece.op == "deleted":
            gone += piece.text
        elif piece.op == "inserted":
            come += piece.text
        else:
            yield from (Piece("deleted", gone), Piece("inserted", come), piece)
            gone = come = ""
    yield from (Piece("deleted", gone), Piece("inserted", come))
