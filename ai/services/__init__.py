"""Every write of the ai room."""

from ai.services.analysis import analyze, warnings_for_draft
from ai.services.chat import chat
from ai.services.consultations import consultation_hand_over, consultation_reply
from ai.services.drafting import draft
from ai.services.editing import draft_edit
from ai.services.knowledge import (
    ImportedSource,
    case_text_put,
    case_text_remove,
    source_put,
    source_restore,
    source_retire,
    sources_import,
)
from ai.services.long_texts import analysis_order_fulfil, analysis_orders_purge, analysis_request
from ai.services.prompts import prompt_publish, prompt_withdraw
from ai.services.trying_out import TriedOut, prompt_can_ask, prompt_try_out
from ai.services.types import draft_type_publish

__all__ = [
    "ImportedSource",
    "TriedOut",
    "analysis_order_fulfil",
    "analysis_orders_purge",
    "analysis_request",
    "analyze",
    "case_text_put",
    "case_text_remove",
    "chat",
    "consultation_hand_over",
    "consultation_reply",
    "draft",
    "draft_edit",
    "draft_type_publish",
    "prompt_can_ask",
    "prompt_publish",
    "prompt_try_out",
    "prompt_withdraw",
    "source_put",
    "source_restore",
    "source_retire",
    "sources_import",
    "warnings_for_draft",
]
