"""The mark on every page of a paper that can be verified: a QR code (ISO/IEC 18004) of the address, and the code."""

from __future__ import annotations

import io

import segno

MARK = "_verify.svg"  # an asset of ours; a template's own never begins with an underscore and ends in .svg unseen
# The narrowest margins in use are 16 mm below and 18 mm at the side; a printer leaves 4 mm white.
CSS = """
@page {{ @bottom-right-corner {{ content: "{code}"; font: 4.5pt "Liberation Sans"; color: #333; text-align: left;
  vertical-align: top; white-space: nowrap; padding: 10.4mm 0 0 2.5mm;
  background: url(asset:{mark}) 2.5mm 0 / 10mm 10mm no-repeat; }} }}
"""


def mark(address: str) -> tuple[bytes, str]:
    """(SVG of the QR code of `address`, style that sets it and the code into the corner of every page)."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", xmldecl=False, nl=False, border=1, dark="#000")
    return out.getvalue(), CSS.format(code=address.rpartition("/")[2], mark=MARK)
