"""The clause library: texts of declared sections, written by lawyers as small Jinja templates, filled with inputs.

A clause is kept under `locale/tone` ("en/formal", "fil/plain"). The sandbox reads plain data and nothing else. What
the inputs do not have is left as a blank to fill in, and named.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from types import CodeType
from typing import Any

import jinja2

from ai.clause_sandbox import ClauseEnvironment, filled
from ai.constants import DEFAULT_LOCALE, DEFAULT_TONE

BLANK = "________"
COMPILED_KEPT = 256


class _Blanks:
    """Collects the names of what was asked for and is not there."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def undefined(self) -> type[jinja2.Undefined]:
        """A kind of undefined that prints a blank, goes on being one for its members, and is remembered."""
        names = self.names

        class Blank(jinja2.ChainableUndefined):
            def __str__(self) -> str:
                name = str(self._undefined_name or "value")
                if name not in names:
                    names.append(name)
                return BLANK

            __html__ = __str__

            def __getattr__(self, name: str) -> Blank:
                if name[:2] == "__":
                    raise AttributeError(name)
                return Blank(name=name)

            def __getitem__(self, name: Any) -> Blank:  # type: ignore[override]
                return Blank(name=str(name))

        return Blank


def _amount(value: Any) -> Any:
    """1234567.5 or "1234567.50" as 1,234,567.50; anything else as it is."""
    try:
        return f"{float(value):,.2f}"
    except (TypeError, ValueError):
        return value


def _number(value: Any) -> Any:
    try:
        return f"{int(value):,}"
    except (TypeError, ValueError):
        return value


FILTERS = {"amount": _amount, "number": _number}
_environment = ClauseEnvironment(jinja2.ChainableUndefined, FILTERS)


def check(clause: str) -> None:
    """Raises jinja2.TemplateError where the clause, whatever the data, is no valid one: its syntax, its filters."""
    _environment.compile(clause)


@functools.lru_cache(COMPILED_KEPT)
def _compiled(clause: str) -> CodeType:
    """The clause as code, which is the same whatever the data; compiling takes longer than filling in."""
    return _environment.compile(clause)


def render(clauses: Mapping[str, str], data: Mapping[str, Any], locale: str, tone: str) -> tuple[str, list[str]]:
    """The clause for `locale` and `tone`, or the nearest there is, filled with `data`; and the names left blank.

    Gives an empty text where there is no clause. Raises jinja2.TemplateError for a clause that is no valid template
    or reaches for what the sandbox forbids; ClauseTooCostly, one of them, for a clause without end or measure.
    """
    clause = choose(clauses, locale, tone)
    if clause is None:
        return "", []
    blanks = _Blanks()
    text = filled(_environment.overlay(undefined=blanks.undefined()), _compiled(clause), data)
    return "\n".join(line.rstrip() for line in text.strip().splitlines()), blanks.names


def choose(clauses: Mapping[str, str], locale: str, tone: str) -> str | None:
    """The clause under the first key that exists: the very one, its language, then English, then any."""
    language = locale.partition("-")[0].lower()
    for key in _keys(clauses, language, tone.lower()):
        if key in clauses:
            return clauses[key]
    return None


def _keys(clauses: Mapping[str, str], language: str, tone: str) -> Iterable[str]:
    for spoken in (language, DEFAULT_LOCALE):
        yield from (f"{spoken}/{tone}", f"{spoken}/{DEFAULT_TONE}", spoken)
        yield from sorted(key for key in clauses if key.startswith(f"{spoken}/"))
    yield from sorted(clauses)
