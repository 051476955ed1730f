"""What staff see of the room, one module a subject."""

from ai.admin.drafts import DraftAdmin

__all__ = ["DraftAdmin"]
