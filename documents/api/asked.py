"""Which revision a request asks for."""

from __future__ import annotations

from rest_framework.request import Request

from core.errors import InvalidInput


def revision_asked(request: Request) -> int | None:
    """`?revision=`; None where it is not given. Raises InvalidInput."""
    asked = request.query_params.get("revision") or None
    if asked is not None and not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise InvalidInput.at("/revision", "type", "revision is the number of a revision.")
    return int(asked) if asked else None
