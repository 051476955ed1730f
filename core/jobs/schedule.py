"""What runs again and again: one table, read by Celery's beat and by the embedded scheduler alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Periodic:
    """A function without arguments that runs every `seconds`."""

    name: str
    seconds: float
    run: Callable[[], object]


_table: dict[str, Periodic] = {}


def every(name: str, *, seconds: float, run: Callable[[], object]) -> None:
    """Enter `run` under `name`; a second entry of that name replaces the first."""
    _table[name] = Periodic(name, seconds, run)


def periodic_table() -> dict[str, Periodic]:
    """All entries by name."""
    return dict(_table)
