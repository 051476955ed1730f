"""Sheets of data for one template: read under limits, turned into inputs, and each bad cell named. No database here."""

from documents.batches.columns import Column, columns_of, place_of
from documents.batches.rows import CheckedRow, RowFault, checked_rows
from documents.batches.sheets import CSV, XLSX, Sheet, blank_sheet, read_sheet

__all__ = [
    "CSV",
    "XLSX",
    "CheckedRow",
    "Column",
    "RowFault",
    "Sheet",
    "blank_sheet",
    "checked_rows",
    "columns_of",
    "place_of",
    "read_sheet",
]
