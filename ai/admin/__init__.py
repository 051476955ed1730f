"""What staff see of the room, one module a subject."""

from ai.admin.calls import CallAdmin
from ai.admin.drafts import DraftAdmin
from ai.admin.knowledge import SourceAdmin
from ai.admin.prompts import PromptVersionAdmin

__all__ = ["CallAdmin", "DraftAdmin", "PromptVersionAdmin", "SourceAdmin"]
