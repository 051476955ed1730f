"""What staff see of the room, one module a subject."""

from ai.admin.analyses import AnalysisAdmin
from ai.admin.calls import CallAdmin
from ai.admin.consultations import ConsultationAdmin
from ai.admin.drafts import DraftAdmin
from ai.admin.knowledge import SourceAdmin
from ai.admin.policies import PolicyAdmin, PolicyVersionAdmin
from ai.admin.prompts import PromptVersionAdmin

__all__ = [
    "AnalysisAdmin",
    "CallAdmin",
    "ConsultationAdmin",
    "DraftAdmin",
    "PolicyAdmin",
    "PolicyVersionAdmin",
    "PromptVersionAdmin",
    "SourceAdmin",
]
