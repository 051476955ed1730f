"""Sheets as people send them: rows of a template's data as CSV or XLSX, and workbooks that must not come in."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "tin"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "tin": {"type": "string", "pattern": "^[0-9]{3}-[0-9]{3}-[0-9]{3}(-[0-9]{3,5})?$"},
        "code": {"type": ["string", "null"], "pattern": "^[0-9]{6}$"},
        "amount": {"type": "string", "pattern": "^(0|[1-9][0-9]{0,14})\\.[0-9]{2}$"},
        "signed": {"type": "string", "format": "date"},
        "resident": {"type": "boolean"},
        "years": {"type": "integer", "minimum": 0},
        "status": {"type": "string", "enum": ["single", "married"]},
        "a.b/c": {"type": "string"},
        "children": {"type": "array", "items": {"$ref": "#/$defs/child"}},
    },
    "$defs": {
        "child": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {"name": {"type": "string"}, "born": {"type": "string", "format": "date"}},
        }
    },
}


def csv_of(*rows: Sequence[Any], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def xlsx_of(*rows: Sequence[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_with(name: str, content: bytes, *, instead: bool = False) -> bytes:
    """A sound workbook with one part more, or one replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(["name"], ["Amihan"]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if not (instead and part.filename == name):
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def worksheet(cells: str) -> bytes:
    """A workbook whose sheet has these cells, as XML."""
    body = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f"{cells}</sheetData></worksheet>"
    )
    return xlsx_with("xl/worksheets/sheet1.xml", body.encode(), instead=True)
