"""The rows of the room, one module a subject."""

from ai.models.analysis import Analysis, AnalysisOrder, Policy, PolicyVersion
from ai.models.calls import BudgetAccount, Call, Reservation
from ai.models.chat import Consultation, ConsultationMessage
from ai.models.drafting import Draft, DraftEdit, DraftType
from ai.models.knowledge import Passage, Source
from ai.models.prompts import PromptVersion

__all__ = [
    "Analysis",
    "AnalysisOrder",
    "BudgetAccount",
    "Call",
    "Consultation",
    "ConsultationMessage",
    "Draft",
    "DraftEdit",
    "DraftType",
    "Passage",
    "Policy",
    "PolicyVersion",
    "PromptVersion",
    "Reservation",
    "Source",
]
