"""What a signature looks like: one small sheet made by the renderer, with an area for each field of the signer.

One sheet for all areas, since making a page costs more than what stands on it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from PIL import ImageFont

from core.clock import MANILA
from documents import rendering
from documents.options import RenderOptions
from documents.rendering.fingerprint import FONTS
from documents.source import TemplateSource, read_folder
from esign.sealing.drawings import Ink, ink_of
from esign.sealing.shapes import StampText

PAPER = Path(__file__).resolve().parent / "papers" / "stamp"
FACES = {"italic": "LiberationSerif-Italic.ttf", "bold": "LiberationSerif-BoldItalic.ttf"}
UPRIGHT = "LiberationSerif-Regular.ttf"
LARGEST_NAME, LARGEST_DATE, LARGEST_INITIALS = 15.0, 8.5, 8.0
SMALL, SMALLEST = 4.6, 3.6  # the small print
LEADING = 1.1
SMALL_SHARE = 0.65  # of the height, at most; the rest is the signature's
INDENT = 1.0

Size = tuple[float, float]  # width, height; points
Area = tuple[float, float, float, float]  # left, bottom, right, top on the sheet; points


@dataclass(frozen=True, slots=True)
class Stamp:
    """The sheet as a PDF of one page, and where on it the areas stand, None where there is no such field.

    `ink` is a drawn signature, and `ink_area` where on the sheet it belongs; it is not printed there yet.
    """

    pdf: bytes = field(repr=False)
    mark: Area
    date: Area | None
    initials: Area | None
    ink: Ink | None
    ink_area: Area


def stamp(text: StampText, *, organisation: str, mark: Size, date: Size | None, initials: Size | None) -> Stamp:
    """The sheet for fields of these sizes. Raises DrawingRefused, and what rendering raises."""
    text = replace(text, name=" ".join(text.name.split()))
    wanted = [one for one in (mark, date, initials) if one is not None]
    sheet = _Sheet(max(width for width, _ in wanted), sum(height for _, height in wanted))
    ink = ink_of(text.drawn) if text.drawn is not None else None
    marked = sheet.area(mark)
    small = _draw_mark(sheet, text, organisation, mark)
    dated = initialled = None
    if date is not None:
        dated = sheet.area(date)
        sheet.line("date", date_of(text.at), date, LARGEST_DATE)
    if initials is not None:
        initialled = sheet.area(initials)
        sheet.line("initials", text.initials or initials_of(text.name), initials, LARGEST_INITIALS)
    data = {"name": text.name, "sheet": f"{sheet.width:.2f}pt {sheet.height:.2f}pt", "areas": sheet.drawn}
    made = rendering.render_pdf(_paper(), data, {}, RenderOptions())
    free = (INDENT, marked[1] + small + 0.5, marked[2], marked[3] - 0.5)
    return Stamp(made.content, marked, dated, initialled, ink, free)


def date_of(at: dt.datetime) -> str:
    """E.g. "29 Nov 2026", in Manila."""
    return f"{at.astimezone(MANILA):%-d %b %Y}"


def moment_of(at: dt.datetime) -> str:
    """E.g. "29 Nov 2026 10:31 PHT"."""
    return f"{at.astimezone(MANILA):%-d %b %Y %H:%M} PHT"


def initials_of(name: str) -> str:
    """The first letter of each word that begins with a capital, four at most; of "Juan dela Cruz" "JC"."""
    words = [word.strip("().,\"'") for word in unicodedata.normalize("NFC", name).split()]
    letters = [word[0] for word in words if word and word[0].isupper()] or [word[0].upper() for word in words if word]
    return "".join(letters[:4])


class _Sheet:
    """Areas one below the other, the first at the top."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.top = 0.0
        self.next = 0.0
        self.drawn: list[dict[str, Any]] = []

    def area(self, size: Size) -> Area:
        """Begin the next area: where it stands, counted from the lower left corner."""
        self.top, self.next = self.next, self.next + size[1]
        return 0.0, self.height - self.next, size[0], self.height - self.top

    def line(self, kind: str, text: str, size: Size, largest: float) -> None:
        """One line over the whole of the present area, as large as fits."""
        points = min(largest, size[1] * 0.85, (size[0] - INDENT) / max(_width(kind, text), 0.1))
        self.put(kind, text, size, left=0, down=0, line=size[1], points=points)

    def put(self, kind: str, text: str, size: Size, *, left: float, down: float, line: float, points: float) -> None:
        """Text that begins `down` points below the top of the present area."""
        style = {
            "left": left, "top": self.top + down, "width": size[0], "height": size[1],
            "line-height": line, "font-size": points,
        }  # fmt: skip
        said = "; ".join(f"{name}: {value:.2f}pt" for name, value in style.items())
        self.drawn.append({"kind": kind, "style": said, "text": text})


def _draw_mark(sheet: _Sheet, text: StampText, organisation: str, size: Size) -> float:
    """The typed name and the small print below it, whose height it gives."""
    width, height = size[0] - INDENT, size[1]
    lines, points = _small_print(text, organisation, width, height)
    small = len(lines) * points * LEADING
    ink = height - small
    if text.drawn is None:
        largest = min(LARGEST_NAME, ink * 0.9, width / max(_width(text.typed_style, text.name), 0.1))
        sheet.put(text.typed_style, text.name, (width, ink), left=INDENT, down=0, line=ink, points=largest)
    said = "\n".join(lines)
    sheet.put("small", said, (width, small), left=INDENT, down=ink, line=points * LEADING, points=points)
    return small


def _small_print(text: StampText, organisation: str, width: float, height: float) -> tuple[list[str], float]:
    """(Lines, size): who signed and why, then who attests it, when, and under which code."""
    signer = [text.name, text.reason]
    attested = [f"Attested by {organisation}", moment_of(text.at), text.code]
    points, most = SMALL, height * SMALL_SHARE
    while True:
        lines = [*_filled(signer, width / points), *_filled(attested, width / points)]
        if len(lines) * points * LEADING <= most:
            return lines, points
        if points <= SMALLEST:
            kept = max(1, int(most / (points * LEADING)) - 1)  # the last line tells when, and under which code
            return [*lines[:kept], lines[-1]], points
        points -= 0.25


def _filled(parts: Sequence[str], ems: float) -> Iterator[str]:
    """The parts with dots between them, as many on a line as fit; what fits on no line is cut."""
    line = ""
    for part in filter(None, (" ".join(one.split()) for one in parts)):
        longer = f"{line} · {part}" if line else part
        if line and _width("small", longer) > ems:
            yield line
            longer = part
        line = _cut(longer, ems)
    if line:
        yield line


def _cut(text: str, ems: float) -> str:
    while len(text) > 1 and _width("small", text) > ems:
        text = text[:-2].rstrip() + "…"
    return text


def _width(kind: str, text: str) -> float:
    """In ems, by the face that the style sheet gives to this kind; the fall-back's glyphs count as the box of it."""
    return _face(FACES.get("italic" if kind == "initials" else kind, UPRIGHT)).getlength(text) / 100


@lru_cache(maxsize=8)
def _face(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / name), 100)


@cache
def _paper() -> TemplateSource:
    return read_folder(PAPER)
