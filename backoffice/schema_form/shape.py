"""Reading a JSON Schema: which kind of field a subschema asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from backoffice.schema_form.conditions import Condition, Rule, any_of, holds, rules_of

JsonSchema = Mapping[str, Any]

GROUP: Final = "group"
LIST: Final = "list"
CONSTANT: Final = "constant"
CHOICE: Final = "choice"
BOOLEAN: Final = "boolean"
INTEGER: Final = "integer"
NUMBER: Final = "number"
DECIMAL: Final = "decimal"
DATE: Final = "date"
EMAIL: Final = "email"
LONG_TEXT: Final = "long-text"
TEXT: Final = "text"
FREE: Final = "json"  # anything the form has no field for is typed in as JSON

LONG_TEXT_FROM: Final = 60  # characters; a longer example or value gets more lines than one
MULTILINE: Final = "multiline"  # a format of our own, for texts that are long before anything is typed
DEEPEST: Final = 12  # a schema that refers to itself has no form
_JUDGING: Final = ("if", "then", "else")
_DECIMALS: Final = ("1.00", "1.5", "1000000.00")


class SchemaFormError(ValueError):
    """The schema cannot be drawn: a reference that leads nowhere, or a data shape without an end."""


@dataclass(frozen=True)
class Shape:
    """A subschema with its references resolved, and what the form needs to know of it."""

    schema: JsonSchema
    root: JsonSchema
    depth: int = 0

    @classmethod
    def of(cls, schema: JsonSchema, root: JsonSchema, depth: int = 0) -> Shape:
        """The shape of `schema`, whose local `$ref`s point into `root`."""
        if depth > DEEPEST:
            raise SchemaFormError("The schema nests deeper than a form can show.")
        return cls(_flattened(schema, root), root, depth)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The JSON types it names, `null` left out."""
        named = self.schema.get("type", ())
        return tuple(one for one in ([named] if isinstance(named, str) else named) if one != "null")

    @cached_property
    def nullable(self) -> bool:
        """Whether `null` is a value of its own here."""
        named = self.schema.get("type", ())
        by_type = "null" in ([named] if isinstance(named, str) else named)
        return by_type or any(value is None for value, _ in self._all_choices)

    @cached_property
    def kind(self) -> str:
        """The kind of field, one of the constants of this module."""
        if "const" in self.schema:
            return CONSTANT
        if self.choices:
            return CHOICE
        if "properties" in self.schema:
            return GROUP
        if self.types == ("array",) and isinstance(self.schema.get("items"), Mapping):
            return LIST if self.item.kind not in (LIST, FREE, CONSTANT) else FREE
        if self.types == ("string",):
            return self._kind_of_text()
        return {("boolean",): BOOLEAN, ("integer",): INTEGER, ("number",): NUMBER}.get(self.types, FREE)

    def _kind_of_text(self) -> str:
        form = self.schema.get("format", "")
        if form in (DATE, EMAIL):
            return str(form)
        if form == DECIMAL or self._pattern_takes_decimals():
            return DECIMAL
        examples = self.schema.get("examples", ())
        if form == MULTILINE or any(len(str(one)) > LONG_TEXT_FROM for one in examples):
            return LONG_TEXT
        return TEXT

    def _pattern_takes_decimals(self) -> bool:
        pattern = self.schema.get("pattern")
        if not pattern:
            return False
        try:
            compiled = re.compile(pattern)
        except re.error:
            return False  # a pattern of another dialect: the validator judges it, not the form
        return any(compiled.search(one) for one in _DECIMALS) and not compiled.search("a")

    @cached_property
    def _all_choices(self) -> list[tuple[Any, str]]:
        if "enum" in self.schema:
            return [(value, _spoken(value)) for value in self.schema["enum"]]
        named = self.schema.get("oneOf", [])
        if named and all("const" in one for one in named):
            return [(one["const"], str(one.get("title", _spoken(one["const"])))) for one in named]
        return []

    @cached_property
    def choices(self) -> list[tuple[Any, str]]:
        """(value, label) of an enumeration, `null` left out; empty where it is none."""
        return [(value, label) for value, label in self._all_choices if value is not None]

    @cached_property
    def members(self) -> dict[str, Shape]:
        """The properties of an object, in the order in which the schema names them."""
        return {key: self.of(one, self.root, self.depth + 1) for key, one in self.schema.get("properties", {}).items()}

    @cached_property
    def required(self) -> frozenset[str]:
        """The names of the members that must be there, whatever else is said."""
        return frozenset(self.schema.get("required", ()))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """What its conditions (`if`, `then`, `else`) say of its members."""
        return tuple(rules_of(self.schema))

    @cached_property
    def demanded(self) -> frozenset[str]:
        """The names of the members that must be there whenever they are asked for."""
        told = {key for rule in self.rules for key in rule.required}
        untold = {key for rule in self.rules if rule.condition is None for key in rule.required}
        return self.required | (told - untold)

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """Member to the condition under which it is asked for; a member that always is has none."""
        found = ((key, self._condition_of(key)) for key in self.members)
        return {key: condition for key, condition in found if condition is not None}

    def _condition_of(self, key: str) -> Condition | None:
        forbidding = [rule.condition for rule in self.rules if key in rule.forbidden and rule.condition is not None]
        asking = [rule.condition for rule in self.rules if key in rule.required]
        known = [one for one in asking if one is not None]
        asked = any_of(known) if known and len(known) == len(asking) and key not in self.required else None
        if not forbidding:
            return asked
        allowed: Condition = ["not", any_of(forbidding)]
        return allowed if asked is None else ["all", [asked, allowed]]

    def hidden(self, data: Mapping[str, Any]) -> frozenset[str]:
        """The members that are not asked for while `data` is what the object holds.

        A member that is hidden itself decides nothing, so that what hangs on it is hidden too.
        """
        gone: frozenset[str] = frozenset()
        for _ in range(len(self.conditions) + 1):
            seen = {key: value for key, value in data.items() if key not in gone}
            now = frozenset(key for key, condition in self.conditions.items() if not holds(condition, seen))
            if now == gone:
                break
            gone = now
        return gone

    @cached_property
    def item(self) -> Shape:
        """The shape of a list's rows."""
        return self.of(self.schema["items"], self.root, self.depth + 1)

    def says(self, keyword: str) -> str:
        """A keyword of plain words (title, description), or nothing."""
        return str(self.schema.get(keyword, ""))


def is_blank(value: Any, shape: Shape) -> bool:
    """Whether nobody typed anything here: no text, no row, no tick, or only what the form itself put in."""
    if value is None or value == "" or value is False:
        return True
    if shape.kind == CONSTANT or ("default" in shape.schema and value == shape.schema["default"]):
        return True
    if isinstance(value, Mapping):
        return all(is_blank(one, shape.members[key]) for key, one in value.items() if key in shape.members)
    if isinstance(value, list):
        return not value
    return False


def _flattened(schema: JsonSchema, root: JsonSchema) -> JsonSchema:
    """The schema with `$ref` and `allOf` merged in and "this or null" turned into a type; its conditions, which judge
    the members and declare none, are what is left in `allOf`.
    """
    merged: dict[str, Any] = {}
    for _ in range(DEEPEST):
        reference = schema.get("$ref")
        beside = {key: one for key, one in schema.items() if key != "$ref"}
        merged = _beside(_found(reference, root), beside) if reference else beside
        if "$ref" not in merged:
            break
        schema = merged
    else:
        raise SchemaFormError(f"The reference {schema['$ref']} leads back to itself.")
    judged = [{key: merged.pop(key) for key in _JUDGING if key in merged}]
    for part in merged.pop("allOf", ()):
        whole = dict(_flattened(part, root))
        judged += whole.pop("allOf", ())
        merged = _joined(merged, whole)
    conditional = [one for one in judged if "if" in one]
    for keyword in ("anyOf", "oneOf"):
        parts = merged.get(keyword, [])
        real = [one for one in parts if one.get("type") != "null"]
        if len(parts) == 2 and len(real) == 1:
            only = dict(_flattened(real[0], root))
            only["type"] = [only["type"], "null"] if isinstance(only.get("type"), str) else only.get("type", [])
            conditional += only.pop("allOf", ())
            merged = {**only, **{key: one for key, one in merged.items() if key != keyword}}
    return {**merged, "allOf": conditional} if conditional else merged


def _beside(found: JsonSchema, own: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to with what stands beside the reference, whose word counts more."""
    both = {**found, **own}
    if "allOf" in found and "allOf" in own:
        both["allOf"] = [*found["allOf"], *own["allOf"]]
    return both


def _joined(one: dict[str, Any], other: JsonSchema) -> dict[str, Any]:
    both = {**other, **one}
    if "properties" in one and "properties" in other:
        both["properties"] = {**one["properties"], **other["properties"]}
    if "required" in one and "required" in other:
        both["required"] = [*one["required"], *other["required"]]
    return both


def _found(reference: str, root: JsonSchema) -> JsonSchema:
    if not reference.startswith("#"):
        raise SchemaFormError(f"The reference {reference} leads out of the schema.")
    place: Any = root
    for token in reference[1:].split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if not isinstance(place, Mapping) or key not in place:
            raise SchemaFormError(f"The reference {reference} leads nowhere.")
        place = place[key]
    if not isinstance(place, Mapping):
        raise SchemaFormError(f"The reference {reference} leads to no schema.")
    return place


def _spoken(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if not isinstance(value, str):
        return json.dumps(value)
    words = value.replace("_", " ")
    return words[:1].upper() + words[1:]


def label_of(key: str) -> str:
    """A label for a member without a title: `corporateName` is read as "Corporate name"."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key.replace("_", " ").replace("-", " ")).strip().lower()
    return words[:1].upper() + words[1:]
