"""The life of a revision. What is approved stays as it was: a change is a new revision."""

from core.states import StateTable

DRAFT = "draft"
IN_REVIEW = "in_review"
APPROVED = "approved"
SIGNED = "signed"
FILED = "filed"
VOID = "void"
STATUSES = (
    (DRAFT, "Draft"),
    (IN_REVIEW, "In review"),
    (APPROVED, "Approved"),
    (SIGNED, "Signed"),
    (FILED, "Filed"),
    (VOID, "Void"),
)

REVISION = StateTable(
    "revision",
    {
        DRAFT: frozenset({IN_REVIEW}),
        IN_REVIEW: frozenset({APPROVED, DRAFT}),
        APPROVED: frozenset({SIGNED, FILED, VOID}),
        SIGNED: frozenset({FILED, VOID}),
        FILED: frozenset(),  # an agency has it: it is amended, by another paper
        VOID: frozenset(),
    },
)
# What went out into the world as ours, and stands.
ISSUED = (APPROVED, SIGNED, FILED)
# Clients see revisions only from here on; who holds a paper that is void must learn of it.
SHOWN_TO_CLIENTS = (*ISSUED, VOID)
