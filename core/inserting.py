"""Inserting rows by a statement that is written once for each model.

Django builds the statement of an insert anew every time, which takes several times as long as running it. What is
recorded with every request is written this way; all else is written by `save`.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from django.db import connection, models, transaction
from django.db.models.constants import OnConflict


def insert(rows: Sequence[models.Model]) -> None:
    """Insert `rows`, all of one model and with their keys set, in one statement; they count as saved afterwards.

    Defaults, conversions of values and constraints of the database are those of `save`; no `save` of the model and no
    signal runs. Raises RuntimeError outside a transaction; ValueError for no rows, for rows of several models and for
    a row that is stored already; IntegrityError as the database refuses.
    """
    _insert(rows, None)


def insert_unless_taken(row: models.Model) -> bool:
    """Insert `row` unless another one holds one of its unique values: one statement and no savepoint. Whether it was
    inserted; else nothing happened, and the transaction goes on. Raises as `insert`, without IntegrityError.
    """
    return _insert([row], OnConflict.IGNORE) == 1


def _insert(rows: Sequence[models.Model], on_conflict: OnConflict | None) -> int:
    if not connection.in_atomic_block:
        raise RuntimeError("Rows are inserted in the transaction of their change.")
    model = type(rows[0]) if rows else None
    if model is None or any(type(row) is not model or not row._state.adding for row in rows):
        raise ValueError("Only new rows of one model are inserted together.")
    fields = model._meta.local_concrete_fields
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection=connection) for row in rows for field in fields
    ]
    with transaction.mark_for_rollback_on_error(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(_statement(model, connection.vendor, len(rows), on_conflict), values)
        inserted = int(cursor.rowcount)
    if inserted:
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias
    return inserted


@functools.lru_cache(maxsize=64)
def _statement(model: type[models.Model], vendor: str, count: int, on_conflict: OnConflict | None) -> str:
    """The statement for `count` rows; `vendor` stands for how names are quoted."""
    quote, fields = connection.ops.quote_name, model._meta.local_concrete_fields
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    table = quote(model._meta.db_table)
    rows = ", ".join([places] * count)
    verb = connection.ops.insert_statement(on_conflict=on_conflict)
    end = connection.ops.on_conflict_suffix_sql(fields, on_conflict, (), ())
    return f"{verb} {table} ({columns}) VALUES {rows} {end}".rstrip()  # nosec B608 - our models' own names
