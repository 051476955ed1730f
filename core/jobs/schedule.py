"""What runs again and again: one table, written by the rooms, kept as rows that staff may change (`core.jobs.periods`)
and run by `core.jobs.beat` in Celery's beat and in the embedded scheduler alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Periodic:
    """A function without arguments that runs every `seconds`, unless staff chose otherwise. An essential one cannot be
    switched off: lost work is found and the audit trail is sealed all the time.
    """

    name: str
    seconds: float
    run: Callable[[], object]
    essential: bool = False


_table: dict[str, Periodic] = {}


def every(name: str, *, seconds: float, run: Callable[[], object], essential: bool = False) -> None:
    """Enter `run` under `name`; a second entry of that name replaces the first.

    It runs in one process at a time, beside the others, and should be short: what takes long asks for a job.
    """
    _table[name] = Periodic(name, seconds, run, essential)


def periodic_table() -> dict[str, Periodic]:
    """All entries by name."""
    return dict(_table)
