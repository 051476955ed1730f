"""The mark on every page of a paper that can be verified: a QR code (ISO/IEC 18004) of the address, and the code."""

from __future__ import annotations

import io

import segno

MARK = "_verify.png"  # an asset of ours; a template's own never begins with an underscore
POINTS = 8  # of the picture for each module: 600 to the inch and more, drawn as they are
# The narrowest margins in use are 16 mm below and 18 mm at the side; a printer leaves 4 mm white.
CSS = """
@page {{ @bottom-right-corner {{ content: "{code}"; font: 4.5pt "Liberation Sans"; color: #333; text-align: left;
  vertical-align: top; white-space: nowrap; padding: 10.4mm 0 0 2.5mm;
  background: url(asset:{mark}) 2.5mm 0 / 10mm 10mm no-repeat; image-rendering: pixelated; }} }}
"""


def mark_image(address: str) -> bytes:
    """The QR code of `address` as a picture in PNG: it lies in the PDF once, where a drawing would on every page."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=POINTS, border=1)
    return out.getvalue()


def mark_style(address: str) -> str:
    """The style that sets the image and the code of `address` into the corner of every page."""
    return CSS.format(code=address.rpartition("/")[2], mark=MARK)
