"""Word documents (ECMA-376) from outside: a sound archive, without macros, without parts that are fetched."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from documents.uploads.kinds import FileError

MOST_PARTS = 3_000
MOST_BYTES = 200_000_000  # of all parts together
MOST_XML = 60_000_000  # of one part that is parsed
STEEPEST = 200  # a part that grows by more is a bomb
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)
_FETCHED = (b"attachedTemplate", b"oleObject", b"/frame", b"subDocument", b"/image", b"externalLink", b"aFChunk")


def check(content: bytes) -> None:
    """Raise FileError for what is no sound Word document without active content."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
            _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
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


def _check_archive(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_BYTES:
        raise FileError("file-bomb", "The document unpacks to more than is taken. Save it anew with smaller pictures.")
    for one in parts:
        if one.file_size > 1_000_000 and one.file_size > STEEPEST * max(1, one.compress_size):
            raise FileError("file-bomb", "The document unpacks to far more than it holds, and is not opened.")
        if one.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", one.filename) or ":" in one.filename:
            raise FileError("file-slip", "The document holds a part whose name leads out of it. It is not opened.")
        if one.flag_bits & 0x1:
            raise FileError("file-encrypted", "The document asks for a password. Save it without one and send that.")


def _check_parts(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise FileError("file-type", "This archive is no Word document (DOCX). Send a PDF, DOCX, PNG, JPEG or WebP.")
    if any(name.lower().endswith(("vbaproject.bin", ".vbs", ".exe", ".js")) for name in names):
        raise FileError("file-active", "The document holds macros. Save it as DOCX without them and send that.")
    if _MAIN not in _read(archive, "[Content_Types].xml"):
        raise FileError("file-type", "This is no plain Word document (DOCX). Save it as one and send that.")
    for name in sorted(names):
        if name.endswith((".xml", ".rels")):
            found = _read(archive, name)
            if b"<!DOCTYPE" in found[:4096] or b"<!ENTITY" in found:
                raise FileError("file-active", "The document declares entities, which no word processor writes.")
            if name.endswith(".rels"):
                _check_relations(found)
        else:
            _read(archive, name)  # that its checksum holds


def _check_relations(content: bytes) -> None:
    for found in _EXTERNAL.finditer(content):
        relation = found[0]
        if b'TargetMode="External"' in relation and any(one in relation for one in _FETCHED):
            raise FileError(
                "file-active", "The document fetches a part from elsewhere when it is opened. Save it whole."
            )


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part, its checksum checked; one that is larger than it says ends at the most."""
    kept = bytearray()
    with archive.open(name) as part:
        while piece := part.read(1 << 20):
            kept += piece
            if len(kept) > MOST_XML:
                raise FileError("file-bomb", "A part of the document is larger than is taken.")
    return bytes(kept)
