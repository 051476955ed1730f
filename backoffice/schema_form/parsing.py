"""From the posted form back to the JSON data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from backoffice.schema_form import names
from backoffice.schema_form import shape as kinds
from backoffice.schema_form.conditions import NOTHING, option_value
from backoffice.schema_form.shape import JsonSchema, Shape

_ABSENT: Final = object()
_INTEGER: Final = re.compile(r"[+-]?\d{1,30}")
_NUMBER: Final = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}([, \u00a0]\d{3})+(\.\d+)?")


class Posted(Protocol):
    """What is needed of Django's QueryDict."""

    def get(self, key: str, default: str = "", /) -> Any: ...
    def getlist(self, key: str, /) -> list[Any]: ...


@dataclass(frozen=True)
class Sent:
    """What came with a form.

    `typed` is everything, also in parts that are not asked for (kept, so that it is there again when they are);
    `stated` is the data: `typed` without those parts. `uncovered` are the pointers of parts that what was typed asks
    for, but that were not to be seen when the form was sent (no script runs on the page).
    """

    typed: dict[str, Any]
    stated: dict[str, Any]
    uncovered: tuple[str, ...] = ()


def read(schema: JsonSchema, posted: Posted) -> Sent:
    """What was typed into the form of `schema`.

    Numbers, booleans and enumerations come back in their JSON types; a text that is not what its field asks for
    stays a text, so that validation can name it and the form can show it again. Empty optional members are absent,
    an empty member that may be null is null, and rows in which nobody typed anything are dropped. A row named by
    the button `REMOVE_ROW` is left out, one named by `MOVE_UP` or `MOVE_DOWN` changes places with its neighbour.
    """
    whole = Shape.of(schema, schema)
    parser = _Parser(posted)
    typed = parser.members(whole, "")
    return Sent(typed, _stated_members(whole, typed), parser.uncovered())


def parse(schema: JsonSchema, posted: Posted) -> dict[str, Any]:
    """The data of the form (see `read`), without what stands in parts that are not asked for."""
    return read(schema, posted).stated


def stated(schema: JsonSchema, typed: Mapping[str, Any]) -> dict[str, Any]:
    """`typed` without what stands in parts that it does not ask for."""
    return _stated_members(Shape.of(schema, schema), typed)


def without_field(schema: JsonSchema, data: Mapping[str, Any]) -> list[str]:
    """The names of the members in `data` that say something and have no place in the form of `schema`."""
    return list(_without_field(Shape.of(schema, schema), data))


def _without_field(shape: Shape, value: Any) -> Iterator[str]:
    if shape.kind == kinds.GROUP and isinstance(value, Mapping):
        for key, one in value.items():
            if key in shape.members:
                yield from _without_field(shape.members[key], one)
            elif one not in NOTHING:
                yield key
    if shape.kind == kinds.LIST and isinstance(value, list):
        for one in value:
            yield from _without_field(shape.item, one)


class _Parser:
    def __init__(self, posted: Posted) -> None:
        self.posted = posted
        self.removed = posted.get(names.REMOVE_ROW, "")
        self.up, self.down = posted.get(names.MOVE_UP, ""), posted.get(names.MOVE_DOWN, "")
        self.unseen = set(posted.getlist(names.UNSEEN))
        self.asked: list[str] = []
        self.hidden: list[str] = []

    def uncovered(self) -> tuple[str, ...]:
        inside = tuple(f"{pointer}/" for pointer in self.hidden)
        return tuple(pointer for pointer in self.asked if not pointer.startswith(inside))

    def members(self, shape: Shape, pointer: str) -> dict[str, Any]:
        data = {}
        for key, member in shape.members.items():
            value = self.value(member, names.child(pointer, key), key in shape.demanded)
            if value is not _ABSENT:
                data[key] = value
        gone = shape.hidden(data)
        for key in shape.conditions:
            here = names.child(pointer, key)
            if key in gone:
                self.hidden.append(here)
            elif here in self.unseen:
                self.asked.append(here)
        return data

    def value(self, shape: Shape, pointer: str, required: bool) -> Any:
        if shape.kind == kinds.CONSTANT:
            return shape.schema["const"] if required else _ABSENT
        if shape.kind == kinds.GROUP:
            data = self.members(shape, pointer)
            return data if required or not kinds.is_blank(data, shape) else _ABSENT
        if shape.kind == kinds.LIST:
            rows = self.rows(shape, pointer)
            return rows if rows or required else _ABSENT
        if shape.kind == kinds.BOOLEAN and (required or "default" in shape.schema):
            return self.posted.get(pointer, "") != ""  # an empty box is not posted at all
        text = str(self.posted.get(pointer, "")).replace("\r\n", "\n").strip()
        if text:
            return coerced(text, shape)
        return None if shape.nullable else _ABSENT

    def rows(self, shape: Shape, pointer: str) -> list[Any]:
        """The rows in the order of the page, without those that are empty or were taken away."""
        rows = []
        for token in self._tokens(pointer):
            here = names.child(pointer, token)
            value = self.row(shape.item, here)
            if value is not _ABSENT and not kinds.is_blank(_stated(value, shape.item), shape.item):
                rows.append(value)
        return rows

    def _tokens(self, pointer: str) -> list[str]:
        tokens = list(self.posted.getlist(names.rows_of(pointer)))
        here = {names.child(pointer, token): at for at, token in enumerate(tokens)}
        for moved, step in ((self.up, -1), (self.down, 1)):
            at = here.get(moved)
            if at is not None and 0 <= at + step < len(tokens):
                tokens[at], tokens[at + step] = tokens[at + step], tokens[at]
        return [token for token in tokens if names.child(pointer, token) != self.removed]

    def row(self, item: Shape, pointer: str) -> Any:
        return self.members(item, pointer) if item.kind == kinds.GROUP else self.value(item, pointer, False)


def _stated(value: Any, shape: Shape) -> Any:
    if shape.kind == kinds.GROUP and isinstance(value, Mapping):
        return _stated_members(shape, value)
    if shape.kind == kinds.LIST and isinstance(value, list):
        return [_stated(one, shape.item) for one in value]
    return value


def _stated_members(shape: Shape, data: Mapping[str, Any]) -> dict[str, Any]:
    hidden = shape.hidden(data)
    found = {}
    for key, value in data.items():
        if key in hidden or key not in shape.members:
            continue
        member = shape.members[key]
        kept = _stated(value, member)
        emptied = member.kind == kinds.GROUP and kept != value and kinds.is_blank(kept, member)
        if not emptied or key in shape.demanded:
            found[key] = kept
    return found


def coerced(text: str, shape: Shape) -> Any:
    """The text in the JSON type that the shape asks for, or the text itself where it cannot be had."""
    if shape.kind == kinds.CHOICE:
        return next((value for value, _ in shape.choices if option_value(value) == text), text)
    if shape.kind == kinds.BOOLEAN:
        return {"true": True, "false": False}.get(text, text)
    if shape.kind in (kinds.INTEGER, kinds.NUMBER, kinds.DECIMAL):
        return _number(_without_grouping(text), shape.kind)
    if shape.kind == kinds.FREE:
        return _json(text)
    return text


def _without_grouping(text: str) -> str:
    """ "5,000,000.00" is how people write money; the data carries 5000000.00."""
    return re.sub(r"[, \u00a0]", "", text) if _THOUSANDS.fullmatch(text) else text


def _number(text: str, kind: str) -> Any:
    if kind == kinds.DECIMAL:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if kind == kinds.NUMBER and _NUMBER.fullmatch(text) else text


def _json(text: str) -> Any:
    try:
        value: Mapping[str, Any] | list[Any] | str | int | float | bool | None = json.loads(text)
    except ValueError:
        return text
    return value
