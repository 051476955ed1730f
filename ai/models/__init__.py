"""The rows of the room, one module a subject."""

from ai.models.drafting import Draft, DraftEdit, DraftType
from ai.models.knowledge import Passage, Source

__all__ = ["Draft", "DraftEdit", "DraftType", "Passage", "Source"]
