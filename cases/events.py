"""What happens to cases, for the rooms above. `changes` maps a field to {"old", "new"}, as JSON values."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from core.events import Event


@dataclass(frozen=True)
class CaseOpened(Event):
    case_id: uuid.UUID


@dataclass(frozen=True)
class CaseChanged(Event):
    case_id: uuid.UUID
    changes: dict[str, Any]


@dataclass(frozen=True)
class CaseMoved(Event):
    case_id: uuid.UUID
    before: str
    after: str


@dataclass(frozen=True)
class PartyAdded(Event):
    case_id: uuid.UUID
    party_id: uuid.UUID


@dataclass(frozen=True)
class PartyChanged(Event):
    case_id: uuid.UUID
    party_id: uuid.UUID
    changes: dict[str, Any]


@dataclass(frozen=True)
class PartyRemoved(Event):
    case_id: uuid.UUID
    party_id: uuid.UUID


@dataclass(frozen=True)
class EntityChanged(Event):
    case_id: uuid.UUID
    entity_id: uuid.UUID
    changes: dict[str, Any]


@dataclass(frozen=True)
class LawyerAssigned(Event):
    case_id: uuid.UUID
    lawyer_id: uuid.UUID
    role: str


@dataclass(frozen=True)
class LawyerUnassigned(Event):
    case_id: uuid.UUID
    lawyer_id: uuid.UUID


@dataclass(frozen=True)
class HoldPlaced(Event):
    case_id: uuid.UUID
    hold_id: uuid.UUID


@dataclass(frozen=True)
class HoldCleared(Event):
    case_id: uuid.UUID
    hold_id: uuid.UUID
