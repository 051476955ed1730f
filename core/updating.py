"""Changing rows by a statement that is written once for each shape of a change.

Django builds the statement of an update anew every time, which takes several times as long as running it. What
happens for every job and every mail is written this way; all else is written by `QuerySet.update`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models, transaction

Shape = tuple[tuple[str, int | None], ...]  # a field, and how many values it may have; None for no value


def update(model: type[models.Model], changes: Mapping[str, Any], *, where: Mapping[str, Any]) -> int:
    """Set `changes` on the rows of `model` whose fields have the values of `where`: one value, None for no value, or a
    list for any of several. How many rows these were, also where nothing changed by it.

    Fields are named as in the model or by their column (`message`, `message_id`); values are converted as by
    `QuerySet.update`, and like there no `save` and no signal runs. Raises ValueError where nothing is to be changed or
    no row is named, and TypeError for an expression.
    """
    if not changes or not where:
        raise ValueError("An update names what it changes and where.")
    if any(isinstance(value, list) and not value for value in where.values()):
        return 0
    shape: Shape = tuple((name, _count(value)) for name, value in where.items())
    values = [_prepared(model, name, value) for name, value in changes.items()]
    for name, value in where.items():
        if value is not None:
            values += [_prepared(model, name, one) for one in (value if isinstance(value, list) else [value])]
    return _run(_statement(model, connection.vendor, tuple(changes), shape), values)


def update_each(
    model: type[models.Model],
    field: str,
    values: Mapping[Any, Any],
    changes: Mapping[str, Any],
    *,
    where: Mapping[str, Any],
) -> int:
    """As `update` for the rows with the keys of `values`, each of which gets the value of its own for `field`: one
    statement for all, of which none is None.
    """
    if not values:
        return 0
    keys = [_prepared(model, "id", key) for key in values]
    given = [_prepared(model, name, value) for name, value in changes.items()]
    for key, value in zip(keys, values.values(), strict=True):
        given += [key, _prepared(model, field, value)]
    given += [_prepared(model, name, value) for name, value in where.items()]
    shape: Shape = (*((name, 1) for name in where), ("id", len(keys)))
    return _run(_statement(model, connection.vendor, tuple(changes), shape, field), [*given, *keys])


def _run(statement: str, values: Sequence[Any]) -> int:
    with transaction.mark_for_rollback_on_error(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _count(value: Any) -> int | None:
    if value is None:
        return None
    return len(value) if isinstance(value, list) else 1


def _prepared(model: type[models.Model], name: str, value: Any) -> Any:
    if hasattr(value, "resolve_expression"):
        raise TypeError(f"{name} is given by an expression; use QuerySet.update.")
    plain = value.pk if isinstance(value, models.Model) else value
    return _field(model, name).get_db_prep_save(plain, connection=connection)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


@functools.lru_cache(maxsize=256)
def _statement(model: type[models.Model], vendor: str, changed: tuple[str, ...], where: Shape, each: str = "") -> str:
    """The statement, where `each` has a value for each of the keys that stand last in `where`; `vendor` stands for how
    names are quoted.
    """

    def column(name: str) -> str:
        return connection.ops.quote_name(str(_field(model, name).column))

    sets = [f"{column(name)} = %s" for name in changed]
    if each:
        cases = " ".join(["WHEN %s THEN %s"] * (where[-1][1] or 0))
        sets.append(f"{column(each)} = CASE {column('id')} {cases} END")
    tests = [f"{column(name)} {_test(count)}" for name, count in where]
    table = connection.ops.quote_name(model._meta.db_table)
    return " ".join(("UPDATE", table, "SET", ", ".join(sets), "WHERE", " AND ".join(tests)))


def _test(count: int | None) -> str:
    if count is None:
        return "IS NULL"
    return "= %s" if count == 1 else f"IN ({', '.join(['%s'] * count)})"
