"""Every write of the ai room."""

from ai.services.drafting import draft
from ai.services.editing import draft_edit
from ai.services.types import draft_type_publish

__all__ = ["draft", "draft_edit", "draft_type_publish"]
