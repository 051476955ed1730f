"""The life of a mail and of each of its recipients.

What a provider tells may come twice and in any order. So a recipient keeps the *furthest* of what was told, by rank,
and a mail's status is a pure function of its recipients': any order of the same events ends in the same status.
"""

from __future__ import annotations

from collections.abc import Collection

from core.states import StateTable

QUEUED = "queued"
SENDING = "sending"
SENT = "sent"
DELIVERED = "delivered"
BOUNCED = "bounced"
COMPLAINED = "complained"
FAILED = "failed"
SUPPRESSED = "suppressed"
STATUSES = (
    (QUEUED, "Queued"),
    (SENDING, "Sending"),
    (SENT, "Sent"),
    (DELIVERED, "Delivered"),
    (BOUNCED, "Bounced"),
    (COMPLAINED, "Marked as spam"),
    (FAILED, "Failed"),
    (SUPPRESSED, "Suppressed"),
)
# Of what a provider tells, the later word is the stronger one: a mail that came back after it was delivered bounced.
TOLD_RANK = {"": 0, SENT: 1, DELIVERED: 2, FAILED: 3, BOUNCED: 4, COMPLAINED: 5}
# A mail to several people stands as badly as the worst of them; nobody has it all before everybody has.
WORST_FIRST = (COMPLAINED, BOUNCED, FAILED, QUEUED, SENDING, SENT, DELIVERED)
# From here on the mail has left the house, as far as anybody knows.
GONE_OUT = frozenset({SENT, DELIVERED, BOUNCED, COMPLAINED})

_TOLD = frozenset({SENT, DELIVERED, FAILED, BOUNCED, COMPLAINED})
MESSAGE = StateTable(
    "mail",
    {
        QUEUED: frozenset({SENDING, SUPPRESSED}) | _TOLD,
        SENDING: frozenset({QUEUED, SUPPRESSED}) | _TOLD,
        SENT: _TOLD - {SENT},
        # Back to sent: one whom we had left out was on the way after all, from a try that nobody knew the end of.
        DELIVERED: _TOLD - {DELIVERED},
        BOUNCED: frozenset({COMPLAINED}),
        COMPLAINED: frozenset(),
        FAILED: frozenset({QUEUED, SENDING, SUPPRESSED, SENT, DELIVERED, BOUNCED, COMPLAINED}),
        # A try that nobody knew the end of, then the list: the provider may still tell how that try ended.
        SUPPRESSED: frozenset({QUEUED, SENDING}) | _TOLD,
    },
)


def further(told: str, new: str) -> str:
    """The further of two words of a provider on one recipient; in whichever order they came, the same one."""
    return max(told, new, key=TOLD_RANK.__getitem__)


def of_message(recipients: Collection[str]) -> str:
    """The status of a mail whose recipients have these; those who were left out count only where all were."""
    reached = [status for status in recipients if status != SUPPRESSED]
    if not reached:
        return SUPPRESSED
    return next(status for status in WORST_FIRST if status in reached)
