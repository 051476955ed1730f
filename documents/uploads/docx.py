"""Word documents (ECMA-376) from outside: a sound archive, without macros, without parts that are fetched."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from documents.uploads.kinds import FileError
from documents.zips import DAMAGED, ZipError, ZipLimits, read_part, require_sound

MOST_PART = 60_000_000  # bytes
LIMITS = ZipLimits(parts=3_000, part_bytes=MOST_PART, total_bytes=200_000_000, small=1_000_000)
_REFUSED = {
    "bomb": ("file-bomb", "The document unpacks to far more than is taken. Save it anew with smaller pictures."),
    "slip": ("file-slip", "The document holds a part whose name leads out of it. It is not opened."),
    "link": ("file-slip", "The document holds a link in place of a part. It is not opened."),
    "encrypted": ("file-encrypted", "The document asks for a password. Save it without one and send that."),
}
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)
_FETCHED = (b"attachedTemplate", b"oleObject", b"/frame", b"subDocument", b"/image", b"externalLink", b"aFChunk")


def check(content: bytes) -> None:
    """Raise FileError for what is no sound Word document without active content."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            require_sound(archive, LIMITS)
            _check_parts(archive)
    except ZipError as refused:
        raise FileError(*_REFUSED[refused.reason]) from refused
    except DAMAGED as error:
        raise FileError("file-damaged", "The Word document cannot be read: it is damaged. Save it anew.") from error


def text(content: bytes, most: int) -> Iterator[str]:
    """Paragraphs and rows of tables in their order, until `most` characters were given."""
    import docx  # parses with lxml, wanted only here
    from docx.table import Table

    given = 0
    for block in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            said = "\n".join(" | ".join(cell.text.strip() for cell in row.cells) for row in block.rows)
        else:
            said = block.text
        yield said
        given += len(said)
        if given > most:
            return


def _check_parts(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise FileError("file-type", "This archive is no Word document (DOCX). Send a PDF, DOCX, PNG, JPEG or WebP.")
    if any(name.lower().endswith(("vbaproject.bin", ".vbs", ".exe", ".js")) for name in names):
        raise FileError("file-active", "The document holds macros. Save it as DOCX without them and send that.")
    if _MAIN not in read_part(archive, "[Content_Types].xml", MOST_PART):
        raise FileError("file-type", "This is no plain Word document (DOCX). Save it as one and send that.")
    for name in sorted(names):
        if name.endswith((".xml", ".rels")):
            found = read_part(archive, name, MOST_PART)
            if b"<!DOCTYPE" in found[:4096] or b"<!ENTITY" in found:
                raise FileError("file-active", "The document declares entities, which no word processor writes.")
            if name.endswith(".rels"):
                _check_relations(found)
        else:
            read_part(archive, name, MOST_PART)  # that its checksum holds


def _check_relations(content: bytes) -> None:
    for found in _EXTERNAL.finditer(content):
        relation = found[0]
        if b'TargetMode="External"' in relation and any(one in relation for one in _FETCHED):
            raise FileError(
                "file-active", "The document fetches a part from elsewhere when it is opened. Save it whole."
            )
