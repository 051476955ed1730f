"""The rows of the room, one module a subject."""

from ai.models.calls import BudgetAccount, Call, Reservation
from ai.models.drafting import Draft, DraftEdit, DraftType
from ai.models.knowledge import Passage, Source
from ai.models.prompts import PromptVersion

__all__ = [
    "BudgetAccount",
    "Call",
    "Draft",
    "DraftEdit",
    "DraftType",
    "Passage",
    "PromptVersion",
    "Reservation",
    "Source",
]
