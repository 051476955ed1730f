"""Reading entries of which some may hold what no code of ours wrote, and what no column of theirs can hold."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from core.chain.links import entry_hash
from core.models import AuditEntry


def read(ids: Sequence[uuid.UUID]) -> tuple[dict[uuid.UUID, AuditEntry], set[uuid.UUID]]:
    """The entries by id, and the ids of those that are there and cannot be read or written out."""
    try:
        found = AuditEntry.objects.in_bulk(ids)
    except (ValueError, TypeError):
        if len(ids) == 1:
            return {}, set(ids)
        half = len(ids) // 2
        first, second = read(ids[:half]), read(ids[half:])
        return first[0] | second[0], first[1] | second[1]
    unreadable = {key for key, entry in found.items() if not _is_whole(entry)}
    return {key: entry for key, entry in found.items() if key not in unreadable}, unreadable


def _is_whole(entry: AuditEntry) -> bool:
    try:
        return entry.at is not None and bool(entry_hash(entry))
    except (ValueError, TypeError):
        return False
