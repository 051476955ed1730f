"""Reading, one module a subject; every list begins with what its user may see."""

from ai.selectors.drafting import draft_get, draft_type_get, missing_inputs, sections_of, visible_to

__all__ = ["draft_get", "draft_type_get", "missing_inputs", "sections_of", "visible_to"]
