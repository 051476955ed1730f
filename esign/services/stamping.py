"""Time-stamps that are owed."""

from __future__ import annotations


def timestamps_owed() -> int:
    """How many were added."""
    return 0
