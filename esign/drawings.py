"""A signature that was drawn on the page, as a clean picture: black ink on white, nothing else in the file."""

from __future__ import annotations

import io
from dataclasses import dataclass

LONGEST_BYTES = 300_000
WIDEST, HIGHEST = 1600, 800
LEAST_INK = 40  # pixels; less is a slip of the finger
UNREADABLE, TOO_LARGE, EMPTY = "drawing-unreadable", "drawing-too-large", "drawing-empty"
_SENTENCES = {
    UNREADABLE: "The drawing could not be read. Draw it again, or type your name.",
    TOO_LARGE: "The drawing is too large. Draw it again, or type your name.",
    EMPTY: "There is no signature in the drawing. Draw it, or type your name.",
}


class DrawingRefusedError(ValueError):
    """What came is no drawn signature: `code` names what is wrong, and the sentence says what to do."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(_SENTENCES[code])


@dataclass(frozen=True)
class Drawing:
    """The picture as PNG, cut to its ink, and its size in pixels."""

    png: bytes
    width: int
    height: int


def drawing_of(content: bytes) -> Drawing:
    """The drawn signature in a PNG that a browser sent, drawn anew without what else was in the file.

    Raises DrawingRefusedError for what is no PNG, is too large, or has next to no ink in it.
    """
    if not content:
        raise DrawingRefusedError(EMPTY)
    if len(content) > LONGEST_BYTES:
        raise DrawingRefusedError(TOO_LARGE)
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise DrawingRefusedError(UNREADABLE)
    from PIL import Image, ImageOps, UnidentifiedImageError  # heavy

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if picture.width > WIDEST or picture.height > HIGHEST:
                raise DrawingRefusedError(TOO_LARGE)
            clear = Image.new("RGBA", picture.size, "white")
            clear.alpha_composite(picture.convert("RGBA"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, DrawingRefusedError):
            raise
        raise DrawingRefusedError(UNREADABLE) from error
    grey = clear.convert("L")
    ink = ImageOps.invert(grey).point(lambda value: 255 if value > 64 else 0)
    box = ink.getbbox()
    if box is None or sum(ink.histogram()[128:]) < LEAST_INK:
        raise DrawingRefusedError(EMPTY)
    cut = grey.crop(box)
    out = io.BytesIO()
    cut.save(out, "PNG", optimize=True)
    return Drawing(out.getvalue(), cut.width, cut.height)
