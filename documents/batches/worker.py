"""The process that opens a sheet from outside: `python -m documents.batches.worker csv|xlsx MEGABYTES SECONDS MOST`.

The file comes on standard input, JSON to standard output: {"headings", "rows": [[number, [cell, …]], …]} or {"code",
"detail"}. A cell is text, a number, true, false, null or {"date": "2026-11-23"}. It limits itself before it reads a
byte. The formats are django-import-export's.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from typing import Any

from django.conf import settings

from documents.batches.limits import LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from documents.batches.workbook import require_plain, too_long
from documents.uploads.kinds import FileError
from documents.uploads.worker import limit_self, told_by

ENCODING = 'The file is not in UTF-8. Save it as "CSV UTF-8" or as XLSX and send that.'
RAGGED = "Row {} has more cells than there are headings. Put text with commas in quotation marks."
DELIMITERS = ",;\t"


def main() -> int:
    """Read one sheet."""
    kind, megabytes, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    # Loaded before the limit: a library that is cut off while it loads says all kinds of things, none of the sheet.
    import import_export.formats.base_formats
    import openpyxl  # with what it finds to read XML by

    assert import_export and openpyxl  # noqa: S101 - named so that they count as used
    limit_self(megabytes, seconds)
    content = sys.stdin.buffer.read()
    settings.configure()  # this process has none of its own, and the formats ask for theirs
    sys.stdout.write(json.dumps(told_by(lambda: opened(kind, content))))
    return 0


def opened(kind: str, content: bytes) -> dict[str, Any]:
    """What the sheet holds. Raises FileError."""
    headings, rows = _workbook(content) if kind == "xlsx" else _text(content)
    while headings and headings[-1] is None:
        headings.pop()
    if not any(headings):
        raise FileError("sheet-empty", "The sheet's first row has no headings. Download the empty sheet and fill it.")
    if len(rows) > MOST_ROWS:
        raise FileError("sheet-too-long", too_long())
    if len(headings) > MOST_COLUMNS:
        raise FileError("sheet-too-wide", f"The sheet has more than {MOST_COLUMNS} columns.")
    return {"headings": [_cell(one) for one in headings], "rows": _plain(headings, rows)}


def _plain(headings: list[Any], rows: list[tuple[int, list[Any]]]) -> list[tuple[int, list[Any]]]:
    """The rows that hold something, their cells as JSON has them."""
    kept, count = [], 0
    for number, cells in rows:
        plain = [_cell(one) for one in cells]
        if any(one is not None for one in plain[len(headings) :]):
            raise FileError("sheet-ragged", RAGGED.format(number))
        count += sum(one is not None for one in plain)
        if count > MOST_CELLS:
            raise FileError("sheet-too-long", too_long())
        if any(one is not None for one in plain):
            kept.append((number, plain[: len(headings)]))
    return kept


def _workbook(content: bytes) -> tuple[list[Any], list[tuple[int, list[Any]]]]:
    from import_export.formats.base_formats import XLSX  # loads openpyxl, wanted only here

    require_plain(content)
    try:
        dataset = XLSX().create_dataset(content)
    except StopIteration:
        raise FileError("sheet-empty", "The sheet that opens first is empty. Keep the one with the rows.") from None
    return list(dataset.headers or []), [(number, list(row)) for number, row in enumerate(dataset, start=2)]


def _text(content: bytes) -> tuple[list[Any], list[tuple[int, list[Any]]]]:
    from import_export.formats.base_formats import CSV  # loads tablib, wanted only here

    text = _decoded(content)
    delimiter = _delimiter(text)
    csv.field_size_limit(LONGEST_CELL * 4)
    try:
        # The format drops empty lines; people count them.
        lengths = [len(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
        numbers = [number for number, length in enumerate(lengths, start=1) if length]
        widest = max(range(len(lengths)), key=lambda one: lengths[one], default=0)
        if lengths and lengths[widest] > lengths[numbers[0] - 1 if numbers else 0]:
            raise FileError("sheet-ragged", RAGGED.format(widest + 1))
        if not numbers or numbers[0] != 1:
            raise FileError("sheet-empty", "The first line of the file is empty. It must hold the headings.")
        dataset = CSV().create_dataset(text, delimiter=delimiter)
    except csv.Error as error:
        raise FileError("file-damaged", f"The file cannot be read as CSV: {str(error)[:120]}.") from error
    return list(dataset.headers or []), list(zip(numbers[1:], map(list, dataset), strict=True))


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise FileError("sheet-encoding", ENCODING)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError("sheet-encoding", ENCODING) from error


def _delimiter(text: str) -> str:
    """Programs of some countries write semicolons: what stands most often in the line of headings."""
    first = text.partition("\n")[0]
    return max(DELIMITERS, key=first.count)


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise FileError("sheet-cell-long", f"A cell has more than {LONGEST_CELL:,} characters.")
        return value.strip() or None
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time()
        return {"date": value.date().isoformat() if at_midnight else value.isoformat(timespec="seconds")}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
