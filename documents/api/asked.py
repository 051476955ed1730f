"""What a request asks for: which revision, and the file it brings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.request import Request

from core.errors import BodyTooLarge, InvalidInput


def revision_number(text: str) -> int | None:
    """The number of a revision that `text` spells, or None: "latest" spells none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def revision_asked(request: Request) -> int | None:
    """`?revision=`; None where it is not given. Raises InvalidInput."""
    asked = request.query_params.get("revision")
    number = revision_number(asked) if asked else None
    if asked and number is None:
        raise InvalidInput.at("/revision", "type", "revision is the number of a revision.")
    return number


def number_required(request: Request, name: str) -> int:
    """The number of a revision that `?<name>=` has to give. Raises InvalidInput."""
    number = revision_number(request.query_params.get(name, ""))
    if number is None:
        raise InvalidInput.at(f"/{name}", "type", f"{name} is the number of a revision; there is no “latest” here.")
    return number


def require_small(file: Any) -> None:
    """Raise BodyTooLarge for an uploaded file over UPLOAD_LIMIT_BYTES, before it is read."""
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        raise BodyTooLarge(f"A file may have at most {settings.UPLOAD_LIMIT_BYTES:,} bytes.")


def file_asked(request: Request, file: Any) -> dict[str, Any]:
    """`content` and `filename` of the form's file, its name as it came. Raises BodyTooLarge."""
    require_small(file)
    return {"content": file.read(), "filename": getattr(request, "given_filename", "") or file.name}
