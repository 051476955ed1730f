"""Questions to the database, and changes in it, that are written once and run with other values each time.

Django builds the statement of a queryset anew every time it is run, which takes several times as long as running it.
What every job and every mail needs is written this way; for all else there are querysets. `core.updating` is for
changes that name fields and values alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction
from django.db.models.expressions import Expression
from django.db.models.sql import UpdateQuery

M = TypeVar("M", bound=models.Model)
Converters = Sequence[Callable[[Any, Any, Any], Any]]


class Given(Expression):
    """The place of a value that is given when the question is asked, as a value of `field` (a model and its field)."""

    def __init__(self, name: str, model: type[models.Model], field: str) -> None:
        self.name = name
        kept: Any = model._meta.get_field(field)
        super().__init__(output_field=kept)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A place, and this in place of its value."""
        return "%s", (self,)

    def value(self, given: dict[str, Any]) -> Any:
        """What was given for it, as the database takes it."""
        return self.output_field.get_db_prep_value(given[self.name], connection=connection)


@dataclass(frozen=True)
class _Plan:
    """A question as it was written for one kind of database, and how its answer is read."""

    sql: str
    params: tuple[Any, ...]
    fields: Sequence[str]
    first: int
    annotations: Sequence[tuple[str, int]]
    converters: Sequence[tuple[int, Converters, Any]]


class Question(Generic[M]):
    """A queryset with `Given` in the place of values, made when it is first asked; for whole rows of one model, with
    annotations, and without `select_related` or `prefetch_related`.
    """

    def __init__(self, ask: Callable[[], models.QuerySet[M]]) -> None:
        self._ask = ask
        self._plans: dict[str, _Plan] = {}

    def rows(self, **given: Any) -> list[M]:
        """The rows of the answer: one statement, always asked anew. Raises KeyError for a value that is missing."""
        plan = self._plan()
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, _values(plan.params, given))
            found = [list(row) for row in cursor.fetchall()]
        return [self._row(plan, row) for row in found]

    def first(self, **given: Any) -> M | None:
        """The first row, or None."""
        return next(iter(self.rows(**given)), None)

    def one(self, **given: Any) -> M:
        """The first row. Raises the model's DoesNotExist where there is none."""
        row = self.first(**given)
        if row is None:
            raise self._model.DoesNotExist  # type: ignore[attr-defined] # every model has its own
        return row

    def _row(self, plan: _Plan, values: list[Any]) -> M:
        for place, converters, expression in plan.converters:
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        made = self._model.from_db(connection.alias, plan.fields, values[plan.first : plan.first + len(plan.fields)])
        for name, place in plan.annotations:
            setattr(made, name, values[place])
        return made

    def _plan(self) -> _Plan:
        plan = self._plans.get(connection.vendor)
        if plan is None:
            plan = self._plans[connection.vendor] = self._written()
        return plan

    def _written(self) -> _Plan:
        asked = self._ask()
        self._model = asked.model
        compiler: Any = asked.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = compiler.klass_info["select_fields"]
        # They belong to the connection that is there first, and look at nothing of it but its time zone.
        converters = compiler.get_converters([one[0] for one in compiler.select])
        return _Plan(
            sql=sql,
            params=tuple(params),
            fields=[one[0].target.attname for one in compiler.select[places[0] : places[-1] + 1]],
            first=places[0],
            annotations=list(compiler.annotation_col_map.items()),
            converters=[(place, tuple(some), expression) for place, (some, expression) in converters.items()],
        )


class Change:
    """An update of the rows of a queryset, with `Given` in the place of values in both, made when it is first run."""

    def __init__(self, ask: Callable[[], models.QuerySet[Any]], **changes: Any) -> None:
        self._ask, self._changes = ask, changes
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def run(self, **given: Any) -> int:
        """Change the rows: how many they were. Raises KeyError for a value that is missing."""
        written = self._written.get(connection.vendor)
        if written is None:
            query: Any = self._ask().query.chain(UpdateQuery)
            query.add_update_values(self._changes)
            sql, params = query.get_compiler(connection=connection).as_sql()
            written = self._written[connection.vendor] = sql, tuple(params)
        with transaction.mark_for_rollback_on_error(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(written[0], _values(written[1], given))
            return int(cursor.rowcount)


def _values(params: Sequence[Any], given: dict[str, Any]) -> list[Any]:
    return [one.value(given) if isinstance(one, Given) else one for one in params]
