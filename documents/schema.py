"""JSON Schema draft 2020-12 for template data: every fault at its JSON Pointer, in a person's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from email.utils import parseaddr
from typing import Any, cast

import jsonschema
from jsonschema import Draft202012Validator, FormatChecker, validators

from core.errors import Fault

MAX_DEPTH = 40
_MISSING = re.compile(r"^'(.*)' is a required property$", re.DOTALL)

formats = FormatChecker(("date", "time", "date-time", "uri", "ipv4", "ipv6", "uuid"))


@formats.checks("email")
def _is_email(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return parseaddr(value)[1] == value and re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", value) is not None


def _pattern(validator: Any, pattern: str, value: Any, _: Mapping[str, Any]) -> Iterator[jsonschema.ValidationError]:
    if validator.is_type(value, "string") and not re.search(ecma_pattern(pattern), value, re.ASCII):
        yield jsonschema.ValidationError(f"{value!r} does not match {pattern!r}")


def ecma_pattern(pattern: str) -> str:
    """A pattern of JSON Schema as Python's `re` reads it, with `re.ASCII`.

    In ECMA 262, the dialect of JSON Schema, "$" is the very end and "\\d" an ASCII digit; in Python neither is.
    """
    return re.sub(r"(?<!\\)((?:\\\\)*)\$$", r"\1\\Z", pattern)


_Validator = validators.extend(Draft202012Validator, {"pattern": _pattern})

# keyword -> code; the other keywords are their own code in kebab-case
_CODES = {"additionalProperties": "additional-property", "unevaluatedProperties": "additional-property"}


def validate(schema: Mapping[str, Any], data: Any, *, prefix: str = "") -> list[Fault]:
    """Every fault of `data`, sorted by pointer; [] when it is valid. `null` in an optional member counts as absent.

    A pointer is `prefix` and the RFC 6901 pointer to the value; a missing and an unknown member are named themselves.
    """
    validator = _Validator(schema, format_checker=formats)
    faults: set[Fault] = set()
    for error in validator.iter_errors(without_empty(schema, data)):
        faults.update(_faults(error, prefix))
    return sorted(faults, key=lambda fault: (_sortable(fault.pointer), fault.code, fault.detail))


def _sortable(pointer: str) -> list[tuple[int, str]]:
    parts = pointer.split("/")
    return [(int(part), "") if part.isascii() and part.isdigit() and len(part) < 9 else (-1, part) for part in parts]


def _faults(error: jsonschema.ValidationError, prefix: str) -> Iterator[Fault]:
    place = prefix + "".join(f"/{escaped(one)}" for one in error.absolute_path)
    keyword = str(error.validator)
    if keyword == "required":
        match = _MISSING.match(error.message)
        yield Fault(f"{place}/{escaped(match[1] if match else '')}", "required", "This is missing.")
    elif keyword == "dependentRequired":
        match = re.match(r"^'(.*)' is a dependency of '(.*)'$", error.message)
        missing, of = (match[1], match[2]) if match else ("", "")
        yield Fault(f"{place}/{escaped(missing)}", "required", f"This is missing; {of} needs it.")
    elif keyword in _CODES:
        for name in _unknown_members(error):
            yield Fault(f"{place}/{escaped(name)}", _CODES[keyword], "There is no such field.")
    elif keyword in ("anyOf", "oneOf") and error.context:
        best = jsonschema.exceptions.best_match([error])
        if best is not None and best is not error:
            yield from _faults(best, prefix)
        else:
            yield Fault(place, _kebab(keyword), _sentence(error))
    else:
        yield Fault(place, _kebab(keyword), _sentence(error))


def _unknown_members(error: jsonschema.ValidationError) -> list[str]:
    if not isinstance(error.instance, Mapping) or not isinstance(error.schema, Mapping):
        return [""]
    known = set(error.schema.get("properties", {}))
    patterns = error.schema.get("patternProperties", {})
    return [one for one in error.instance if one not in known and not any(re.search(two, one) for two in patterns)]


def _kebab(keyword: str) -> str:
    return re.sub(r"([A-Z])", lambda match: f"-{match[1].lower()}", keyword).lstrip("$")


def escaped(part: object) -> str:
    """One reference token of a JSON Pointer (RFC 6901 section 3)."""
    return str(part).replace("~", "~0").replace("/", "~1")


_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of fields",
    "null": "empty",
}


def _sentence(error: jsonschema.ValidationError) -> str:
    keyword, bound = str(error.validator), cast(Any, error.validator_value)
    if keyword == "type":
        names = [bound] if isinstance(bound, str) else list(bound)
        return f"This must be {' or '.join(_TYPES.get(one, str(one)) for one in names)}."
    if keyword == "pattern":
        examples = error.schema.get("examples") if isinstance(error.schema, Mapping) else None
        return f"This is not in the expected form{f', such as {examples[0]}' if examples else ''}."
    if keyword == "format":
        shown = {"date": "a date, such as 2026-11-23", "email": "an e-mail address"}.get(str(bound), f"a valid {bound}")
        return f"This must be {shown}."
    return _BOUNDS.get(keyword, lambda _: "This is not valid.")(bound)


_BOUNDS: dict[str, Any] = {
    "enum": lambda bound: f"This must be one of: {', '.join('empty' if one is None else str(one) for one in bound)}.",
    "const": lambda bound: f"This must be {bound}.",
    "minLength": lambda bound: "This may not be empty." if bound == 1 else f"This needs at least {bound} characters.",
    "maxLength": lambda bound: f"This may have at most {bound:,} characters.",
    "minimum": lambda bound: f"This must be at least {bound}.",
    "maximum": lambda bound: f"This must be at most {bound}.",
    "exclusiveMinimum": lambda bound: f"This must be more than {bound}.",
    "exclusiveMaximum": lambda bound: f"This must be less than {bound}.",
    "multipleOf": lambda bound: f"This must be a multiple of {bound}.",
    "minItems": lambda bound: f"This list needs at least {bound}.",
    "maxItems": lambda bound: f"This list may have at most {bound}.",
    "uniqueItems": lambda bound: "No two of this list may be the same.",
    "minProperties": lambda bound: f"This needs at least {bound} fields.",
}


def without_empty(schema: Any, data: Any, root: Any = None) -> Any:
    """`data` without the optional members that are null, which mean absent; a required null stays to be judged."""
    root = schema if root is None else root
    schema = _resolved(schema, root)
    if isinstance(data, Mapping):
        members, required = _members(schema), set(schema.get("required", ()))
        return {
            key: without_empty(members.get(key, {}), value, root)
            for key, value in data.items()
            if value is not None or key in required or key not in members
        }
    if isinstance(data, list):
        return [without_empty(schema.get("items", {}), value, root) for value in data]
    return data


def completed(schema: Any, data: Any, root: Any = None) -> Any:
    """`data` with every declared member that is absent as null, so that a template may ask for it."""
    root = schema if root is None else root
    schema = _resolved(schema, root)
    if isinstance(data, Mapping):
        members = _members(schema)
        absent = {key: None for key in members if key not in data}
        return {**{key: completed(members.get(key, {}), value, root) for key, value in data.items()}, **absent}
    if isinstance(data, list | tuple):
        return [completed(schema.get("items", {}), value, root) for value in data]
    return data


def _members(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    members = schema.get("properties", {})
    return members if isinstance(members, Mapping) else {}


def _resolved(schema: Any, root: Any) -> Mapping[str, Any]:
    for _ in range(MAX_DEPTH):
        if not isinstance(schema, Mapping):
            return {}
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#"):
            return schema
        schema = _at(root, reference)
    return {}


def _at(root: Any, reference: str) -> Any:
    node = root
    for part in reference.removeprefix("#").split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def resolved(schema: Any, root: Any) -> Mapping[str, Any]:
    """`schema`, or what its local `$ref` names in `root`; {} where it leads nowhere."""
    return _resolved(schema, root)


_VALUES = ("enum", "const", "examples", "default")  # what stands in them is data
_CONDITIONS = ("if", "then", "else", "not")  # what stands in them judges an object whose members are declared beside it


def check_schema(schema: Any) -> list[Fault]:
    """What keeps `schema` from describing template data; [] when it may. Pointers run from the schema's root."""
    if not isinstance(schema, Mapping) or schema.get("type") != "object":
        return [Fault("", "schema-root", "The schema describes an object: its type must be object.")]
    faults = list(_structure(schema, schema, "", 0))
    if faults:
        return faults
    if _endless(schema, schema, (), set()):
        return [
            Fault("", "schema-endless-ref", "A reference leads back to itself; data has an end, and so has its form.")
        ]
    meta = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for error in meta.iter_errors(schema):
        place = "".join(f"/{escaped(one)}" for one in error.absolute_path)
        faults.append(
            Fault(place, "schema-invalid", f"This is not valid in JSON Schema 2020-12: {error.message[:200]}")
        )
    return sorted(set(faults), key=lambda fault: fault.pointer)


def _structure(node: Any, root: Any, place: str, depth: int, condition: bool = False) -> Iterator[Fault]:
    if depth > MAX_DEPTH:
        yield Fault(place, "schema-too-deep", f"The schema is nested more than {MAX_DEPTH} levels deep.")
        return
    if isinstance(node, Mapping):
        yield from _keywords(node, root, place, condition)
        for key, value in node.items():
            if key not in _VALUES:
                inner = condition or (key in _CONDITIONS and not _holds_names(place))
                yield from _structure(value, root, f"{place}/{escaped(key)}", depth + 1, inner)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for index, value in enumerate(node):
            yield from _structure(value, root, f"{place}/{index}", depth + 1, condition)


def _endless(node: Any, root: Any, followed: tuple[str, ...], ended: set[str]) -> bool:
    """Whether following the references under `node` never ends. `ended` are those known to."""
    if isinstance(node, Mapping):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference not in ended:
            if reference in followed or _endless(_at(root, reference), root, (*followed, reference), ended):
                return True
            ended.add(reference)
        return any(_endless(value, root, followed, ended) for key, value in node.items() if key not in _VALUES)
    if isinstance(node, Sequence) and not isinstance(node, str):
        return any(_endless(value, root, followed, ended) for value in node)
    return False


def _keywords(node: Mapping[str, Any], root: Any, place: str, condition: bool) -> Iterator[Fault]:
    if _holds_names(place):
        yield from _fields_without_form(node, place)
        return
    for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
        reference = node.get(keyword)
        if reference is None:
            continue
        if keyword != "$ref" or not isinstance(reference, str) or not re.match(r"#(/|$)", reference):
            yield Fault(
                f"{place}/{escaped(keyword)}", "schema-remote-ref", f"The reference {reference} leaves the schema."
            )
        elif _at(root, reference) is None:
            yield Fault(f"{place}/$ref", "schema-dangling-ref", f"The reference {reference} leads to nothing.")
    if "$id" in node and place:
        yield Fault(f"{place}/$id", "schema-remote-ref", "Only the whole schema may have an $id.")
    yield from _object_keywords(node, place, condition)
    yield from _unreadable(node.get("pattern"), f"{place}/pattern")


def _object_keywords(node: Mapping[str, Any], place: str, condition: bool) -> Iterator[Fault]:
    if not condition and "properties" in node and node.get("additionalProperties") is not False:
        yield Fault(place, "schema-open-object", "Every object must say additionalProperties: false.")
    if not isinstance(node.get("properties", {}), Mapping):
        yield Fault(f"{place}/properties", "schema-invalid", "properties is an object of fields.")
    for expression in node.get("patternProperties") or ():
        yield from _unreadable(expression, f"{place}/patternProperties/{escaped(expression)}")


def _holds_names(place: str) -> bool:
    """Whether the members at `place` are names of data and not keywords; a field may itself be called properties."""
    segments = place.split("/")
    trailing = next((at for at, one in enumerate(reversed(segments)) if one != "properties"), len(segments))
    return trailing % 2 == 1


def _fields_without_form(names: Mapping[str, Any], place: str) -> Iterator[Fault]:
    for name, member in names.items():
        if not isinstance(member, Mapping):
            told = "A field is described by an object, not by a word."
            yield Fault(f"{place}/{escaped(name)}", "schema-no-form", told)


def _unreadable(expression: Any, place: str) -> Iterator[Fault]:
    if isinstance(expression, str):
        try:
            re.compile(expression)
        except (re.error, RecursionError, OverflowError) as error:
            yield Fault(place, "schema-pattern", f"The pattern cannot be read: {error}.")
