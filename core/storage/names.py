"""File names that are safe in a header and on a disk."""

from __future__ import annotations

import re
from urllib.parse import quote

LONGEST = 120


def safe_filename(text: str, *, suffix: str = "") -> str:
    """`text` as a file name: no path, no control characters, not longer than 120 characters."""
    cleaned = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]+", " ", text)
    cleaned = " ".join(cleaned.split()).strip(". ") or "document"
    if suffix and cleaned.lower().endswith(suffix):
        cleaned = cleaned[: -len(suffix)]
    return cleaned[: LONGEST - len(suffix)].strip() + suffix


def content_disposition(filename: str) -> str:
    """The header for a download under `filename` (RFC 6266, with the RFC 8187 form for what is not ASCII)."""
    name = safe_filename(filename)
    ascii_name = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"
