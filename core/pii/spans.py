"""Stretches of a text that are to be replaced."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, replace

from core.pii.placeholders import KINDS

_KINDS = frozenset(KINDS)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of the source, its kind, and what tells the thing apart that stands there."""

    start: int
    end: int
    kind: str
    identity: str

    def checked(self, length: int) -> Span:
        """The span itself; ValueError where it is no stretch of a text of `length`, or of no kind."""
        if not (0 <= self.start < self.end <= length) or self.kind not in _KINDS or not isinstance(self.identity, str):
            raise ValueError("not a span of the text")
        return self


class Taken:
    """Spans in order and without overlap."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def add(self, candidate: Span) -> None:
        """Take what nobody has taken yet of `candidate`; what two values share is replaced once."""
        at = bisect.bisect_right(self.spans, candidate.start, key=lambda one: one.end)
        start = candidate.start
        free: list[Span] = []
        last = at
        while last < len(self.spans) and self.spans[last].start < candidate.end:
            other = self.spans[last]
            if start < other.start:
                free.append(replace(candidate, start=start, end=other.start))
            start = other.end
            last += 1
        if start < candidate.end:
            free.append(replace(candidate, start=start))
        self.spans[at:last] = sorted([*self.spans[at:last], *free], key=lambda one: one.start)

    def gaps(self, length: int) -> list[tuple[int, int]]:
        """The stretches of a text of `length` that are not taken."""
        edges = [0, *(edge for one in self.spans for edge in (one.start, one.end)), length]
        return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def with_backslash(span: Span, text: str, free_from: int) -> Span:
    """Backslashes before a value go with it: before a placeholder the last would read as a Markdown escape."""
    start = span.start
    while start > free_from and text[start - 1] == "\\":
        start -= 1
    return replace(span, start=start)


def splits_a_word(text: str, edge: int) -> bool:
    """Whether cutting `text` at `edge` may lay something bare that stood within a word, or within a character."""
    if not 0 < edge < len(text):
        return False
    before, after = text[edge - 1], text[edge]
    if before.isspace() or after.isspace():
        return False
    return not (before.isascii() and after.isascii()) or (before.isalnum() and after.isalnum())
