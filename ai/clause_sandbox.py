"""Where clauses run: plain data in, text out, everything counted, since they run in the process that answers people.

A clause reads the members of its data, uses the named filters, and loops. It sees no method, no global and no other
file; a loop's turns, the length of every value it makes and the time of the whole are bounded.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

MAX_TURNS = 10_000
MAX_TEXT = 100_000
MAX_SECONDS = 2.0
TEXT_FILTERS = ("upper", "lower", "capitalize", "title", "trim", "escape", "e", "string", "int", "float")
OTHER_FILTERS = "default d length count first last sort unique reverse list abs sum min max round".split()
LOOP_MEMBERS = ("index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem")


class ClauseTooCostly(jinja2.TemplateRuntimeError):
    """The clause loops too often, makes too long a text or takes too long; the message says which."""


class _Spent:
    """What one rendering of a clause has used up."""

    def __init__(self) -> None:
        self.turns = 0
        self.printed = 0
        self.until = time.monotonic() + MAX_SECONDS

    def turn(self, printed: int) -> None:
        self.turns += 1
        if self.turns > MAX_TURNS:
            raise ClauseTooCostly(f"The clause loops more than {MAX_TURNS:,} times.")
        self.write(printed)

    def write(self, printed: int) -> None:
        self.printed += printed
        _measure(self.printed)
        if time.monotonic() > self.until:
            raise ClauseTooCostly(f"The clause takes longer than {MAX_SECONDS:g} seconds.")


_spent: ContextVar[_Spent | None] = ContextVar("clause", default=None)


class ClauseEnvironment(ImmutableSandboxedEnvironment):
    """Reads members of plain data only: no methods, no attributes of Python objects."""

    intercepted_binops = frozenset(["*", "**", "%", "+"])

    def __init__(self, undefined: type[jinja2.Undefined], filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(
            undefined=undefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_printed_in,
            optimized=False,  # nothing is worked out while compiling: what that costs is counted, and code is kept
        )
        self.globals.clear()
        texts = {name: _of_text(self.filters[name]) for name in TEXT_FILTERS}
        others = {name: self.filters[name] for name in OTHER_FILTERS}
        own = {"replace": _of_text(_replace), "join": _join, "_metered": _metered, "_joined": _joined, "_flat": _flat}
        given = {name: _of_text(function) for name, function in filters.items()}
        self.filters = {**texts, **others, **given, "listed": _listed, **own}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > MAX_TEXT:
            raise jinja2.TemplateSyntaxError(f"The clause has more than {MAX_TEXT:,} characters.", 1)
        tree = super()._parse(source, name, filename)
        _Counted().visit(tree)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:  # `data.items` is the caller's "items", not the method
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return isinstance(obj, LoopContext) and attr in LOOP_MEMBERS

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            raise ClauseTooCostly("The clause formats text with %; use the filters.")
        if not (_is_small(left, operator) and _is_small(right, operator)):
            raise ClauseTooCostly(f"The clause computes too large a value with {operator}.")
        return super().call_binop(context, operator, left, right)


def filled(environment: ClauseEnvironment, clause: CodeType, data: Mapping[str, Any]) -> str:
    """The compiled clause's text. Raises jinja2.TemplateError; ClauseTooCostly is one."""
    template = jinja2.Template.from_code(environment, clause, environment.make_globals(None))
    marker = _spent.set(_Spent())
    try:
        return template.render(dict(data))
    finally:
        _spent.reset(marker)


class _Counted(NodeTransformer):
    """Puts a count around whatever can grow: loops, texts joined by ~, and lists within lists."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja's visitor asks for that name
        words = sum(len(one.data) for one in node.find_all(nodes.TemplateData))
        words += sum(len(one.value) for one in node.find_all(nodes.Const) if isinstance(one.value, str))
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "_metered", nodes.Const(words))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802 - Jinja's visitor asks for that name
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "_joined")

    def visit_List(self, node: nodes.List) -> nodes.Expr:  # noqa: N802 - Jinja's visitor asks for that name
        self.generic_visit(node)
        return _filtered(node, "_flat")

    def visit_Dict(self, node: nodes.Dict) -> nodes.Expr:  # noqa: N802 - Jinja's visitor asks for that name
        self.generic_visit(node)
        return _filtered(node, "_flat")

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802 - Jinja's visitor asks for that name
        self.generic_visit(node)
        return _filtered(node, "_flat") if node.ctx == "load" else node


def _filtered(node: nodes.Node, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(arguments), [], None, None, lineno=node.lineno)


def _metered(items: Iterable[Any], words: int) -> Iterator[Any]:
    """`items`, each turn counted with the `words` that the loop itself may print in it."""
    for item in items:
        spent = _spent.get()
        if spent is not None:
            spent.turn(words)
        yield item


def _flat(values: Any) -> Any:
    """A list that the clause itself writes. Of lists in lists, forty lines would make one of 2^40 members."""
    members = values.values() if isinstance(values, Mapping) else values
    if any(isinstance(one, Mapping | list | tuple) for one in members):
        raise ClauseTooCostly("The clause builds a list of lists.")
    return values


def _printed(value: Any) -> Any:
    """What a clause prints. A list as Python writes it is no text, and may be very long."""
    if isinstance(value, Mapping | list | tuple):
        raise ClauseTooCostly("The clause prints a whole list; print its members, or use the filter listed.")
    spent = _spent.get()
    if spent is not None:
        spent.write(len(value) if isinstance(value, str) else 0)
    return value


@jinja2.pass_eval_context  # asks for the moment of printing, so that constants too are printed then and not compiled in
def _printed_in(_: nodes.EvalContext, value: Any) -> Any:
    return _printed(value)


def _joined(values: Iterable[Any]) -> str:
    """`a ~ b`, which would double a text with every step."""
    return _join([_printed(one) for one in values])


def _join(values: Iterable[Any], separator: str = "", attribute: str | None = None) -> str:
    """Jinja's `join`, measured."""
    members = [one.get(attribute, "") if attribute and isinstance(one, Mapping) else one for one in values]
    words = [str(_not_a_list(one)) for one in members]
    _measure(sum(map(len, words)) + len(separator) * len(words))
    return separator.join(words)


def _listed(values: Any, last: str = "and") -> Any:
    """["a", "b", "c"] as "a, b and c"."""
    if not isinstance(values, list | tuple):
        return values
    return f"{_join(values[:-1], ', ')} {last} {_not_a_list(values[-1])}" if len(values) > 1 else _join(values)


def _replace(value: Any, old: str, new: str, count: int = -1) -> str:
    """Jinja's `replace`, measured."""
    text, old, new = str(value), str(old), str(new)
    _measure(len(text) + text.count(old) * len(new))
    return text.replace(old, new, count)


def _of_text(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that takes texts and numbers: a list would be written out as Python writes it."""

    @functools.wraps(function)
    def measured(*args: Any, **kwargs: Any) -> Any:
        for one in (*args, *kwargs.values()):
            _measure(len(one) if isinstance(_not_a_list(one), str) else 0)
        made = function(*args, **kwargs)
        _measure(len(made) if isinstance(made, str) else 0)
        return made

    return measured


def _not_a_list(value: Any) -> Any:
    if isinstance(value, Mapping | list | tuple):
        raise ClauseTooCostly("The clause uses a whole list as a text; use its members, or the filter listed.")
    return value


def _measure(characters: int) -> None:
    if characters > MAX_TEXT:
        raise ClauseTooCostly(f"The clause makes a text of more than {MAX_TEXT:,} characters.")


def _is_small(value: Any, operator: str) -> bool:
    if isinstance(value, str | list | tuple):
        return operator == "+" and len(value) <= MAX_TEXT // 2
    if isinstance(value, int | float):
        return abs(value) <= (10 if operator == "**" else 10**15)
    return True
