"""The rows of the room, one module a subject."""

from ai.models.drafting import Draft, DraftEdit, DraftType

__all__ = ["Draft", "DraftEdit", "DraftType"]
