"""What may be asked of a rendering, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PdfVariant = Literal["pdf/a-3b", "pdf/ua-1"]
Paper = Literal["A4", "Letter", "Legal", "Folio"]

# CSS page sizes. Folio is the Philippine "long bond" of most agencies, 8.5 x 13 inches.
PAPER_SIZES: dict[str, str] = {
    "A4": "210mm 297mm",
    "Letter": "8.5in 11in",
    "Legal": "8.5in 14in",
    "Folio": "8.5in 13in",
}


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """`paper` None: the template's own; `watermark` is printed in grey across every page; `verify_at` is the address
    at which the paper can be verified, printed on every page as a QR code.
    """

    pdf_variant: PdfVariant = "pdf/a-3b"
    watermark: str | None = None
    paper: Paper | None = None
    verify_at: str | None = None


@dataclass(frozen=True, slots=True)
class RenderedPdf:
    """The file: its bytes, `sha256:<hex>` of them, their number, its pages and the renderer's fingerprint."""

    content: bytes
    checksum: str
    size: int
    pages: int
    fingerprint: str
