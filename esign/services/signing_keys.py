"""The organisation's certificate and key, by the settings."""

from __future__ import annotations


def signing_key_health() -> str:
    """One sentence for the connections page."""
    return "self-made"
