"""The sandbox in which templates run: plain data in, text out, everything counted.

A template reads `data` and `sections`, uses the named filters, and includes shared partials. It sees no method and no
attribute of a Python object, no global but `range`, and every turn of a loop and every call of a macro is counted, so
that it ends.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

from documents.rendering.exceptions import RenderFailed, TemplateUnsafe
from documents.rendering.filters import FILTERS, breakable, printable

MAX_TURNS = 100_000
MAX_RANGE = 1_000
MAX_OUTPUT = 4_000_000
MAX_TEXT = 200_000
BUILTIN_FILTERS = (
    "upper lower capitalize title trim default length count first last join replace sort unique reverse list batch "
    "escape e string int abs sum min max round selectattr rejectattr map groupby dictsort striptags"
).split()
BUILTIN_TESTS = "defined undefined none string number mapping sequence iterable equalto eq ne lt le gt ge in odd even divisibleby".split()  # noqa: E501
LOOP_MEMBERS = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"}
)


class Counter:
    """How often the loops and macros of one rendering have turned."""

    def __init__(self) -> None:
        self.turns = 0


_counter: ContextVar[Counter] = ContextVar("counter")


def _turn(_: object = None) -> str:
    counter = _counter.get()
    counter.turns += 1
    if counter.turns > MAX_TURNS:
        raise RenderFailed(f"The template loops without end: it turned more than {MAX_TURNS:,} times.")
    return ""


def _metered(items: Iterable[Any]) -> Iterator[Any]:
    """`items`, each counted."""
    for item in items:
        _turn()
        yield item


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """One template's environment; `partials` are the only templates it can include. Threads may share it."""

    intercepted_binops = frozenset(["*", "**", "%", "+"])

    def __init__(self, partials: Mapping[str, str]) -> None:
        super().__init__(
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_printed,
            loader=jinja2.DictLoader(dict(partials)),
            auto_reload=False,
        )
        self.globals = {"range": _bounded_range}
        self.filters = {name: self.filters[name] for name in BUILTIN_FILTERS}
        self.filters.update({name: _checked(name, function) for name, function in FILTERS.items()})
        self.filters.update(_metered=_metered, _turn=_turn)
        self.tests = {name: self.tests[name] for name in BUILTIN_TESTS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "_metered", [], [], None, None, lineno=loop.lineno)
        macros: list[nodes.Macro | nodes.CallBlock] = [*tree.find_all(nodes.Macro), *tree.find_all(nodes.CallBlock)]
        for macro in macros:
            tick = nodes.Filter(nodes.Const(""), "_turn", [], [], None, None)
            macro.body.insert(0, nodes.Output([tick]).set_lineno(macro.lineno))
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A member of plain data, by key alone: `data.items` is the member "items", never a method."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str) and argument.startswith("_"):
            raise TemplateUnsafe(f"The template reaches into Python internals: {argument!r}.")
        if isinstance(obj, LoopContext) and argument in LOOP_MEMBERS:
            return getattr(obj, argument)
        if isinstance(obj, Mapping | list | tuple):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        return self.undefined(obj=obj, name=argument)

    def is_safe_callable(self, obj: Any) -> bool:
        return obj is _bounded_range or isinstance(obj, Macro | LoopContext)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            raise TemplateUnsafe("The template formats text with %; use the filters.")
        if operator in ("*", "**", "+") and not (_small(left, operator) and _small(right, operator)):
            raise RenderFailed(f"The template computes too large a value with {operator}.")
        return super().call_binop(context, operator, left, right)


def _small(value: Any, operator: str) -> bool:
    if isinstance(value, str | list | tuple):
        return operator == "+" and len(value) <= MAX_TEXT
    if isinstance(value, int | float):
        return abs(value) <= (10 if operator == "**" else 10**15)
    return True


def _bounded_range(*bounds: int) -> range:
    asked = range(*bounds)
    if len(asked) > MAX_RANGE:
        raise RenderFailed(f"The template loops over a range of more than {MAX_RANGE:,} numbers.")
    return asked


def _printed(value: Any) -> Any:
    """What a template prints: text cleaned; an empty member is a fault of the template, never the word "None"."""
    if isinstance(value, str):
        return value if hasattr(value, "__html__") else breakable(printable(value))
    if value is None:
        raise RenderFailed("The template prints a member that has no value.")
    if isinstance(value, Undefined) or (isinstance(value, int | Decimal) and not isinstance(value, bool)):
        return value  # the former fails by itself, and says which name was meant
    # A generator or a function would be printed with its address in memory: other bytes in every process.
    advice = "Of a list, print its members: | list | listed."
    raise RenderFailed(f"The template prints a {type(value).__name__}, which is no text. {advice}")


def _checked(name: str, function: Any) -> Any:
    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        for value in args:
            if isinstance(value, jinja2.Undefined):
                value._fail_with_undefined_error()
        try:
            return function(*args, **kwargs)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            raise RenderFailed(f"The filter {name} cannot take {str(args[0])[:80]!r}: {error}") from error

    return guarded


def compiled(environment: TemplateEnvironment, text: str) -> jinja2.Template:
    """A template ready to run. Raises RenderFailed for an invalid one, TemplateUnsafe for an unsafe one."""
    with plain_failures():
        return environment.from_string(text)


def run(template: jinja2.Template, context: Mapping[str, Any]) -> str:
    """The output of a template. Raises RenderFailed and TemplateUnsafe, with what happened in plain words."""
    marker = _counter.set(Counter())
    try:
        with plain_failures():
            return "".join(_bounded(template.generate(dict(context))))
    finally:
        _counter.reset(marker)


def _bounded(pieces: Iterable[str]) -> Iterator[str]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MAX_OUTPUT:
            raise RenderFailed(f"The document grows beyond {MAX_OUTPUT:,} characters.")
        yield piece


@contextmanager
def plain_failures() -> Iterator[None]:
    """Turns what Jinja and the filters raise into RenderFailed and TemplateUnsafe."""
    try:
        yield
    except SecurityError as error:
        raise TemplateUnsafe(f"The template tried to call Python: {error}") from error
    except jinja2.TemplateNotFound as error:
        raise TemplateUnsafe(f"The template tried to read the file {error.name!r}.") from error
    except jinja2.UndefinedError as error:
        raise RenderFailed(f"The template uses something that is not there: {error.message}.") from error
    except jinja2.TemplateError as error:
        raise RenderFailed(f"The template is not valid: {error.message}.") from error
    except RecursionError as error:
        raise RenderFailed("The template calls itself without end.") from error
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise RenderFailed(f"The template fails on this data: {error}") from error
