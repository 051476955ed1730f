"""Reading, one module a subject; every list begins with what its user may see."""

from ai.selectors.chat import consultation_get, consultations_visible_to, continued, said_before, waiting_for
from ai.selectors.drafting import draft_get, draft_type_get, missing_inputs, sections_of, visible_to
from ai.selectors.knowledge import (
    FoundPassage,
    laws_cited,
    passages_found,
    passages_visible_to,
    source_get,
    sources_visible_to,
)
from ai.selectors.prompts import forget_prompt, prompt_in_use, prompt_text, prompts_visible_to

__all__ = [
    "FoundPassage",
    "consultation_get",
    "consultations_visible_to",
    "continued",
    "draft_get",
    "draft_type_get",
    "forget_prompt",
    "laws_cited",
    "missing_inputs",
    "passages_found",
    "passages_visible_to",
    "prompt_in_use",
    "prompt_text",
    "prompts_visible_to",
    "said_before",
    "sections_of",
    "source_get",
    "sources_visible_to",
    "visible_to",
    "waiting_for",
]
