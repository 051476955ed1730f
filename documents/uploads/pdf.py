"""PDF files from outside: whole, open, and without anything that acts by itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from documents.uploads.kinds import FileError

MOST_OBJECTS = 200_000
MOST_PAGES = 5_000
MOST_TRAILING = 1_024  # bytes behind the last %%EOF
_ACTIONS = {"/JavaScript": "JavaScript", "/Launch": "an action that starts a program", "/ImportData": "an action that "
            "reads files", "/SubmitForm": "an action that sends its form to an address", "/GoToE": "an embedded file "
            "that opens itself", "/Rendition": "media that plays", "/Movie": "media that plays"}  # fmt: skip
_MEMBERS = {"/JS": "JavaScript", "/JavaScript": "JavaScript", "/XFA": "an XFA form", "/RichMedia": "media that plays",
            "/RichMediaContent": "media that plays"}  # fmt: skip


def pages_of(content: bytes) -> int:
    """How many pages. Raises FileError for a damaged, truncated, encrypted or active PDF."""
    end = content.rfind(b"%%EOF")
    if end == -1 or b"startxref" not in content[-MOST_TRAILING * 2 - 4096 :]:
        raise FileError("file-damaged", "The PDF has no end: it was cut off on its way. Send it again.")
    if len(content) - end > MOST_TRAILING:
        raise FileError("file-polyglot", "Something else stands behind the end of the PDF. Save it anew and send that.")
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise FileError("file-encrypted", "The PDF asks for a password. Save it without one and send that.")
        for told in _active(reader):
            raise FileError("file-active", f"The PDF holds {told}. Print it to a new PDF and send that.")
        count = len(reader.pages)
        if count:
            reader.pages[count - 1].get("/Type")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as error:
        raise FileError("file-damaged", "The PDF cannot be read: it is damaged. Save it anew and send that.") from error
    if not 0 < count <= MOST_PAGES:
        raise FileError("file-damaged", f"The PDF has {count} pages; 1 to {MOST_PAGES:,} are taken.")
    return count


def text(content: bytes, most: int) -> Iterator[str]:
    """The text of page after page, until `most` characters were given."""
    given = 0
    for page in PdfReader(io.BytesIO(content)).pages:
        said = page.extract_text()
        yield said
        given += len(said)
        if given > most:
            return


def _active(reader: PdfReader) -> Iterator[str]:
    """What acts by itself in any object that the trailer leads to."""
    waiting: list[Any] = [reader.trailer]
    seen: set[int] = set()
    count = 0
    while waiting:
        count += 1
        if count > MOST_OBJECTS:
            raise FileError("file-too-complex", "The PDF has too many parts. Print it to a new PDF and send that.")
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                continue
            seen.add(node.idnum)
            node = node.get_object()
        if isinstance(node, DictionaryObject):
            yield from _of_dictionary(node)
            waiting.extend(value for key, value in dict.items(node) if key != "/Parent")
        elif isinstance(node, ArrayObject):
            waiting.extend(list.__iter__(node))


def _of_dictionary(node: DictionaryObject) -> Iterator[str]:
    for key in dict.keys(node):
        if key in _MEMBERS:
            yield _MEMBERS[key]
    kind = dict.get(node, "/S")
    if isinstance(kind, IndirectObject):
        kind = kind.get_object()
    if isinstance(kind, NameObject) and str(kind) in _ACTIONS:
        yield _ACTIONS[str(kind)]
    if dict.get(node, "/Subtype") in ("/RichMedia", "/Screen", "/Movie", "/3D"):
        yield "media that plays"
