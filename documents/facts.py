"""What a paper's data says, by the names under which its schema asks for it (`x-fact`), and the leaves of that data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from documents.schema import MAX_DEPTH, escaped, resolved

FACT = "x-fact"


@dataclass(frozen=True)
class Stated:
    """A fact that the data gives: its name (`entity.name`), where it stands (JSON Pointer into the data), its value."""

    name: str
    pointer: str
    value: Any


def stated(schema: Mapping[str, Any], data: Any) -> Iterator[Stated]:
    """The facts that `data` gives, in the schema's order; what is absent, null or empty says nothing."""
    yield from _stated(schema, schema, data, "", 0)


def _stated(schema: Any, root: Mapping[str, Any], data: Any, place: str, depth: int) -> Iterator[Stated]:
    if not isinstance(data, Mapping) or depth > MAX_DEPTH:
        return
    for key, member in _members(schema, root).items():
        value, pointer = data.get(key), f"{place}/{escaped(key)}"
        if value in (None, "", [], {}):
            continue
        name = member.get(FACT) or resolved(member, root).get(FACT)
        if isinstance(name, str) and name:
            yield Stated(name, pointer, value)
        yield from _stated(member, root, value, pointer, depth + 1)


def _members(schema: Any, root: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """The members of an object: its own, and those of its `allOf` and of the conditions in it."""
    if depth > MAX_DEPTH or not isinstance(schema, Mapping):
        return {}
    whole = resolved(schema, root)
    found: dict[str, Any] = {}
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in whole.get(keyword) or ():
            found.update(_members(part, root, depth + 1))
    for keyword in ("then", "else"):
        found.update(_members(whole.get(keyword), root, depth + 1))
    own = whole.get("properties")
    return {**found, **own} if isinstance(own, Mapping) else found


def nodes(data: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """(JSON Pointer, value) of everything in `data`, at any depth, the whole itself left out."""
    if isinstance(data, Mapping):
        inside = [(f"{place}/{escaped(key)}", value) for key, value in data.items()]
    elif isinstance(data, list | tuple):
        inside = [(f"{place}/{index}", value) for index, value in enumerate(data)]
    else:
        return
    for pointer, value in inside:
        yield pointer, value
        yield from nodes(value, pointer)


def leaves(data: Any) -> Iterator[tuple[str, Any]]:
    """(JSON Pointer, value) of every value in `data` that is neither an object nor a list; null is no value."""
    for pointer, value in nodes(data):
        if value is not None and not isinstance(value, Mapping | list | tuple):
            yield pointer, value


def tokens_of(pointer: str) -> list[str]:
    """The reference tokens of a JSON Pointer, unescaped (RFC 6901 section 4)."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
