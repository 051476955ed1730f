"""Rows: each cell in the form that the schema wants, and each fault by row and column."""

from __future__ import annotations

import pytest

from documents import batches
from documents.batches.columns import ColumnError, column_of, place_of
from documents.batches.sheets import Sheet
from documents.batches.values import CellError, coerced
from documents.uploads.kinds import FileError
from tests.documents.sheets import SCHEMA

MONEY = {"type": "string", "pattern": "^(0|[1-9][0-9]{0,14})\\.[0-9]{2}$"}
TIN = {"type": "string", "pattern": "^[0-9]{3}-[0-9]{3}-[0-9]{3}(-[0-9]{3,5})?$"}
DIGITS = {"type": "string", "pattern": "^[0-9]{9,12}$"}
ANY = {"type": "string"}
TRUTH = {"type": ["boolean", "null"]}
WHOLE = {"type": "integer"}
CHOICE = {"type": "string", "enum": ["Single", "married"]}


def rows(headings, *cells) -> list[batches.CheckedRow]:
    return list(batches.checked_rows(Sheet(headings, list(enumerate(map(list, cells), start=2))), SCHEMA))


@pytest.mark.parametrize(
    ("cell", "schema", "value"),
    [
        ("5,000,000.00", MONEY, "5000000.00"),
        ("5000000", MONEY, "5000000.00"),
        (5000000, MONEY, "5000000.00"),
        (5000000.1, MONEY, "5000000.10"),
        (0.1, MONEY, "0.10"),
        ("PHP 1,250.5", MONEY, "1250.50"),
        ("₱1,250.50", MONEY, "1250.50"),
        ("1,25.00", MONEY, "1,25.00"),
        ("0.125", MONEY, "0.125"),
        (1e12, MONEY, "1000000000000.00"),
        ("012-345-678", TIN, "012-345-678"),
        ("012345678", DIGITS, "012345678"),
        (912345678, DIGITS, "912345678"),
        (912345678.0, DIGITS, "912345678"),
        ("0034", ANY, "0034"),
        ("5,000,000.00", ANY, "5,000,000.00"),
        (34, ANY, "34"),
        (1e20, {"type": "number"}, 10**20),
        ({"date": "2026-11-23"}, {"type": "string", "format": "date"}, "2026-11-23"),
        ("23/11/2026", {"type": "string", "format": "date"}, "23/11/2026"),
        ("Yes", TRUTH, True),
        ("no", TRUTH, False),
        (True, TRUTH, True),
        ("maybe", TRUTH, "maybe"),
        ("1,200", WHOLE, 1200),
        (3.0, WHOLE, 3),
        (3.5, WHOLE, 3.5),
        ("three", WHOLE, "three"),
        ("MARRIED", CHOICE, "married"),
        ("widowed", CHOICE, "widowed"),
        (True, ANY, "true"),
        (True, {"enum": ["yes", "no"]}, "yes"),
    ],
)
def test_cell__takes_the_form_that_the_schema_wants(cell, schema, value) -> None:
    assert coerced(cell, schema) == value
    assert type(coerced(cell, schema)) is type(value)


@pytest.mark.parametrize(("cell", "said"), [("#REF!", "error of the spreadsheet"), (12345678901234567890, "rounded")])
def test_cell__that_the_spreadsheet_has_spoilt__is_refused(cell, said) -> None:
    with pytest.raises(CellError, match=said):
        coerced(cell, ANY)


@pytest.mark.parametrize(
    ("heading", "steps"),
    [("a.0.b", ["a", "0", "b"]), ("/a/0/b", ["a", "0", "b"]), ("/a.b~1c", ["a.b/c"]), (" name ", ["name"])],
)
def test_heading__is_a_dotted_path_or_a_json_pointer(heading, steps) -> None:
    assert place_of(heading) == steps


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("nothing", "no such field"),
        ("children", "group of fields"),
        ("children.0", "group of fields"),
        ("children.x.name", "no place in a list"),
        ("children.200.name", "no place in a list"),
        ("children.-1.name", "no place in a list"),
        ("name.first", "no such field"),
        ("", "no such field"),
    ],
)
def test_heading__that_names_no_field__is_refused_with_the_reason(heading, said) -> None:
    with pytest.raises(ColumnError, match=said):
        column_of(heading, SCHEMA)


def test_heading__of_a_field_that_a_condition_adds__is_known() -> None:
    schema = {"type": "object", "then": {"properties": {"spouse": {"type": "string"}}}}
    assert column_of("spouse", schema).schema == {"type": "string"}


def test_rows__become_inputs_with_lists_and_the_column_of_each_answer() -> None:
    headings = ["name", "/tin", "children.2.name", "children.0.name", "children.0.born"]
    (row,) = rows(headings, ["Amihan", "012-345-678", "Luz", "Tala", {"date": "2020-01-02"}])
    assert row.faults == []
    assert row.inputs == {
        "name": "Amihan",
        "tin": "012-345-678",
        "children": [{"name": "Tala", "born": "2020-01-02"}, {"name": "Luz"}],
    }
    assert row.columns["/children/1/name"] == "children.2.name"


def test_row__with_faults__names_the_columns_as_the_sheet_writes_them() -> None:
    headings = ["name", "/tin", "amount", "children.3.born"]
    good, bad = rows(headings, ["Amihan", "012-345-678", 7, None], [None, "12", "#N/A", "tomorrow"])
    assert good.faults == []
    assert [(one.column, one.code) for one in bad.faults] == [
        ("amount", "cell-unreadable"),
        ("children.3.born", "format"),
        ("children.0.name", "required"),
        ("name", "required"),
        ("/tin", "pattern"),
    ]
    assert (bad.number, bad.faults[-1].detail) == (3, "This is not in the expected form.")


@pytest.mark.parametrize(
    ("headings", "cells", "said"),
    [
        (["name", "tni"], ["Amihan", "x"], "“tni”: The template has no such field."),
        (["name", "/name"], ["Amihan", "x"], "“/name” stands in two columns."),
        (["name", ""], ["Amihan", "x"], "column 2 has cells and no heading."),
    ],
)
def test_headings__that_do_not_fit__are_told_before_any_row_is_read(headings, cells, said) -> None:
    with pytest.raises(FileError) as refused:
        rows(headings, cells)
    assert said in refused.value.detail
    assert refused.value.code == "sheet-headings"


def test_sheet__without_rows__says_so() -> None:
    with pytest.raises(FileError, match="no rows"):
        rows(["name"])


def test_column__without_heading_and_without_cells__is_nothing() -> None:
    (row,) = rows(["name", "", "tin"], ["Amihan", None, "012-345-678"])
    assert row.inputs == {"name": "Amihan", "tin": "012-345-678"}
