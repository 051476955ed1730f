"""Rows of a sheet as inputs of a template, each checked against its schema, with every fault by row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from documents import schema as schemas
from documents.batches.columns import Column, ColumnError, Token, column_of
from documents.batches.sheets import Sheet
from documents.batches.values import CellError, coerced
from documents.uploads.kinds import FileError

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a row: the column's heading ("" where the sheet has no such column), a code and a sentence."""

    column: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row by its number in the sheet, from 2: the inputs, where each came from (pointer to heading), the faults."""

    number: int
    inputs: dict[str, Any]
    columns: Mapping[str, str]
    faults: list[RowFault] = field(default_factory=list)


def checked_rows(sheet: Sheet, schema: Schema) -> Iterator[CheckedRow]:
    """Each row of the sheet against the schema. Raises FileError where a heading names no field, or one twice, before
    any row is read.
    """
    columns = _columns(sheet, schema)
    if not sheet.rows:
        raise FileError("sheet-empty", "The sheet has headings and no rows. Fill in a row for each document.")
    return (_checked(number, cells, columns, schema) for number, cells in sheet.rows)


def _columns(sheet: Sheet, schema: Schema) -> list[Column | None]:
    columns: list[Column | None] = []
    wrong: list[str] = []
    for at, heading in enumerate(sheet.headings):
        if not heading:
            if any(cells[at : at + 1] not in ([], [None]) for _, cells in sheet.rows):
                wrong.append(f"column {at + 1} has cells and no heading.")
            columns.append(None)
            continue
        try:
            columns.append(column_of(heading, schema))
        except ColumnError as error:
            wrong.append(f"“{heading[:80]}”: {error}")
    seen: dict[tuple[Token, ...], str] = {}
    for column in columns:
        if column is not None and seen.setdefault(column.tokens, column.heading) is not column.heading:
            wrong.append(f"“{column.heading[:80]}” stands in two columns.")
    if wrong:
        more = f" And {len(wrong) - 10} more." if len(wrong) > 10 else ""
        raise FileError("sheet-headings", f"The headings do not fit the template. {' '.join(wrong[:10])}{more}")
    return columns


def _checked(number: int, cells: list[Any], columns: list[Column | None], schema: Schema) -> CheckedRow:
    tree: dict[Token, Any] = {}
    faults: list[RowFault] = []
    unread: set[str] = set()
    for column, cell in zip(columns, cells, strict=False):
        if column is None or cell is None:
            continue
        try:
            _put(tree, column.tokens, coerced(cell, column.schema))
        except CellError as error:
            faults.append(RowFault(column.heading, "cell-unreadable", str(error)))
            unread.add(column.pointer)
    places: dict[str, str] = {}
    inputs = _listed(tree, (), (), places)
    headings = {column.pointer: column.heading for column in columns if column is not None}
    for fault in schemas.validate(schema, inputs):
        written = places.get(fault.pointer, fault.pointer)
        if written not in unread:
            faults.append(RowFault(headings.get(written, _readable(written)), fault.code, fault.detail))
    return CheckedRow(number, inputs, {place: headings.get(written, "") for place, written in places.items()}, faults)


def _put(tree: dict[Token, Any], tokens: tuple[Token, ...], value: Any) -> None:
    for token in tokens[:-1]:
        tree = tree.setdefault(token, {})
    tree[tokens[-1]] = value


def _listed(tree: dict[Token, Any], at: tuple[Token, ...], written: tuple[Token, ...], places: dict[str, str]) -> Any:
    """The tree with lists where its keys are places; a place without cells is left out, and the next moves up.

    `places` is told the pointer of each leaf and the one that its column had.
    """
    is_list = bool(tree) and all(isinstance(token, int) for token in tree)
    made: dict[str, Any] = {}
    for index, token in enumerate(sorted(tree) if is_list else tree):
        here, there = (*at, index if is_list else token), (*written, token)
        below = tree[token]
        if isinstance(below, dict):
            made[str(token)] = _listed(below, here, there, places)
        else:
            made[str(token)] = below
            places[_pointer(here)] = _pointer(there)
    return list(made.values()) if is_list else made


def _pointer(tokens: tuple[Token, ...]) -> str:
    return "".join(f"/{schemas.escaped(token)}" for token in tokens)


def _readable(pointer: str) -> str:
    """A place without a column, as a heading for it would be written."""
    plain = [one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[1:]]
    return pointer if any("." in one for one in plain) else ".".join(plain)
