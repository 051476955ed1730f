"""The life of a revision. What is approved stays as it was: a change is a new revision."""

from core.states import StateTable

DRAFT = "draft"
IN_REVIEW = "in_review"
APPROVED = "approved"
STATUSES = ((DRAFT, "Draft"), (IN_REVIEW, "In review"), (APPROVED, "Approved"))

REVISION = StateTable(
    "revision",
    {
        DRAFT: frozenset({IN_REVIEW}),
        IN_REVIEW: frozenset({APPROVED, DRAFT}),
        APPROVED: frozenset(),
    },
)
# What went out into the world as ours.
ISSUED = (APPROVED,)
# Clients see revisions only from here on.
SHOWN_TO_CLIENTS = (APPROVED,)
