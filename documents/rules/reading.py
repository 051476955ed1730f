"""What several sets of rules read in the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

# SEC MC 13, series of 2019
CORPORATE_SUFFIX = re.compile(r"\b(corporation|incorporated|corp\.?|inc\.?)\W*$", re.IGNORECASE)
AGE_OF_MAJORITY = 18  # RA 6809


def shown(name: str) -> str:
    """A name as a warning shows it: at most 60 characters."""
    return name if len(name) <= 60 else f"{name[:59]}…"


def party_name(party: Mapping[str, Any]) -> Any:
    """The name of a party that is a person or a company, as its `kind` says."""
    return party[party["kind"]]["name"]


def summed(rows: Iterable[Mapping[str, Any]] | None, member: str) -> Decimal:
    """The sum of one member over rows of data; nothing for no rows."""
    return sum((Decimal(one[member]) for one in rows or ()), Decimal(0))


def of_age(born: str | None, signing: str) -> bool:
    """Whether who was born on one ISO date is of legal age on another; true where the birth is not stated."""
    if not born:
        return True
    birth, day = date.fromisoformat(born), date.fromisoformat(signing)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day)) >= AGE_OF_MAJORITY
