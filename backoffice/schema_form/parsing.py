"""From the posted form back to the JSON data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, Protocol

from backoffice.schema_form import names
from backoffice.schema_form import shape as kinds
from backoffice.schema_form.shape import JsonSchema, Shape

_ABSENT: Final = object()
_INTEGER: Final = re.compile(r"[+-]?\d{1,30}")
_NUMBER: Final = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}([, \u00a0]\d{3})+(\.\d+)?")


class Posted(Protocol):
    """What is needed of Django's QueryDict."""

    def get(self, key: str, default: str = "", /) -> Any: ...
    def getlist(self, key: str, /) -> list[Any]: ...


def parse(schema: JsonSchema, posted: Posted) -> dict[str, Any]:
    """The data that was typed into the form of `schema`.

    Numbers, booleans and enumerations come back in their JSON types; a text that is not what its field asks for
    stays a text, so that validation can name it and the form can show it again. Empty optional members are absent,
    an empty member that may be null is null, and rows in which nobody typed anything are dropped. A row named by
    the button `REMOVE_ROW` is left out.
    """
    whole = Shape.of(schema, schema)
    return _Parser(posted).members(whole, "")


class _Parser:
    def __init__(self, posted: Posted) -> None:
        self.posted = posted
        self.removed = posted.get(names.REMOVE_ROW, "")

    def members(self, shape: Shape, pointer: str) -> dict[str, Any]:
        data = {}
        for key, member in shape.members.items():
            value = self.value(member, names.child(pointer, key), key in shape.required)
            if value is not _ABSENT:
                data[key] = value
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
        for token in self.posted.getlist(names.rows_of(pointer)):
            here = names.child(pointer, token)
            if here == self.removed:
                continue
            value = self.row(shape.item, here)
            if value is not _ABSENT and not kinds.is_blank(value, shape.item):
                rows.append(value)
        return rows

    def row(self, item: Shape, pointer: str) -> Any:
        return self.members(item, pointer) if item.kind == kinds.GROUP else self.value(item, pointer, False)


def coerced(text: str, shape: Shape) -> Any:
    """The text in the JSON type that the shape asks for, or the text itself where it cannot be had."""
    if shape.kind == kinds.CHOICE:
        return next((value for value, _ in shape.choices if kinds.option_value(value) == text), text)
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
