"""Facts of the ai room."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class DraftCreated(Event):
    """A draft was made; `degraded` when by the clause library and not by a model."""

    draft_id: uuid.UUID
    case_id: uuid.UUID | None
    degraded: bool


@dataclass(frozen=True)
class DraftEdited(Event):
    """Somebody changed the text of a draft."""

    draft_id: uuid.UUID
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class QuestionHandedOver(Event):
    """Somebody asks that a lawyer of the case answers a consultation."""

    consultation_id: uuid.UUID
    case_id: uuid.UUID


@dataclass(frozen=True)
class ConsultationReplied(Event):
    """A lawyer answered in a consultation."""

    consultation_id: uuid.UUID
    case_id: uuid.UUID | None
