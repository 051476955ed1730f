"""Excel workbooks (ECMA-376 part 1, SpreadsheetML) from outside: looked into before a spreadsheet library sees them.

A workbook that is taken is sound, has one sheet with cells, no formulas, no macros, and nothing that is fetched from
elsewhere.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.parsers import expat

from documents.batches.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from documents.uploads.kinds import FileError
from documents.zips import DAMAGED, ZipError, ZipLimits, read_part, require_sound

MOST_PART = 60_000_000  # bytes
LIMITS = ZipLimits(parts=500, part_bytes=MOST_PART, total_bytes=120_000_000, small=1_000_000)
_MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
_FETCHING = ("xl/externallinks/", "xl/connections", "xl/querytables/", "xl/activex/", "xl/embeddings/", "xl/model/")
_ACTING = ("vbaproject.bin", ".vbs", ".exe", ".js", ".bin")
_HARMLESS_BIN = re.compile(r"xl/printersettings/[^/]+\.bin", re.IGNORECASE)
_REFUSED = {
    "bomb": ("file-bomb", "The workbook unpacks to far more than is taken. Copy its rows into a new one."),
    "slip": ("file-slip", "The workbook holds a part whose name leads out of it. It is not opened."),
    "link": ("file-slip", "The workbook holds a link in place of a part. It is not opened."),
    "encrypted": ("file-encrypted", "The workbook asks for a password. Save it without one and send that."),
}


def require_plain(content: bytes) -> None:
    """Raise FileError for what is no sound workbook with one plain sheet of at most the rows and columns taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            require_sound(archive, LIMITS)
            _check_parts(archive)
            _check_sheets(archive)
    except ZipError as refused:
        raise FileError(*_REFUSED[refused.reason]) from refused
    except DAMAGED as error:
        raise FileError("file-damaged", "The workbook cannot be read: it is damaged. Save it anew.") from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if len({name.lower() for name in names}) != len(names):
        raise FileError("file-damaged", "The workbook holds a part twice. Copy its rows into a new one.")
    if "[Content_Types].xml" not in names or _MAIN not in read_part(archive, "[Content_Types].xml", MOST_PART):
        raise FileError("file-type", "This is no plain Excel workbook (XLSX). Save it as XLSX or as CSV UTF-8.")
    for name in names:
        lower = name.lower()
        if lower.endswith(_ACTING) and not _HARMLESS_BIN.fullmatch(lower):
            raise FileError("file-active", "The workbook holds macros. Save it as XLSX without them and send that.")
        if lower.startswith(_FETCHING):
            raise FileError("file-active", "The workbook fetches data from elsewhere. Copy its rows as values only.")
        content = read_part(archive, name, MOST_PART)
        if lower.endswith((".xml", ".rels")) and not _is_plain_xml(content):
            raise FileError("file-active", "The workbook declares entities, which no spreadsheet program writes.")
        if lower.endswith(".rels"):
            _check_relations(content)


def _is_plain_xml(content: bytes) -> bool:
    """UTF-8 without a document type: in another encoding the words that are looked for would not be seen."""
    head = content[:200]
    if b"\x00" in head or (b"encoding" in head and not re.search(rb"encoding\s*=\s*[\"']utf-8[\"']", head, re.I)):
        return False
    return b"<!DOCTYPE" not in content[:4096] and b"<!ENTITY" not in content


def _check_relations(content: bytes) -> None:
    for found in _RELATION.finditer(content):
        if b"External" in found[0] and b"/hyperlink" not in found[0]:
            raise FileError("file-active", "The workbook fetches data from elsewhere. Copy its rows as values only.")


def _check_sheets(archive: zipfile.ZipFile) -> None:
    filled = 0
    for name in sorted(archive.namelist()):
        if _SHEET.fullmatch(name):
            filled += _Scan().of(read_part(archive, name, MOST_PART)) > 0
    if filled > 1:
        raise FileError("sheet-several", "The workbook has more than one sheet with cells. Keep the one with the rows.")


class _Scan:
    """Walks the XML of one sheet and stops at the first thing that is not taken."""

    def __init__(self) -> None:
        self.cells = 0
        self.row = 0
        self.at = ""

    def of(self, content: bytes) -> int:
        """How many cells the sheet has that hold something."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._begins
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise FileError("file-damaged", "The workbook cannot be read: it is damaged. Save it anew.") from error
        return self.cells

    def _begins(self, name: str, attributes: dict[str, Any]) -> None:
        element = name.rpartition(" ")[2]
        if element == "row":
            self.row = int(attributes.get("r", self.row + 1))
        elif element == "c":
            self.at = str(attributes.get("r", ""))
        elif element == "f":
            raise FileError(
                "sheet-formula",
                f"Cell {self.at or f'in row {self.row}'} holds a formula; formulas are not worked out here. Copy the "
                "rows and paste them as values only.",
            )
        elif element in ("v", "is"):
            self._counted()

    def _counted(self) -> None:
        self.cells += 1
        column, row = _placed(self.at)
        if max(self.row, row) > MOST_ROWS + 1 or self.cells > MOST_CELLS:
            raise FileError("sheet-too-long", too_long())
        if column > MOST_COLUMNS:
            raise FileError("sheet-too-wide", f"The sheet has more than {MOST_COLUMNS} columns.")


def _placed(reference: str) -> tuple[int, int]:
    """(column, row) of a reference, from 1: `B7` -> (2, 7); zeros where there is none."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return column, int(found[2])


def too_long() -> str:
    """What is said of a sheet with too many rows or cells."""
    return f"A sheet may have {MOST_ROWS:,} rows and {MOST_CELLS:,} cells. Send it in parts."
