"""Which stored files the rows of this room name: told to `core.storage`, which verifies them."""

from __future__ import annotations

from collections.abc import Iterator

from core.storage.registry import NamedObject
from notifications.models import Attachment

PAGE = 500


def attachments() -> Iterator[NamedObject]:
    """Checksum, size and label of every file that was given with a mail, read by id in pages."""
    rows = (
        Attachment.objects.filter(revision__isnull=True)
        .order_by("pk")
        .values_list("pk", "checksum", "size", "message_id")
    )
    page = list(rows[:PAGE])
    while page:
        for key, checksum, size, message in page:
            yield checksum, size, f"notifications.attachment {key} (mail {message})"
        page = list(rows.filter(pk__gt=page[-1][0])[:PAGE])
