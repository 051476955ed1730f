"""Where in a PDF each person signs: the block that our templates print, a bold name in capitals under a rule.

Found in the finished page and not in the template, so that it holds for every paper of the library and whatever a
lawyer changed in it. A name in running text, in a table, or as a part of a longer name is no block.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2
from pypdfium2 import raw

from documents.pdfium import one_at_a_time
from esign.sealing.exceptions import PdfNotSealable
from esign.sealing.shapes import Box, Page, Place

ROOM = 28.0  # the height of a signature above its rule, where nothing stands in the way
LEAST_ROOM = 16.0  # a rule with less above it is a table's or a heading's, not one to sign on
LEAST_WIDTH = 90.0
RULE_GAP = 9.0  # from the capitals of the name up to its rule, and down to the end of its element
CLEAR = 8.0  # no other word stands this near beside the name
AIR = 1.0  # between the rule and what stands on it
MARGIN = 68.0  # at the right, where the code for verifying stands
STEP = 4.0  # to the right of what is stepped around
BESIDE = 0.35  # what stands in this part of the block's width, at its left (as "By:" does), is stepped around
_BREAK = r"(?:[\r\n]+)?"
_HYPHEN = r"[-\x02\u2010\u2011]"  # the library gives U+0002 for a hyphen at the end of a line
_TITLES = re.compile(r"(?:\s*\b(?:ATTY|ENGR|ARCH|PROF|HON|DR|MR|MS|MRS)\.\s+)?")
_NOTHING = re.compile(r"(?!)")
_APOSTROPHE = r"['\u2019]"


def blocks_of(pdf: bytes, names: Sequence[str]) -> list[Place | None]:
    """For each name, in the same order, its signature block; None where the paper has none for it.

    A name that has several blocks signs at the last; two signers with the same name sign at the last two, in their
    order. Text that is only an image has no blocks. Raises PdfNotSealable for what is no PDF.
    """
    wanted = {name: _pattern(name) for name in dict.fromkeys(names)}
    found: dict[str, list[Place]] = {name: [] for name in wanted}  # the last one first
    with _opened(pdf) as document:
        for number in reversed(range(len(document))):  # papers are signed at their end, so that few pages are read
            for name, place in reversed(list(_on_page(document[number], number, wanted))):
                found[name].append(place)
            if all(len(found[name]) >= names.count(name) for name in wanted):
                break
    return [_taken(found[name], names.count(name), list(names[:at]).count(name)) for at, name in enumerate(names)]


def pages_of(pdf: bytes) -> list[Page]:
    """Every page's size, and where the lowest text stands between its margins (its height, where it has none)."""
    with _opened(pdf) as document:
        return [_measured(document[number]) for number in range(len(document))]


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise PdfNotSealable("The file is no PDF that can be read.") from error
        try:
            yield document
        finally:
            document.close()


def _taken(last_first: Sequence[Place], namesakes: int, before: int) -> Place | None:
    """Of the last blocks, as many as there are namesakes, the one for the signer who has so many before them."""
    own = last_first[:namesakes][::-1]
    return own[before] if before < len(own) else None


def _measured(page: pypdfium2.PdfPage) -> Page:
    width, height = page.get_size()
    rects = _rects(page.get_textpage(), 0, -1)
    return Page(width, height, min((box[1] for box in rects if box[0] < width - MARGIN), default=height))


def _pattern(name: str) -> re.Pattern[str]:
    """The name in capitals, with or without a title, whatever white space or end of line stands between its words or
    inside a long one.
    """
    words = unicodedata.normalize("NFC", _TITLES.sub("", name.upper(), count=1)).split()
    if not words:
        return _NOTHING
    spelt = (_BREAK.join(_letter(one) for one in word) for word in words)
    return re.compile(r"(?<!\w)" + _TITLES.pattern + r"\s+".join(spelt) + r"(?!\w)")


def _letter(one: str) -> str:
    if one in "-\u2010\u2011":
        return _HYPHEN
    return _APOSTROPHE if one in "'\u2019" else re.escape(one)


def _on_page(page: pypdfium2.PdfPage, number: int, wanted: dict[str, re.Pattern[str]]) -> Iterator[tuple[str, Place]]:
    """The blocks of one page in the order of its text."""
    text_page = page.get_textpage()
    text = text_page.get_text_range()
    hits = [(name, hit.span()) for name, pattern in wanted.items() for hit in pattern.finditer(text)]
    if not hits:
        return
    rects, frames = _rects(text_page, 0, -1), _frames(page)
    for name, (start, end) in sorted(hits, key=lambda one: one[1]):
        lines = _rects(text_page, start, end - start)
        frame = _frame_of(_around(lines), frames) if lines else None
        if frame is None or not all(_is_alone(line, rects) for line in lines):
            continue
        box = _room_above(frame, rects)
        if box is not None:
            yield name, Place(number, box)


def _rects(text_page: pypdfium2.PdfTextPage, start: int, count: int) -> list[Box]:
    return [text_page.get_rect(one) for one in range(text_page.count_rects(start, count))]


def _frames(page: pypdfium2.PdfPage) -> list[Box]:
    """The bounds of what is drawn on the page; an element with a rule on its top is drawn with bounds of its own."""
    return [one.get_bounds() for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1)]


def _around(boxes: Sequence[Box]) -> Box:
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _frame_of(name: Box, frames: Sequence[Box]) -> Box | None:
    """The frame that lies close around the name and no more than it."""
    for frame in frames:
        sides = frame[0] - 1 <= name[0] and name[2] <= frame[2] + 1
        if sides and 0 <= frame[3] - name[3] <= RULE_GAP and -2 <= name[1] - frame[1] <= RULE_GAP:
            return frame
    return None


def _is_alone(line: Box, rects: Sequence[Box]) -> bool:
    """Whether no word of the same line touches or continues it."""
    return not any(
        _level(one, line) and one[0] < line[2] + CLEAR and line[0] - CLEAR < one[2] and not _within(one, line)
        for one in rects
    )


def _level(one: Box, other: Box) -> bool:
    middle = (one[1] + one[3]) / 2
    return other[1] - 1 < middle < other[3] + 1


def _within(one: Box, other: Box) -> bool:
    return other[0] - 1 <= one[0] and one[2] <= other[2] + 1


def _room_above(frame: Box, rects: Sequence[Box]) -> Box | None:
    """The free box on the rule: as high as ROOM, lower or narrower where something stands in the way."""
    left, bottom, right, top = frame[0], frame[3] + AIR, frame[2], frame[3] + AIR + ROOM
    above = [one for one in rects if one[0] < right and left < one[2] and bottom - 1 < one[3] and one[1] < top]
    beside = [one for one in above if one[2] < left + BESIDE * (right - left)]
    top = min([top, *(one[1] - AIR for one in above if one not in beside)])
    left = max([left, *(one[2] + STEP for one in beside if one[1] < top)])
    if top - bottom < LEAST_ROOM or right - left < LEAST_WIDTH:
        return None
    return left, bottom, right, top
