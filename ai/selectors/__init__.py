"""Reading, one module a subject; every list begins with what its user may see."""

from ai.selectors.drafting import draft_get, draft_type_get, missing_inputs, sections_of, visible_to
from ai.selectors.knowledge import (
    FoundPassage,
    citations_of,
    passages_found,
    passages_visible_to,
    source_get,
    sources_visible_to,
)
from ai.selectors.prompts import prompt_text, prompts_visible_to

__all__ = [
    "FoundPassage",
    "citations_of",
    "draft_get",
    "draft_type_get",
    "missing_inputs",
    "passages_found",
    "passages_visible_to",
    "prompt_text",
    "prompts_visible_to",
    "sections_of",
    "source_get",
    "sources_visible_to",
    "visible_to",
]
