"""Pictures from outside: of the kind that their first bytes say, whole, and not larger than a scanner makes them."""

from __future__ import annotations

import io
import struct

from PIL import Image, UnidentifiedImageError

from documents.uploads.kinds import JPEG, PNG, WEBP, FileError

MOST_PIXELS = 100_000_000
_FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}


def check(content: bytes, kind: str) -> None:
    """Raise FileError for a damaged, truncated or too large picture."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileError("file-bomb", f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.")
            picture.verify()
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as picture:
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileError("file-bomb", f"The picture has more than {MOST_PIXELS // 1_000_000} million pixels.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error) as error:
        raise FileError("file-damaged", "The picture is damaged or was cut off. Send it again.") from error
