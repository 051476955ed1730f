"""The life of a template's draft. What is published stays as it is: a change is a new draft."""

from core.states import StateTable

EDITING = "editing"
PROPOSED = "proposed"
PUBLISHED = "published"
DISCARDED = "discarded"
STATUSES = (
    (EDITING, "Being edited"),
    (PROPOSED, "Proposed"),
    (PUBLISHED, "Published"),
    (DISCARDED, "Discarded"),
)
OPEN = (EDITING, PROPOSED)

TEMPLATE_DRAFT = StateTable(
    "template draft",
    {
        EDITING: frozenset({PROPOSED, DISCARDED}),
        PROPOSED: frozenset({EDITING, PUBLISHED, DISCARDED}),
        PUBLISHED: frozenset(),
        DISCARDED: frozenset(),
    },
)
