"""Files that a form of the admin brings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core.errors import BodyTooLarge, InvalidInput


def posted_file(request: HttpRequest, missing: str) -> dict[str, Any]:
    """`content` and `filename` of the field `file`. Raises InvalidInput, saying `missing`, and BodyTooLarge."""
    file = request.FILES.get("file")
    if file is None or file.size is None:
        raise InvalidInput.at("/file", "required", missing)
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        raise BodyTooLarge(f"A file may have at most {settings.UPLOAD_LIMIT_BYTES // 1_000_000} MB.")
    return {"content": file.read(), "filename": file.name or ""}
