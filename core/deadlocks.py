"""Deadlocks between equals: the database ends all but one of them, and asks the others to try again.

InnoDB locks the place of a row that was deleted a moment ago. Of several who insert the same unique value there, each
holds a lock that the others wait for (MySQL manual, "Locks Set by Different SQL Statements in InnoDB"). Nothing of the
transaction is left then, so that whoever holds the whole of it can run it again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

T = TypeVar("T")
TRIES = 5
DEADLOCK = 1213  # ER_LOCK_DEADLOCK
LONGEST_PAUSE_SECONDS = 0.05


def run_again_after_deadlock(act: Callable[[], T]) -> T:
    """What `act` gives; it is a whole transaction and is run anew, at most TRIES times, when the database ended it for
    a deadlock. Within an outer transaction it runs once, since that one is gone as well.
    """
    tries = 1 if connection.in_atomic_block else TRIES
    for left in reversed(range(tries)):
        try:
            return act()
        except OperationalError as error:
            if not left or not is_deadlock(error):
                raise
            time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311 - to part those who met
    raise AssertionError("unreachable")


def is_deadlock(error: OperationalError) -> bool:
    """Whether the database ended the transaction so that another could go on."""
    return bool(error.args) and error.args[0] == DEADLOCK
