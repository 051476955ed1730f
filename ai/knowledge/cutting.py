"""Cutting a source into passages: by headings, then paragraphs, then sentences.

A passage is a slice of its source, so that what is quoted from the one stands word for word in the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_PASSAGE = 1200  # characters
CUT_VERSION = 1  # part of every checksum: a source is cut anew when the rules of cutting or of terms change

_MARKED = re.compile(r"#{1,6}[ \t]+(?P<heading>.*?)(?:[ \t]+\[(?P<citation>[^\[\]]+)\])?[ \t#]*$")
_SECTION = re.compile(
    r"(?P<heading>(?:section|sec\.|seksyon|article|artikulo)[ \t]+(?P<number>\d+[A-Z]?|[IVXL]+)\b[.:]?[ \t]*"
    r"(?P<title>[^\n]{0,100}))$",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*•|]|\d{1,3}[.)]|\([a-z0-9]{1,3}\))[ \t]?")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|art|arts|atty|brgy|co|corp|dr|e\.g|etc|gng|hon|i\.e|inc|jr|ltd|mr|mrs|ms|no|nos|par|prof|"
    r"sec|secs|sr|st|sta|sto|vs|viz)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Piece:
    """One passage to be: `source[start:end] == text`, under the nearest heading with its law and section."""

    start: int
    end: int
    text: str
    heading: str
    citation: str


@dataclass(frozen=True)
class _Part:
    start: int
    end: int
    heading: str
    citation: str


def levelled(text: str) -> str:
    """The text as it is stored: line breaks are `\\n`, and what no database keeps is gone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def cut(text: str, *, citation: str = "", longest: int = LONGEST_PASSAGE) -> list[Piece]:
    """The passages of a levelled text, in order, none longer than `longest` characters and none empty.

    A heading is a Markdown heading, which may end with its law and section in brackets (`## Names [RA 11232 s.17]`),
    or a line like `Section 14. Contents`. A passage without a citation of its own carries `citation`.
    """
    pieces = []
    for part in _parts(text, citation):
        for start, end in _packed(text, part.start, part.end, longest):
            pieces.append(Piece(start, end, text[start:end], part.heading, part.citation))
    return pieces


def _parts(text: str, citation: str) -> Iterator[_Part]:
    """What stands between headings."""
    heading, law, start, at = "", citation, 0, 0
    for line in text.split("\n"):
        found = _heading(line, citation)
        if found is not None:
            yield _Part(start, at, heading, law)
            heading, law = found
            start = min(at + len(line) + 1, len(text))
        at += len(line) + 1
    yield _Part(start, len(text), heading, law)


def _heading(line: str, citation: str) -> tuple[str, str] | None:
    if line.startswith("#") and (marked := _MARKED.match(line)):
        return marked["heading"].strip()[:300], (marked["citation"] or citation).strip()[:300]
    section = _SECTION.match(line.strip()) if len(line) <= 140 else None
    # A line that ends like a sentence and has no dot behind its number is running text: "Section 5 applies here."
    if section is None or (section["title"].endswith((".", ";", ",")) and len(section["title"]) > 80):
        return None
    law = f"{citation} s.{section['number']}" if citation and section["number"].isdigit() else citation
    return section["heading"].strip()[:300], law[:300]


def _packed(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """Neighbouring paragraphs together as long as they fit; a paragraph that does not is packed by its sentences."""
    open_span: tuple[int, int] | None = None
    for first, last in _units(text, start, end, longest):
        if open_span and last - open_span[0] <= longest:
            open_span = (open_span[0], last)
            continue
        if open_span:
            yield open_span
        open_span = (first, last)
    if open_span:
        yield open_span


def _units(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    for paragraph in _split(text, start, end, re.compile(r"\n[ \t]*\n\s*")):
        if paragraph[1] - paragraph[0] <= longest:
            yield paragraph
            continue
        for sentence in _sentences(text, *paragraph):
            if sentence[1] - sentence[0] <= longest:
                yield sentence
            else:
                yield from _chopped(text, *sentence, longest)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences, and the items of lists and rows of tables, which end with their line."""
    first = start
    for at in _breaks(text, start, end):
        yield from _trimmed(text, first, at)
        first = at
    yield from _trimmed(text, first, end)


def _breaks(text: str, start: int, end: int) -> list[int]:
    found = {one.end() for one in _SENTENCE_END.finditer(text, start, end) if not _abbreviated(text, start, one)}
    at = text.find("\n", start, end)
    while at != -1:
        if _LIST_ITEM.match(text, at + 1, end):
            found.add(at + 1)
        at = text.find("\n", at + 1, end)
    return sorted(found)


def _abbreviated(text: str, start: int, mark: re.Match[str]) -> bool:
    if mark.group() != ".":
        return False
    return _ABBREVIATION.search(text, max(start, mark.start() - 8), mark.end()) is not None


def _chopped(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """A sentence that alone is too long, cut between words where there are any."""
    while end - start > longest:
        at = next((one for one in range(start + longest, start, -1) if text[one].isspace()), start + longest)
        yield from _trimmed(text, start, at)
        start = next((one for one in range(at, end) if not text[one].isspace()), end)
    yield from _trimmed(text, start, end)


def _split(text: str, start: int, end: int, between: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    first = start
    for gap in between.finditer(text, start, end):
        yield from _trimmed(text, first, gap.start())
        first = gap.end()
    yield from _trimmed(text, first, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without white space at its ends; nothing where there is nothing else."""
    piece = text[start:end]
    kept = piece.strip()
    if kept:
        first = start + len(piece) - len(piece.lstrip())
        yield first, first + len(kept)
