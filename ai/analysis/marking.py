"""A text with the places marked that findings are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ai.analysis.findings import Finding


@dataclass(frozen=True)
class Stretch:
    """A stretch of the text and the number (from 1) of the finding that it belongs to; 0 for none."""

    text: str
    number: int = 0
    severity: str = ""


def marked(text: str, findings: Sequence[Finding]) -> list[Stretch]:
    """The text in stretches, which joined are the text again; where findings overlap, the one given first is marked."""
    owners: list[tuple[int, int, int]] = []
    for number, one in enumerate(findings, 1):
        if one.start is not None and one.end is not None:
            owners += [(start, end, number) for start, end in _free(one.start, one.end, owners)]
    stretches: list[Stretch] = []
    at = 0
    for start, end, number in sorted(owners):
        if at < start:
            stretches.append(Stretch(text[at:start]))
        stretches.append(Stretch(text[start:end], number, findings[number - 1].severity))
        at = end
    return [*stretches, Stretch(text[at:])] if at < len(text) else stretches


def _free(start: int, end: int, taken: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """What of the span from `start` to `end` is not taken yet."""
    free: list[tuple[int, int]] = []
    for left, right, _ in sorted(one for one in taken if one[0] < end and start < one[1]):
        if start < left:
            free.append((start, left))
        start = max(start, right)
    return [*free, (start, end)] if start < end else free
