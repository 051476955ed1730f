"""Files as they come from outside: sound ones, and those that must not come in."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

import docx
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

SENTENCE = "The lessee pays the rent of PHP 25,000.00 every month."


def _saved(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@cache
def pdf(text: str = SENTENCE, pages: int = 2) -> bytes:
    """A PDF with a text on each page."""
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(595, 842)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = StreamObject()
        stream.set_data(f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    return _saved(writer)


def pdf_with_javascript() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    names = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), DictionaryObject(script)])})
    writer._root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})
    return _saved(writer)


def pdf_of_many_objects(count: int = 150_000) -> bytes:
    """Objects that lead from one to the next, and no table of where they are: slow to read."""
    chain = "".join(f"{one} 0 obj\n<< /N {one + 1} 0 R >>\nendobj\n" for one in range(1, count))
    return f"%PDF-1.7\n{chain}trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n".encode()


def pdf_with_action(kind: str) -> bytes:
    """A PDF whose opening does something, said in an object of its own."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    action = DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("calc.exe")})
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)
    return _saved(writer)


def pdf_with_hidden_action() -> bytes:
    """The action stands on an annotation of the second page, behind two references."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    action = writer._add_object(DictionaryObject({NameObject("/S"): NameObject("/Launch")}))
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action})
    writer.pages[1][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    return _saved(writer)


def pdf_with_password() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    return _saved(writer)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A small PNG whose header, its checksum right, claims a size."""
    small = picture("PNG", (1, 1))
    header = b"IHDR" + struct.pack("!II", width, height) + small[24:29]
    return small[:12] + header + struct.pack("!I", zlib.crc32(header)) + small[33:]


@cache
def word(text: str = SENTENCE) -> bytes:
    """A Word document with a paragraph and a table."""
    document = docx.Document()
    document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Lessor", "Aurora Luz"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_with(name: str, content: bytes, *, instead: bool = False) -> bytes:
    """The Word document with one part more, or one replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if not (instead and part.filename == name):
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()
