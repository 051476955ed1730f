"""JSON bodies, read strictly: what later parts cannot store or render is refused here with a clear word."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StrictJSONParser(JSONParser):
    """DRF's strict JSON, without lone surrogates (no valid UTF-8) and without endless nesting."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            _require_unicode(data)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        return data


def _require_unicode(value: Any) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ParseError("A string holds half of a surrogate pair, which is no character.") from error
    elif isinstance(value, dict):
        for key, one in value.items():
            _require_unicode(key)
            _require_unicode(one)
    elif isinstance(value, list):
        for one in value:
            _require_unicode(one)
