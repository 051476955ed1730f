"""What happens to cases, for the rooms above.

`former` maps each changed field to the digest (`core.pii.digests`) of the value it had, "" where it had none; of an
entity's `details` each changed member by itself (`details.capital`). An event is kept with its jobs, and the values
themselves belong to the case alone.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class CaseOpened(Event):
    """A case was opened and has its number."""

    case_id: uuid.UUID


@dataclass(frozen=True)
class CaseChanged(Event):
    """The facts of a case were changed."""

    case_id: uuid.UUID
    former: dict[str, str]


@dataclass(frozen=True)
class CaseMoved(Event):
    """The status of a case changed."""

    case_id: uuid.UUID
    before: str
    after: str


@dataclass(frozen=True)
class PartyAdded(Event):
    """A party was added to a case."""

    case_id: uuid.UUID
    party_id: uuid.UUID


@dataclass(frozen=True)
class PartyChanged(Event):
    """Something about a party was changed."""

    case_id: uuid.UUID
    party_id: uuid.UUID
    former: dict[str, str]


@dataclass(frozen=True)
class PartyRemoved(Event):
    """A party was taken off a case."""

    case_id: uuid.UUID
    party_id: uuid.UUID


@dataclass(frozen=True)
class EntityChanged(Event):
    """The entity of a case was given or changed."""

    case_id: uuid.UUID
    entity_id: uuid.UUID
    former: dict[str, str]


@dataclass(frozen=True)
class LawyerAssigned(Event):
    """A lawyer was put on a case."""

    case_id: uuid.UUID
    lawyer_id: uuid.UUID
    role: str


@dataclass(frozen=True)
class LawyerUnassigned(Event):
    """A lawyer was taken off a case."""

    case_id: uuid.UUID
    lawyer_id: uuid.UUID


@dataclass(frozen=True)
class HoldPlaced(Event):
    """Something blocks steps of a case."""

    case_id: uuid.UUID
    hold_id: uuid.UUID


@dataclass(frozen=True)
class HoldCleared(Event):
    """What blocked steps of a case was settled."""

    case_id: uuid.UUID
    hold_id: uuid.UUID
