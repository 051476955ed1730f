"""Which words were put in and which were taken out between two texts.

Lines that stand once in both texts anchor the comparison; only between anchors are words compared, by Myers' greedy
method (E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986). Both work within `Steps`, whatever the
texts are. What would need more is told as taken out and put in as a whole: coarse, but true and quick.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeVar

Op = Literal["same", "inserted", "deleted"]
Match = tuple[int, int, int]
Token = TypeVar("Token", bound=Hashable)

# A word keeps its inner marks (10,000.00; Juan's; A-1); runs of space and single marks are tokens of their own.
WORD = re.compile(r"\w+(?:[.,'’/-]\w+)*")
_TOKEN = re.compile(rf"{WORD.pattern}|\s+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Edits looked for in one block, and steps in one comparison: some 60 pages rewritten word by word.
_MOST_EDITS = 400
_MOST_STEPS = 2_000_000
# Lines and words looked at for what anchors a comparison, and for which paragraphs are alike: far more than two papers
# of 70 pages take. Texts made for it would ask for the square of their length.
_MOST_LOOKS = 4_000_000


@dataclass(frozen=True)
class Piece:
    """A run of text that stands in both texts, or in the new one alone, or in the old one alone."""

    op: Op
    text: str


def diff(old: str, new: str) -> list[Piece]:
    """The pieces from `old` to `new`: same + deleted joined give `old`, same + inserted give `new`, to the letter.

    Neighbouring pieces differ in `op`; none is empty; equal texts give at most one piece. The work is bounded.
    """
    steps = Steps()
    pieces: list[Piece] = []
    for before, after, equal in runs(_LINE.findall(old), _LINE.findall(new), steps):
        if equal:
            _put(pieces, "same", "".join(before))
            continue
        for piece in pieces_between("".join(before), "".join(after), steps):
            _put(pieces, piece.op, piece.text)
    return pieces


def pieces_between(old: str, new: str, steps: Steps) -> list[Piece]:
    """As `diff`, of two paragraphs, with what is left of the work that the whole comparison may do."""
    pieces: list[Piece] = []
    for taken, given, alike in runs(_TOKEN.findall(old), _TOKEN.findall(new), steps, fewest=True):
        _put(pieces, "same" if alike else "deleted", "".join(taken))
        if not alike:
            _put(pieces, "inserted", "".join(given))
    return pieces


@dataclass
class Steps:
    """What is left of the work one comparison may do: in search of the fewest edits, and looking for what is alike."""

    edits: int = _MOST_STEPS
    looks: int = _MOST_LOOKS

    def may_look(self, count: int) -> bool:
        """Whether so many looks are left; then they are taken."""
        if count > self.looks:
            return False
        self.looks -= count
        return True


def _put(pieces: list[Piece], op: Op, text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].op == op:
        pieces[-1] = Piece(op, pieces[-1].text + text)
    else:
        pieces.append(Piece(op, text))


def runs(
    a: Sequence[Token], b: Sequence[Token], steps: Steps, *, fewest: bool = False
) -> Iterator[tuple[Sequence[Token], Sequence[Token], bool]]:
    """Both sequences cut into runs that are equal and runs that are not, in order: (old, new, equal); by what stands
    once in both, or with the `fewest` edits where the steps allow it.
    """
    at_a = at_b = 0
    for i, j, size in [*_joined(_matches(a, b, steps, fewest)), (len(a), len(b), 0)]:
        if i > at_a or j > at_b:
            yield a[at_a:i], b[at_b:j], False
        if size:
            yield a[i : i + size], b[j : j + size], True
        at_a, at_b = i + size, j + size


def _joined(matches: Sequence[Match]) -> Iterator[Match]:
    """The same with those that follow each other in both as one."""
    i = j = size = 0
    for at_a, at_b, more in matches:
        if (at_a, at_b) == (i + size, j + size):
            size += more
            continue
        if size:
            yield i, j, size
        i, j, size = at_a, at_b, more
    if size:
        yield i, j, size


def _matches(a: Sequence[Hashable], b: Sequence[Hashable], steps: Steps, fewest: bool) -> list[Match]:
    """Equal runs in order. Ends first; then Myers where it may be and the steps allow it, else anchors and what lies
    between, as long as there are looks left.
    """
    found: list[Match] = []
    ranges = [(0, len(a), 0, len(b))]
    while ranges:
        lo, hi, low, high = ranges.pop()
        head = 0
        while lo + head < hi and low + head < high and a[lo + head] == b[low + head]:
            head += 1
        found.append((lo, low, head))
        lo, low = lo + head, low + head
        tail = 0
        while hi - tail > lo and high - tail > low and a[hi - tail - 1] == b[high - tail - 1]:
            tail += 1
        hi, high = hi - tail, high - tail
        found.append((hi, high, tail))
        if lo == hi or low == high:
            continue
        inner = _myers(a[lo:hi], b[low:high], steps) if fewest and steps.edits > 0 else None
        if inner is not None:
            found.extend((lo + i, low + j, 1) for i, j in inner)
            continue
        if not steps.may_look(hi - lo + high - low):
            continue
        edges = [(lo - 1, low - 1), *((lo + i, low + j) for i, j in _anchors(a[lo:hi], b[low:high])), (hi, high)]
        if len(edges) > 2:
            found.extend((i, j, 1) for i, j in edges[1:-1])
            ranges.extend((i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(edges))
    return sorted(match for match in found if match[2])


def _anchors(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of what stands exactly once in each, the longest row of them that keeps its order in both."""
    once_a, once_b = Counter(a), Counter(b)
    place = {token: j for j, token in enumerate(b) if once_b[token] == 1}
    pairs = [(i, place[token]) for i, token in enumerate(a) if once_a[token] == 1 and token in place]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        spot = bisect_left(ends, j)
        before.append(last[spot - 1] if spot else -1)
        ends[spot : spot + 1] = [j]
        last[spot : spot + 1] = [n]
    row: list[tuple[int, int]] = []
    n = last[-1] if last else -1
    while n >= 0:
        row.append(pairs[n])
        n = before[n]
    return row[::-1]


def _myers(a: Sequence[Hashable], b: Sequence[Hashable], steps: Steps) -> list[tuple[int, int]] | None:
    """Equal places by the fewest edits, or None where that takes more edits or steps than allowed."""
    reach = {1: 0}
    trail: list[dict[int, int]] = []
    for edits in range(min(_MOST_EDITS, len(a) + len(b)) + 1):
        trail.append(dict(reach))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            x = start = reach[k + 1] if down else reach[k - 1] + 1
            while x < len(a) and 0 <= x - k < len(b) and a[x] == b[x - k]:
                x += 1
            reach[k] = x
            steps.edits -= 1 + x - start
            if x >= len(a) and x - k >= len(b):
                return _walked_back(trail, len(a), len(b))
        if steps.edits < 0:
            return None
    return None


def _walked_back(trail: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    for edits in range(len(trail) - 1, -1, -1):
        reach, k = trail[edits], x - y
        down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
        came = k + 1 if down else k - 1
        from_x = reach[came]
        from_y = from_x - came
        while x > max(from_x, 0) and y > max(from_y, 0):
            x, y = x - 1, y - 1
            places.append((x, y))
        x, y = from_x, from_y
    return places[::-1]
