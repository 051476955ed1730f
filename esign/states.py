"""The life of an envelope, and of one person's part in it. What has ended never goes back."""

from core.states import StateTable
from esign.statuses import (
    ASKED,
    COMPLETED,
    COPIED,
    DECLINED,
    DRAFT,
    EXPIRED,
    OPEN,
    PARTIALLY_SIGNED,
    REPLACED,
    RUNNING,
    SENT,
    SIGNED,
    TO_ACT,
    VIEWED,
    VOIDED,
    WAITING,
)

__all__ = [
    "ASKED",
    "COMPLETED",
    "COPIED",
    "DECLINED",
    "DRAFT",
    "ENVELOPE",
    "EXPIRED",
    "OPEN",
    "PARTIALLY_SIGNED",
    "REPLACED",
    "RUNNING",
    "SENT",
    "SIGNED",
    "SIGNER",
    "SIGNER_STATUSES",
    "STATUSES",
    "TO_ACT",
    "VIEWED",
    "VOIDED",
    "WAITING",
]

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
