"""Names and defaults of the ai room."""

from __future__ import annotations

from typing import Any

BACKEND_KIND = "llm"
OFFLINE = "offline"
LITELLM = "litellm"
DEFAULT_TONE = "formal"
DEFAULT_LOCALE = "en"

FREEFORM = "freeform"
FREEFORM_TITLE = "Free-form draft"
FREEFORM_SECTIONS: list[dict[str, Any]] = [
    {
        "key": "body",
        "title": "Draft",
        "brief": "The whole paper that the request asks for.",
        "requiredPoints": [],
        "clauses": {
            "en/formal": "{{ request_text }}\n\n{% for label, value in facts %}{{ label }}: {{ value }}\n{% endfor %}",
        },
    }
]
# Where a free-form request is written in its inputs; the first that is there counts.
REQUEST_KEYS = ("instructions", "request", "prompt", "message", "description")
