"""The pages of a file as pictures, and as text for who does not see them: by PDFium, in this process.

PDFium knows no threads, so one lock is held around all that is done with it: a page takes some hundredths of a second.
What was made is kept for the next who asks, a few megabytes at most; both depend on the bytes of the file alone.
"""

from __future__ import annotations

import ctypes
import functools
import io
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from core import storage
from documents.pdfium import one_at_a_time
from esign.page_texts import Piece, paragraphs

WIDTH = 1200  # pixels: sharp enough to be read on a phone that is zoomed in
HIGHEST = 4000
COLOURS = 64
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
KEPT_PICTURES, KEPT_FILES = 64, 32


@dataclass(frozen=True)
class Sheet:
    """A page: its number from 1, the size of its picture in pixels, and its text, paragraph by paragraph."""

    number: int
    width: int
    height: int
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A file: the language that it says it is written in (RFC 3066, English where it says none), and its pages."""

    language: str
    sheets: tuple[Sheet, ...]


@functools.lru_cache(KEPT_FILES)
def paper_of(checksum: str) -> Paper:
    """What is in the stored PDF. Raises what `core.storage.read` raises."""
    with _opened(checksum) as pdf:
        return Paper(_language(pdf), tuple(_sheet(pdf[place], place + 1) for place in range(len(pdf))))


@functools.lru_cache(KEPT_PICTURES)
def picture_of(checksum: str, number: int, width: int = WIDTH) -> bytes:
    """Page `number` of the stored PDF as PNG, with what was written into its fields. The caller has looked whether
    there is such a page. Raises what `core.storage.read` raises.
    """
    from PIL.Image import Quantize  # heavy

    with _opened(checksum) as pdf:
        page = pdf[number - 1]
        picture = page.render(scale=_scale(page, width), rev_byteorder=True).to_pil()
    out = io.BytesIO()
    # Papers are black on white with little colour: so many shades are enough, and a third of the bytes.
    picture.convert("RGB").quantize(COLOURS, method=Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


@contextmanager
def _opened(checksum: str) -> Iterator[Any]:
    import pypdfium2  # heavy

    content = storage.read(checksum)
    with one_at_a_time:
        pdf = pypdfium2.PdfDocument(content)
        try:
            pdf.init_forms()  # else the fields of those who have signed stay empty
            yield pdf
        finally:
            pdf.close()


def _language(pdf: Any) -> str:
    from pypdfium2 import raw  # heavy

    buffer = (ctypes.c_ushort * 64)()  # UTF-16; a longer one is none
    length = raw.FPDFCatalog_GetLanguage(pdf, buffer, len(buffer))
    said = bytes(buffer).decode("utf-16-le", "replace").partition("\0")[0] if 0 < length <= len(buffer) else ""
    return said if LANGUAGE.fullmatch(said) else "en"


def _sheet(page: Any, number: int) -> Sheet:
    scale = _scale(page, WIDTH)
    width, height = (math.ceil(side * scale) for side in page.get_size())
    return Sheet(number, width, height, paragraphs(_pieces(page)))


def _scale(page: Any, width: int) -> float:
    wide, high = page.get_size()
    return float(min(width / wide, HIGHEST / high))


def _pieces(page: Any) -> list[Piece]:
    text = page.get_textpage()
    found = []
    for place in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(place)
        found.append(Piece(text.get_text_bounded(left, bottom, right, top), left, bottom, right, top))
    return found
