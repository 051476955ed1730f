"""Public ids: UUIDv7 (RFC 9562 section 5.7), so that ids sort by the time they were made."""

from __future__ import annotations

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A fresh UUIDv7."""
    return uuid7()


def parse_id(text: object) -> uuid.UUID | None:
    """The id that `text` spells, or None when it spells none."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
