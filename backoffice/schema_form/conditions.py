"""When a member of an object is asked for: `if`, `then` and `else` of its schema (JSON Schema 2020-12 core, 10.2.2).

A condition is plain JSON, so that the page can judge it by itself as the server does:

    ["is", pointer, [text, …]]   the member's value, as the form carries it, is one of these
    ["given", pointer]           something stands there
    ["all" | "any", [condition, …]], ["not", condition]
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from backoffice.schema_form import names

Condition = list[Any]
NEVER: Final[Condition] = ["any", []]
ALWAYS: Final[Condition] = ["all", []]
NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})
_SAYS_NOTHING: Final = frozenset({"title", "description", "$comment", "examples", "default", "type"})


class _UnreadableError(Exception):
    """The schema asks more than a page can judge."""


@dataclass(frozen=True)
class Rule:
    """What holds of an object's members while `condition` does; None: that cannot be told from the form."""

    condition: Condition | None
    required: frozenset[str]
    forbidden: frozenset[str]


def option_value(value: Any) -> str:
    """A value as the form carries it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def rules_of(schema: Mapping[str, Any], around: Condition | None = ALWAYS) -> Iterator[Rule]:
    """The rules of a schema with `if`, and of those in its `allOf`; `around` is the condition that it stands under."""
    for part in schema.get("allOf", ()):
        if isinstance(part, Mapping):
            yield from rules_of(part, around)
    if "if" not in schema:
        return
    condition = _read(schema["if"])
    branches = {"then": condition, "else": None if condition is None else ["not", condition]}
    for keyword, holding in branches.items():
        branch = schema.get(keyword)
        if isinstance(branch, Mapping):
            whole = None if holding is None or around is None else _both(around, holding)
            yield Rule(whole, frozenset(branch.get("required", ())), _forbidden(branch))
            yield from rules_of(branch, whole)


def holds(condition: Condition, data: Mapping[str, Any]) -> bool:
    """Whether the condition is true of the object `data`, to which its pointers lead."""
    what, *rest = condition
    if what == "not":
        return not holds(rest[0], data)
    if what in ("all", "any"):
        return (all if what == "all" else any)(holds(one, data) for one in rest[0])
    value = _at(data, rest[0])
    if what == "given":
        return value not in NOTHING
    return value is not None and option_value(value) in rest[1]


def placed(condition: Condition, pointer: str) -> Condition:
    """The same condition of the object that stands at `pointer`."""
    what, *rest = condition
    if what == "not":
        return [what, placed(rest[0], pointer)]
    if what in ("all", "any"):
        return [what, [placed(one, pointer) for one in rest[0]]]
    return [what, pointer + rest[0], *rest[1:]]


def any_of(conditions: list[Condition]) -> Condition:
    """True while one of them is."""
    return conditions[0] if len(conditions) == 1 else ["any", conditions]


def _both(one: Condition, other: Condition) -> Condition:
    return other if one == ALWAYS else ["all", [one, other]]


def _forbidden(branch: Mapping[str, Any]) -> frozenset[str]:
    members = branch.get("properties", {})
    found = {key for key, one in members.items() if one is False} if isinstance(members, Mapping) else set()
    denied = branch.get("not")
    if isinstance(denied, Mapping) and set(denied) == {"required"} and len(denied["required"]) == 1:
        found.update(denied["required"])
    return frozenset(found)


def _read(schema: Any) -> Condition | None:
    try:
        return _of(schema, "")
    except _UnreadableError:
        return None


def _of(schema: Any, place: str) -> Condition:
    """What `schema` demands of the value at `place`. Raises _UnreadableError."""
    if isinstance(schema, bool):
        return ALWAYS if schema else NEVER
    if not isinstance(schema, Mapping):
        raise _UnreadableError
    parts: list[Condition] = []
    for keyword, value in schema.items():
        if keyword in ("const", "enum") and place:
            parts.append(_among([value] if keyword == "const" else value, place))
        elif keyword == "required":
            parts += [["given", names.child(place, key)] for key in value if key not in schema.get("properties", {})]
        elif keyword == "properties":
            parts += [_member(schema, key, one, place) for key, one in value.items()]
        elif keyword in ("allOf", "anyOf"):
            parts.append(["all" if keyword == "allOf" else "any", [_of(one, place) for one in value]])
        elif keyword == "not":
            parts.append(["not", _of(value, place)])
        elif keyword not in _SAYS_NOTHING:
            raise _UnreadableError
    return parts[0] if len(parts) == 1 else ["all", parts]


def _member(schema: Mapping[str, Any], key: str, member: Any, place: str) -> Condition:
    """A member that is absent satisfies what is said of it, unless it is required too."""
    pointer = names.child(place, key)
    wanted = _of(member, pointer)
    if key not in schema.get("required", ()):
        return ["any", [["not", ["given", pointer]], wanted]]
    return wanted if wanted[0] == "is" else ["all", [["given", pointer], wanted]]


def _among(values: list[Any], place: str) -> Condition:
    found: Condition = ["is", place, [option_value(one) for one in values if one is not None]]
    return ["any", [found, ["not", ["given", place]]]] if None in values else found


def _at(data: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        data = data.get(key) if isinstance(data, Mapping) else None
    return data
