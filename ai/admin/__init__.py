"""What staff see of the room, one module a subject."""

from ai.admin.calls import CallAdmin
from ai.admin.consultations import ConsultationAdmin
from ai.admin.drafts import DraftAdmin
from ai.admin.knowledge import SourceAdmin

__all__ = ["CallAdmin", "ConsultationAdmin", "DraftAdmin", "SourceAdmin"]
