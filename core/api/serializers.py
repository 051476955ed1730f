"""Bases for request bodies and answers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

DEEPEST = 40


class Body(serializers.Serializer):
    """A request body: `null` in an optional field means absent. Free-form fields (FreeForm) keep their nulls inside."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            optional = {name for name, field in self.fields.items() if not field.required and not field.allow_null}
            data = {key: value for key, value in data.items() if value is not None or key not in optional}
        return super().to_internal_value(data)


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
