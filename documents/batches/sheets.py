"""A file with a sheet in it, read in a process of its own; and the empty sheet that people fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from documents.batches.columns import columns_of, kinds_of
from documents.batches.limits import MOST_BYTES
from documents.batches.values import shown
from documents.uploads.kinds import FileError
from documents.uploads.reading import asked

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKER = "documents.batches.worker"
TOO_MUCH = "The sheet takes more time or memory to open than is given to one. Copy its rows into a new one, in parts."
_OTHER_KINDS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"RIFF", b"{\\rtf")
_TEXT_CELLS = "@"  # the number format under which a spreadsheet keeps zeros in front


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sheet says: its headings, and of each row that holds something its number (from 2) and its cells."""

    headings: list[str]
    rows: list[tuple[int, list[Any]]]


def read_sheet(content: bytes) -> Sheet:
    """The sheet of a CSV (UTF-8) or XLSX file; which of the two it is, its bytes say.

    Raises FileError for a file that is neither, is damaged or too large, holds formulas or macros, or fetches
    something from elsewhere. No formula is ever worked out.
    """
    if not content.strip():
        raise FileError("file-empty", "The file is empty. Choose it again.")
    if len(content) > MOST_BYTES:
        raise FileError("file-too-large", f"A sheet may have at most {MOST_BYTES // 1_000_000} MB. Send it in parts.")
    if content.startswith(_OTHER_KINDS):
        raise FileError("file-type", "This is no XLSX workbook and no CSV. Save the sheet as one of these.")
    try:
        told = asked("xlsx" if content.startswith(b"PK\x03\x04") else "csv", content, worker=WORKER)
    except FileError as refused:
        if refused.code == "file-too-complex":
            raise FileError(refused.code, TOO_MUCH) from refused
        raise
    headings = [_heading(one) for one in told["headings"]]
    return Sheet(headings, [(number, cells) for number, cells in told["rows"]])


def blank_sheet(schema: Mapping[str, Any], sample: Mapping[str, Any], *, kind: str) -> bytes:
    """The sheet to fill in for a template: the headings, and its sample as the first row. `kind` is CSV or XLSX."""
    columns = columns_of(schema, sample)
    headings = [column.heading for column in columns]
    values = [shown(_at(sample, column.tokens)) for column in columns]
    if kind == CSV:
        out = io.StringIO(newline="")
        csv.writer(out).writerows([headings, ["" if one is None else one for one in values]])
        return out.getvalue().encode("utf-8-sig")  # with the mark, spreadsheet programs know that it is UTF-8
    return _workbook(headings, values, [kinds_of(column.schema) for column in columns])


def _workbook(headings: list[str], values: list[Any], kinds: list[tuple[str, ...]]) -> bytes:
    from openpyxl import Workbook  # wanted only where somebody downloads one
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.active
    page.title = "Rows"
    page.append(headings)
    page.append([None] * len(values))
    page.freeze_panes = "A2"
    for number, (heading, value, kind) in enumerate(zip(headings, values, kinds, strict=True), start=1):
        page.cell(1, number).font = Font(bold=True)
        cell = page.cell(2, number, value)
        if isinstance(value, str):
            cell.data_type = "s"  # a sample that begins with "=" is text
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = min(40, max(14, len(heading) + 2))
        if "integer" not in kind and "number" not in kind:
            cell.number_format = page.column_dimensions[letter].number_format = _TEXT_CELLS
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _at(value: Any, tokens: tuple[str | int, ...]) -> Any:
    for token in tokens:
        if isinstance(token, int):
            value = value[token] if isinstance(value, list) and token < len(value) else None
        else:
            value = value.get(token) if isinstance(value, Mapping) else None
    return value


def _heading(cell: Any) -> str:
    return "" if cell is None else str(cell["date"] if isinstance(cell, Mapping) else cell).strip()
