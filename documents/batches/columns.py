"""The columns of a sheet: where each one's cells belong in the inputs of a template.

A heading is a JSON Pointer (RFC 6901: `/capital/authorized`) or a dotted path (`capital.authorized`,
`incorporators.0.name`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.schema import escaped, resolved

MOST_ITEMS = 200  # of one list, in columns
_INDEX = re.compile(r"0|[1-9][0-9]{0,3}")
_BRANCHES = ("allOf", "anyOf", "oneOf")
_CONDITIONS = ("then", "else")
Schema = Mapping[str, Any]
Token = str | int


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: its heading as it came, its place in the inputs, the schema of its cells."""

    heading: str
    tokens: tuple[Token, ...]
    schema: Schema

    @property
    def pointer(self) -> str:
        """`/incorporators/0/name`."""
        return "".join(f"/{escaped(token)}" for token in self.tokens)


class ColumnError(Exception):
    """The heading names no field; the message says why."""


def place_of(heading: str) -> list[str]:
    """The steps of a heading: `/a~1b/0` -> ["a/b", "0"], `a.0` -> ["a", "0"]."""
    text = heading.strip()
    if text.startswith("/"):
        return [one.replace("~1", "/").replace("~0", "~") for one in text[1:].split("/")]
    return [one.strip() for one in text.split(".")]


def column_of(heading: str, schema: Schema) -> Column:
    """The column of a heading. Raises ColumnError where it names no field, or a group of fields."""
    node = resolved(schema, schema)
    tokens: list[Token] = []
    for step in place_of(heading):
        if _is_list(node, schema):
            if not _INDEX.fullmatch(step) or int(step) >= MOST_ITEMS:
                raise ColumnError(f"“{step}” is no place in a list. Count from 0, to at most {MOST_ITEMS - 1}.")
            tokens.append(int(step))
            node = resolved(node.get("items", {}), schema)
            continue
        member = next((found for found in _members(node, step, schema)), None)
        if member is None:
            raise ColumnError("The template has no such field.")
        tokens.append(step)
        node = member
    if _is_list(node, schema) or _is_group(node, schema):
        raise ColumnError("This names a group of fields. A column is one field of it.")
    return Column(heading, tuple(tokens), node)


def columns_of(schema: Schema, sample: Any) -> list[Column]:
    """A column for each field that an empty sheet offers: those of the sample and the plain ones that it leaves out."""
    return [Column(dotted(tokens), tokens, node) for tokens, node in _leaves(schema, sample, schema, ())]


def dotted(tokens: Sequence[Token]) -> str:
    """The heading of a place: a dotted path, or a JSON Pointer where a name has a dot itself."""
    if any(isinstance(token, str) and ("." in token or token.startswith("/")) for token in tokens):
        return "".join(f"/{escaped(token)}" for token in tokens)
    return ".".join(str(token) for token in tokens)


def _leaves(
    schema: Schema, sample: Any, root: Schema, tokens: tuple[Token, ...]
) -> Iterator[tuple[tuple[Token, ...], Schema]]:
    node = resolved(schema, root)
    if _is_list(node, root):
        for index, one in enumerate(sample if isinstance(sample, list) else []):
            yield from _leaves(node.get("items", {}), one, root, (*tokens, index))
    elif _is_group(node, root):
        members = node.get("properties", {})
        given = sample if isinstance(sample, Mapping) else {}
        for name, member in members.items():
            if name in given or not (_is_list(member, root) or _is_group(member, root)):
                yield from _leaves(member, given.get(name), root, (*tokens, name))
    elif tokens:
        yield tokens, node


def _members(node: Schema, name: str, root: Schema) -> Iterator[Schema]:
    """What the schema says of a member, the declared one first, those of its branches after."""
    members = node.get("properties")
    if isinstance(members, Mapping) and name in members:
        yield resolved(members[name], root)
    branches = [one for key in _BRANCHES for one in node.get(key, ())]
    branches += [node[key] for key in _CONDITIONS if key in node]
    for branch in branches:
        yield from _members(resolved(branch, root), name, root)


def kinds_of(node: Schema) -> tuple[str, ...]:
    """The JSON types that the schema takes."""
    kind = node.get("type", ())
    return (kind,) if isinstance(kind, str) else tuple(kind)


def _is_list(node: Any, root: Schema) -> bool:
    return "array" in kinds_of(resolved(node, root))


def _is_group(node: Any, root: Schema) -> bool:
    found = resolved(node, root)
    return "object" in kinds_of(found) or "properties" in found
