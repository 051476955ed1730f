"""Whose certificates count as the practice's own, besides those that the settings list: the room above that signs says
which it signs with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Provider = Callable[[], Sequence[bytes]]
_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Enter who knows certificates (PEM or DER) of our own; a second entry of that name replaces the first."""
    _providers[name] = provider


def own_certificates() -> list[bytes]:
    """The certificates of all who were entered."""
    return [one for provider in _providers.values() for one in provider()]
