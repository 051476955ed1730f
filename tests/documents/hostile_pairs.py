"""Pairs of papers made to take long to compare, and a process that compares one within hard limits:
`python -m tests.documents.hostile_pairs NAME SECONDS MEGABYTES`.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Mapping

from documents.redline.blocks import Block, Paragraph, compare
from documents.redline.marking import marked_paper

Pair = tuple[list[str], list[str]]


def nested() -> Pair:
    """Each line that stands once hides another one that does so only beside it: a step deeper for every line."""

    def side(mark: str) -> list[str]:
        lines = [f"{mark}{at}" for at in range(40)]
        for at in range(8000, 0, -1):
            lines += [f"y{at}", f"{mark}q{at}", f"y{at + 1}"]
        return lines

    return side("a"), side("b")


def many_places() -> Pair:
    """Between lines that stayed, as many short ones as are held against each other, none alike."""
    old, new = [], []
    for place in range(140):
        old += [f"A{place}", *(f"{at}" for at in range(190))]
        new += [f"A{place}", *(f"x{at}" for at in range(190))]
    return old, new


def every_second_word() -> Pair:
    """One paragraph in which every second word is another one."""
    return [" ".join(f"w{at}" for at in range(28_000))], [
        " ".join(f"w{at}" if at % 2 else f"x{at}" for at in range(28_000))
    ]


def rewritten() -> Pair:
    """Long paragraphs without a word in common, each to be held against each."""
    old = [" ".join(f"a{at}x{word}" for word in range(150)) for at in range(195)]
    return old, [" ".join(f"b{at}x{word}" for word in range(150)) for at in range(195)]


def one_letter() -> Pair:
    """The same letter over and over, with and without spaces."""
    return ["a " * 100_000, "b" * 100_000], ["a " * 99_000, "c", "b" * 99_999]


PAIRS: Mapping[str, Callable[[], Pair]] = {
    one.__name__: one for one in (nested, many_places, every_second_word, rewritten, one_letter)
}


def _texts(paragraphs: list[Paragraph], taken: str) -> list[str]:
    """The paragraphs of one of the two papers, by what came back; `taken` is the op that only the other one has."""
    texts = ("".join(piece.text for piece in one.pieces if piece.op != taken) for one in paragraphs)
    return [text for text in texts if text]


def main() -> int:
    """Compare the pair and mark it, and find both papers again in what came back."""
    name, seconds, megabytes = sys.argv[1], *map(int, sys.argv[2:4])
    old, new = PAIRS[name]()
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes << 20, megabytes << 20))
    found = compare([Block(one) for one in old], [Block(one) for one in new])
    assert marked_paper(found)
    assert _texts([one for one in found if one.change != "moved-here"], "inserted") == old
    assert _texts([one for one in found if one.change != "moved-away"], "deleted") == new
    return 0


if __name__ == "__main__":
    sys.exit(main())
