"""What differs between two versions of a template: word by word in each file, with what is the same cut short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from documents.drafting.editing import changed_files
from documents.redline.words import Piece, diff

LEFT_OUT = "left-out"
AROUND = 3  # lines kept before and after a change
LEAST_LEFT_OUT = 3  # lines; fewer are shown
MOST_CHARACTERS = 150_000  # of one comparison, as it is shown or kept
_HEADING = re.compile(r"^## ", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A run of text: `same`, `inserted`, `deleted`; or `left-out`, whose text says how much was."""

    op: str
    text: str


@dataclass(frozen=True)
class FileDifference:
    """One file: `added`, `removed` or `changed`, and what changed in it; no parts where it is no text."""

    name: str
    outcome: str
    parts: tuple[Part, ...]


def file_differences(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[FileDifference]:
    """The files that differ, by name."""
    return [_difference(name, old.get(name), new.get(name)) for name in changed_files(old, new)]


def text_difference(old: str, new: str, *, around: int = AROUND) -> list[Part]:
    """What changed between two texts; [] where they are equal."""
    return [] if old == new else condensed(diff(old, new), around=around)


def as_read(text: str) -> str:
    """A rendered page's text without the marks of its headings: these are no words of the paper."""
    return _HEADING.sub("", text)


def condensed(pieces: Iterable[Piece], *, around: int = AROUND) -> list[Part]:
    """The pieces with long runs of equal lines left out, and the whole cut where it becomes too long to read."""
    return list(_bounded(_shortened(list(pieces), around)))


def _difference(name: str, old: bytes | None, new: bytes | None) -> FileDifference:
    outcome = "added" if old is None else "removed" if new is None else "changed"
    try:
        before, after = (old or b"").decode("utf-8"), (new or b"").decode("utf-8")
    except UnicodeDecodeError:
        return FileDifference(name, outcome, ())
    return FileDifference(name, outcome, tuple(text_difference(before, after)))


def _shortened(pieces: list[Piece], around: int) -> Iterator[Part]:
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        if piece.op != "same":
            yield Part(piece.op, piece.text)
            continue
        lines = piece.text.splitlines(keepends=True)
        head = 0 if index == 0 else around + 1  # the rest of the changed line, and the lines after it
        tail = 0 if index == last else around + 1
        left = len(lines) - head - tail
        if left < LEAST_LEFT_OUT:
            yield Part("same", piece.text)
            continue
        if head:
            yield Part("same", "".join(lines[:head]))
        yield Part(LEFT_OUT, f"{left} lines are the same")
        if tail:
            yield Part("same", "".join(lines[-tail:]))


def _bounded(parts: Iterable[Part]) -> Iterator[Part]:
    room = MOST_CHARACTERS
    for part in parts:
        if len(part.text) > room:
            yield Part(part.op, part.text[:room])
            yield Part(LEFT_OUT, "the rest is too long to be shown here")
            return
        room -= len(part.text)
        yield part
