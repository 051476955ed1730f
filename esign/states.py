"""The life of an envelope, and of one person's part in it. What has ended never goes back."""

from core.states import StateTable

DRAFT = "draft"
SENT = "sent"
VIEWED = "viewed"
PARTIALLY_SIGNED = "partially_signed"
COMPLETED = "completed"
DECLINED = "declined"
EXPIRED = "expired"
VOIDED = "voided"
STATUSES = (
    (DRAFT, "Being prepared"),
    (SENT, "Sent"),
    (VIEWED, "Viewed"),
    (PARTIALLY_SIGNED, "Partially signed"),
    (COMPLETED, "Completed"),
    (DECLINED, "Declined"),
    (EXPIRED, "Expired"),
    (VOIDED, "Voided"),
)
_UNSIGNED_ENDS = frozenset({DECLINED, EXPIRED, VOIDED})
ENVELOPE = StateTable(
    "envelope",
    {
        DRAFT: frozenset({SENT, VOIDED}),
        SENT: frozenset({VIEWED, PARTIALLY_SIGNED, *_UNSIGNED_ENDS}),
        VIEWED: frozenset({PARTIALLY_SIGNED, *_UNSIGNED_ENDS}),
        PARTIALLY_SIGNED: frozenset({COMPLETED, *_UNSIGNED_ENDS}),
        COMPLETED: frozenset(),
        DECLINED: frozenset(),
        EXPIRED: frozenset(),
        VOIDED: frozenset(),
    },
)
OPEN = (DRAFT, SENT, VIEWED, PARTIALLY_SIGNED)
RUNNING = (SENT, VIEWED, PARTIALLY_SIGNED)

WAITING = "waiting"
ASKED = "sent"
SIGNED = "signed"
COPIED = "copied"
REPLACED = "replaced"
SIGNER_STATUSES = (
    (WAITING, "Waits for its turn"),
    (ASKED, "Asked"),
    (VIEWED, "Viewed"),
    (SIGNED, "Signed"),
    (DECLINED, "Declined"),
    (COPIED, "Gets a copy"),
    (REPLACED, "Replaced"),
)
SIGNER = StateTable(
    "signer",
    {
        WAITING: frozenset({ASKED, REPLACED}),
        ASKED: frozenset({VIEWED, SIGNED, DECLINED, REPLACED}),
        VIEWED: frozenset({SIGNED, DECLINED, REPLACED}),
        SIGNED: frozenset(),
        DECLINED: frozenset(),
        COPIED: frozenset(),
        REPLACED: frozenset(),
    },
)
TO_ACT = (WAITING, ASKED, VIEWED)
