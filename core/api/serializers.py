"""Bases for request bodies and answers."""

from __future__ import annotations

import re
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.validators import ProhibitSurrogateCharactersValidator

DEEPEST = 40
_SURROGATE = re.compile("[\ud800-\udfff]")


class Body(serializers.Serializer):
    """A request body: `null` in an optional field means absent. Free-form fields (FreeForm) keep their nulls inside."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            optional = {name for name, field in self.fields.items() if not field.required and not field.allow_null}
            data = {key: value for key, value in data.items() if value is not None or key not in optional}
        return super().to_internal_value(data)


class LongText(serializers.CharField):
    """A text of many characters: that none of them is half of a surrogate pair is asked of the whole, not of each."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        one_by_one = ProhibitSurrogateCharactersValidator
        self.validators = [one for one in self.validators if not isinstance(one, one_by_one)]
        self.validators.append(_without_surrogates)


def _without_surrogates(text: str) -> None:
    found = _SURROGATE.search(text)
    if found is not None:
        message = ProhibitSurrogateCharactersValidator.message.format(code_point=ord(found[0]))
        raise serializers.ValidationError(message, code=ProhibitSurrogateCharactersValidator.code)


class FreeForm(serializers.JSONField):
    """An object whose keys are the caller's own and stay untouched; at most DEEPEST levels of objects and lists."""

    default_error_messages = {
        "not_an_object": "This must be an object.",
        "too_deep": f"Objects and lists may stand in one another at most {DEEPEST} levels deep.",
    }

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            self.fail("not_an_object")
        if _deeper_than(data, DEEPEST):
            self.fail("too_deep")
        return super().to_internal_value(data)


def _deeper_than(data: Any, levels: int) -> bool:
    """Whether `data` nests deeper; level by level, since what reads it later would run out of stack."""
    level = [data]
    for _ in range(levels):
        inside = [list(one.values()) if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level = [member for members in inside for member in members if isinstance(member, dict | list)]
        if not level:
            return False
    return True


def validated(body_class: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """The members of the request's body as `body_class` reads them; a 422 that names each fault otherwise."""
    body = body_class(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
