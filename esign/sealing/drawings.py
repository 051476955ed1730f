"""A drawn signature: from what a browser's canvas gave to a small grey picture on white."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from PIL import Image, ImageOps

from esign.sealing.exceptions import DrawingRefused

MOST_BYTES = 1024 * 1024
MOST_PIXELS = 8_000_000
PNG_END = b"IEND\xaeB`\x82"  # the last chunk with its checksum (PNG specification, 11.2.5)
LARGEST = (640, 200)  # pixels; it is printed some 15 points high
FAINT = 24  # of 255: lighter than this is paper


@dataclass(frozen=True, slots=True)
class Ink:
    """A grey picture, one byte a pixel, row by row from the top; 255 is white paper."""

    width: int
    height: int
    levels: bytes = field(repr=False)


def ink_of(drawn: bytes) -> Ink:
    """The drawing as ink: cropped to what was drawn, transparency turned into white paper, which PDF/A-3b wants.

    Raises DrawingRefused for what is no PNG, has more than a megabyte or eight million pixels, or shows nothing.
    """
    picture = _cropped(_on_white(_opened(drawn)))
    picture.thumbnail(LARGEST)
    return Ink(picture.width, picture.height, picture.tobytes())


def _opened(drawn: bytes) -> Image.Image:
    if len(drawn) > MOST_BYTES:
        raise DrawingRefused("The drawn signature is larger than a megabyte.")
    if not drawn.endswith(PNG_END):  # asked here, since Pillow completes what is cut off once WeasyPrint is loaded
        raise DrawingRefused("The drawn signature is no readable PNG.")
    try:
        picture = Image.open(io.BytesIO(drawn), formats=["PNG"])
        if picture.width * picture.height > MOST_PIXELS:
            raise DrawingRefused("The drawn signature has more than eight million pixels.")
        picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DrawingRefused("The drawn signature is no readable PNG.") from error
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    ink = picture.convert("RGBA")
    paper = Image.new("RGBA", ink.size, "white")
    paper.alpha_composite(ink)
    return paper.convert("L")


def _cropped(picture: Image.Image) -> Image.Image:
    ink = ImageOps.invert(picture).point(lambda level: 255 if level >= FAINT else 0)
    bounds = ink.getbbox()
    if bounds is None:
        raise DrawingRefused("The drawn signature is empty.")
    return picture.crop(bounds)
