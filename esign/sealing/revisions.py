"""One incremental revision of a PDF: what stood there stays byte for byte, and the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from esign.sealing.drawings import Ink
from esign.sealing.exceptions import PdfNotSealable

Area = tuple[float, float, float, float]
# WeasyPrint draws in CSS pixels from the top, each of our areas as a clip and what stands in it.
PIXEL = 0.75
_SCALED = b"q\n0.75 0 0 0.75 0 0 cm\n"
_PIECE = re.compile(rb"^([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re\nW\nn\n(?:[^\n]*\n)*?ET$", re.MULTILINE)

UNREADABLE = "The file is no PDF that can be read."
P = ParamSpec("P")
T = TypeVar("T")


def readable(step: Callable[P, T]) -> Callable[P, T]:
    """A step that raises PdfNotSealable where pyHanko, which reads a file piece by piece, meets a broken one."""

    @wraps(step)
    def run(*given: P.args, **named: P.kwargs) -> T:
        try:
            return step(*given, **named)
        except (PdfError, zlib.error) as error:
            raise PdfNotSealable(UNREADABLE) from error

    return run


class Revision(IncrementalPdfFileWriter):
    """pyHanko's writer without its clock and its chance: no new date of change, an /ID made of what is there.

    Dates are also left alone since PDF/A wants the same one in two places, and the signatures tell the times.
    """

    @classmethod
    def of(cls, pdf: bytes) -> Revision:
        """A revision that begins after these bytes. Raises PdfNotSealable."""
        try:
            revision = cls(io.BytesIO(pdf))
        except (ValueError, KeyError, TypeError, IndexError, OSError) as error:
            raise PdfNotSealable(UNREADABLE) from error
        if revision.security_handler is not None:
            raise PdfNotSealable("The PDF is encrypted; a signed paper is open to everybody who is to check it.")
        return revision

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        prev.stream.seek(0)
        made = generic.ByteStringObject(hashlib.sha256(prev.stream.read()).digest()[:16])
        kept = generic.ByteStringObject(prev.trailer["/ID"][0].original_bytes) if "/ID" in prev.trailer else made
        return generic.ArrayObject([kept, made])

    def _update_meta(self) -> None:
        """Leave title, producer and dates as they are."""

    def fields(self) -> Iterator[tuple[str, generic.IndirectObject]]:
        """Every field of the form by its name; all of ours stand at the root of it."""
        form = self.root.get("/AcroForm")
        listed = form.get_object().get("/Fields") if form is not None else None
        for reference in listed.get_object() if listed is not None else ():
            yield str(reference.get_object().get("/T", "")), reference

    def page(self, number: int) -> generic.IndirectObject:
        """The page with this number (from 0), which is looked for once."""
        kept = self.__dict__.setdefault("_pages", {})
        if number not in kept:
            kept[number] = self.find_page_for_modification(number)[0]
        return kept[number]

    def written(self) -> bytes:
        """All bytes, with this revision behind the former ones."""
        out = io.BytesIO()
        self.write(out)
        return out.getvalue()

    def appearance(self, area: Area, sheet: Sheet | None = None) -> generic.IndirectObject:
        """What a field shows: an area of a sheet, or nothing, as large as the field."""
        shown = {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): generic.ArrayObject([generic.FloatObject(round(one, 3)) for one in area]),
            pdf_name("/Resources"): sheet.resources if sheet else generic.DictionaryObject(),
        }
        drawn = generic.StreamObject(shown, stream_data=sheet.content_in(area) if sheet else b"")
        if sheet is not None:
            drawn.compress()
        return self.add_object(drawn)

    def with_ink(self, shown: generic.IndirectObject, ink: Ink, area: Area) -> generic.IndirectObject:
        """An appearance and over it a drawing, at the left of an area, as large as fits."""
        image = generic.StreamObject(
            {
                pdf_name("/Type"): pdf_name("/XObject"),
                pdf_name("/Subtype"): pdf_name("/Image"),
                pdf_name("/Width"): generic.NumberObject(ink.width),
                pdf_name("/Height"): generic.NumberObject(ink.height),
                pdf_name("/ColorSpace"): pdf_name("/DeviceGray"),
                pdf_name("/BitsPerComponent"): generic.NumberObject(8),
            },
            stream_data=ink.levels,
        )
        image.compress()
        left, bottom, right, top = area
        scale = min((right - left) / ink.width, (top - bottom) / ink.height)
        drawn = {pdf_name("/Ink"): self.add_object(image), pdf_name("/Print"): shown}
        both = {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): shown.get_object()["/BBox"],
            pdf_name("/Resources"): generic.DictionaryObject({pdf_name("/XObject"): generic.DictionaryObject(drawn)}),
        }
        size = f"{ink.width * scale:.3f} 0 0 {ink.height * scale:.3f} {left:.3f} {bottom:.3f}"
        content = f"q {size} cm /Ink Do Q /Print Do".encode()
        return self.add_object(generic.StreamObject(both, stream_data=content))

    def show(self, field: generic.DictionaryObject, shown: generic.IndirectObject) -> None:
        """Let a field look like this, in this revision."""
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): shown})
        self.update_container(field)


class Sheet:
    """The page of another PDF, brought into a revision once, for several fields to show parts of it."""

    def __init__(self, revision: Revision, pdf: bytes) -> None:
        reference, resources = PdfFileReader(io.BytesIO(pdf)).find_page_for_modification(0)
        page = reference.get_object()
        imported = revision.import_object(resources)
        self.resources = imported if isinstance(imported, generic.IndirectObject) else revision.add_object(imported)
        self._height = float(page["/MediaBox"][3])
        self._content: bytes = page["/Contents"].data

    def content_in(self, area: Area) -> bytes:
        """What draws this area. Only that, so that a program that reads the text of a field reads no other's; all of
        it, which the box of the field cuts, should the renderer ever write its page otherwise than it does.
        """
        start = self._content.find(_SCALED)
        pieces = [one[0] for one in _PIECE.finditer(self._content) if self._is_in(area, one)] if start >= 0 else []
        if not pieces:
            return self._content
        return b"\n".join([self._content[: start + len(_SCALED)], *(b"q\n" + one + b"\nQ" for one in pieces), b"Q"])

    def _is_in(self, area: Area, piece: re.Match[bytes]) -> bool:
        left, top, width, height = (float(one) * PIXEL for one in piece.groups())
        across, up = left + width / 2, self._height - top - height / 2
        return area[0] <= across <= area[2] and area[1] <= up <= area[3]
