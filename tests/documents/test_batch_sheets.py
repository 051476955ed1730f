"""Sheets: read whole and as they stand, or refused with a word, before a spreadsheet library sees what is hostile."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest

from documents import batches
from documents.batches import sheets as reading_sheets
from documents.batches.worker import opened
from documents.uploads.kinds import FileError
from documents.uploads.worker import told_by
from tests.documents import outside_files, sheets
from tests.documents.sheets import csv_of, worksheet, xlsx_of, xlsx_with

ROW = ["Amihan", "012-345-678"]


@pytest.fixture
def in_this_process(monkeypatch) -> None:
    """What the worker does, without a process for each of many files."""

    def asked(kind, content, *, worker):
        told = json.loads(json.dumps(told_by(lambda: opened(kind, content))))
        if "code" in told:
            raise FileError(told["code"], told["detail"])
        return told

    monkeypatch.setattr(reading_sheets, "asked", asked)


@pytest.mark.parametrize("made", [csv_of, xlsx_of], ids=["csv", "xlsx"])
def test_read__gives_headings_and_the_rows_that_hold_something_by_their_number(made) -> None:
    sheet = batches.read_sheet(made(["name", "tin"], ROW, [None, None], [" Tala ", ""]))
    assert sheet.headings == ["name", "tin"]
    assert sheet.rows == [(2, ROW), (4, ["Tala", None])]


def test_read__csv_with_an_empty_line__counts_it_as_people_do() -> None:
    assert [number for number, _ in batches.read_sheet(b"name\nAmihan\n\nTala\n").rows] == [2, 4]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_read__csv_of_another_country__is_read_by_its_delimiter(delimiter) -> None:
    assert batches.read_sheet(csv_of(["name", "tin"], ROW, delimiter=delimiter)).rows == [(2, ROW)]


def test_read__csv_with_a_mark_and_a_tilde__keeps_both_right() -> None:
    sheet = batches.read_sheet("name\nNiño Peña\n".encode("utf-8-sig"))
    assert (sheet.headings, sheet.rows) == (["name"], [(2, ["Niño Peña"])])


def test_read__xlsx__tells_dates_from_numbers_and_keeps_text_as_text() -> None:
    cells = [dt.date(2026, 11, 23), dt.datetime(2026, 11, 23), "012345", 7, 1.5, True, "=1+1 is two"]
    content = xlsx_of(list("abcdef"), cells[:6])
    assert batches.read_sheet(content).rows == [
        (2, [{"date": "2026-11-23"}, {"date": "2026-11-23"}, "012345", 7, 1.5, True])
    ]


def test_read__csv_cell_that_looks_like_a_formula__is_its_text() -> None:
    assert batches.read_sheet(b"name\n=1+1\n").rows == [(2, ["=1+1"])]


def bomb() -> bytes:
    return xlsx_with("xl/media/image1.png", b"\0" * 30_000_000)


def far_away() -> bytes:
    return worksheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def relation(kind: str, mode: str = "External") -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="http://198.51.100.7/x" TargetMode="{mode}"/></Relationships>'
    ).encode()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
FORMULA = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row><row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
)
PREFIXED = FORMULA.replace("<f>", "<x:f xmlns:x='y'>").replace("</f>", "</x:f>")


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(
    ("made", "code", "said"),
    [
        (lambda: b"", "file-empty", "empty"),
        (lambda: outside_files.pdf(), "file-type", "no XLSX workbook and no CSV"),
        (lambda: outside_files.word(), "file-type", "no plain Excel workbook"),
        (lambda: xlsx_of(["name"])[:-40], "file-damaged", "damaged"),
        (lambda: b"PK\x03\x04" + b"noise" * 50, "file-damaged", "damaged"),
        (bomb, "file-bomb", "unpacks to far more"),
        (lambda: xlsx_with("../../etc/cron.d/x", b"x"), "file-slip", "leads out of it"),
        (lambda: xlsx_with("xl/vbaProject.bin", b"x"), "file-active", "macros"),
        (lambda: xlsx_with("xl/externalLinks/externalLink1.xml", b"<a/>"), "file-active", "from elsewhere"),
        (lambda: xlsx_with("xl/connections.xml", b"<a/>"), "file-active", "from elsewhere"),
        (lambda: xlsx_with("xl/worksheets/_rels/sheet1.xml.rels", relation("image")), "file-active", "from elsewhere"),
        (lambda: xlsx_with("xl/sharedStrings.xml", ENTITY, instead=True), "file-active", "entities"),
        (lambda: xlsx_with("xl/styles.xml", "<a/>".encode("utf-16"), instead=True), "file-active", "entities"),
        (lambda: worksheet(FORMULA), "sheet-formula", "Cell A2 holds a formula"),
        (lambda: worksheet(PREFIXED), "sheet-formula", "Cell A2"),
        (lambda: worksheet(""), "sheet-empty", "is empty"),
        (far_away, "sheet-too-long", "5,000 rows"),
        (lambda: worksheet('<row r="1"><c r="XFD1"><v>1</v></c></row>'), "sheet-too-wide", "500 columns"),
        (lambda: worksheet('<row r="1"><c r="A1"><v>1</v></row>'), "file-damaged", "damaged"),
        (lambda: csv_of(["name"], *[["x"]] * 5_001), "sheet-too-long", "5,000 rows"),
        (lambda: csv_of(["x"] * 501, ["y"]), "sheet-too-wide", "500 columns"),
        (lambda: csv_of(["name"], ["x", "y"]), "sheet-ragged", "Row 2 has more cells"),
        (lambda: csv_of(["name"], ["x" * 20_001]), "sheet-cell-long", "20,000 characters"),
        (lambda: csv_of(["name"], ["x" * 100_000]), "file-damaged", "cannot be read as CSV"),
        (lambda: "name\nNiño\n".encode("cp1252"), "sheet-encoding", "CSV UTF-8"),
        (lambda: "name\nNiño\n".encode("utf-16"), "sheet-encoding", "CSV UTF-8"),
        (lambda: b"\n\nname\nx\n", "sheet-empty", "first line"),
        (lambda: b"x" * 10_000_001, "file-too-large", "10 MB"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_read__of_what_must_not_come_in__is_refused_with_the_reason(made, code, said) -> None:
    with pytest.raises(FileError, match=said) as refused:
        batches.read_sheet(made())
    assert refused.value.code == code


def test_read__of_a_sheet_that_takes_too_much__is_refused_by_its_own_process(settings) -> None:
    settings.UPLOAD_READ_MEGABYTES = 40
    with pytest.raises(FileError, match="more time or memory") as refused:
        batches.read_sheet(xlsx_of(["name"], ["Amihan"]))
    assert refused.value.code == "file-too-complex"


def test_read__of_a_formula__is_refused_by_its_own_process_too() -> None:
    with pytest.raises(FileError, match="Cell A2 holds a formula"):
        batches.read_sheet(worksheet(FORMULA))


def test_read__of_two_sheets_with_cells__asks_for_one() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["name"])
    book.create_sheet("Second").append(["other"])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FileError, match="more than one sheet"):
        batches.read_sheet(out.getvalue())


def test_read__of_a_hyperlink__is_no_fetching() -> None:
    content = xlsx_with("xl/worksheets/_rels/sheet1.xml.rels", relation("hyperlink"))
    assert batches.read_sheet(content).rows == [(2, ["Amihan"])]


SAMPLE = {
    "name": "Amihan", "tin": "012-345-678", "resident": True, "years": 3, "code": "000123",
    "children": [{"name": "Tala", "born": "2020-01-02"}],
}  # fmt: skip


@pytest.mark.parametrize("kind", [batches.CSV, batches.XLSX])
def test_blank_sheet__holds_a_heading_for_each_field_and_reads_back_as_the_sample(kind) -> None:
    sheet = batches.read_sheet(batches.blank_sheet(sheets.SCHEMA, SAMPLE, kind=kind))
    assert sheet.headings == [
        "name", "tin", "code", "amount", "signed", "resident", "years", "status", "/a.b~1c",
        "children.0.name", "children.0.born",
    ]  # fmt: skip
    (row,) = batches.checked_rows(sheet, sheets.SCHEMA)
    assert (row.number, row.inputs, row.faults) == (2, SAMPLE, [])


def test_blank_workbook__keeps_zeros_in_front_of_what_is_typed_into_a_column_of_text() -> None:
    import openpyxl

    page = openpyxl.load_workbook(io.BytesIO(batches.blank_sheet(sheets.SCHEMA, SAMPLE, kind=batches.XLSX))).active
    formats = {page.cell(1, one).value: page.cell(2, one).number_format for one in range(1, page.max_column + 1)}
    assert (formats["tin"], formats["amount"], formats["years"]) == ("@", "@", "General")


def test_workbook__is_judged_by_its_directory__before_a_part_is_unpacked(monkeypatch) -> None:
    from documents.batches import workbook

    def opened(*args):
        raise AssertionError("a part was opened")

    content = bomb()
    monkeypatch.setattr(zipfile.ZipFile, "open", opened)
    with pytest.raises(FileError, match="far more"):
        workbook.require_plain(content)
