"""Whether two PDFs show the same, page by page, at the resolution of a screen."""

from __future__ import annotations

import pypdfium2
from PIL import Image, ImageChops

DARK = 64  # of 255: less of a difference is another program's way of smoothing
MOST_POINTS = 5  # a letter in small print has more
GRAY = {"grayscale": True, "scale": 1.0}


def look_the_same(content: bytes, other: bytes) -> bool:
    """Whether both have the same number of pages and no page differs in more than five points of 1/72 inch."""
    one, two = _opened(content), _opened(other)
    if len(one) != len(two):
        return False
    return all(_same(_drawn(one, place), _drawn(two, place)) for place in range(len(one)))


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    found = pypdfium2.PdfDocument(content)
    if found.get_formtype():
        found.init_forms()  # else what was typed into fields is not shown
    return found


def _drawn(document: pypdfium2.PdfDocument, place: int) -> Image.Image:
    page = document[place]
    image: Image.Image = page.render(**GRAY).to_pil()
    page.close()
    return image


def _same(one: Image.Image, two: Image.Image) -> bool:
    if one.size != two.size:
        return False
    differing = ImageChops.difference(one, two).histogram()
    return sum(differing[DARK:]) <= MOST_POINTS
