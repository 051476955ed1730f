"""What is known to be personal: the people, organizations and values of a case or of somebody's input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.pii.placeholders import KINDS


@dataclass(frozen=True)
class KnownPerson:
    """A person by full name ("Juan P. dela Cruz" or "dela Cruz, Juan P.") and the names used before or beside it."""

    name: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownOrganization:
    """A company or other body by its name, with or without Inc., Corp. and the like."""

    name: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownValue:
    """A single value: an address, a phone number, an e-mail address, an identifier, a date of birth (ISO 8601)."""

    kind: str  # one of core.pii.placeholders.KINDS
    value: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is not a kind of personal value")


Known = KnownPerson | KnownOrganization | KnownValue
KnownThings = Sequence[Known]
