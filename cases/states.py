"""How a case moves: taken in, then active or declined; active ones rest or are closed; nothing is final for ever."""

from core.states import StateTable

INTAKE = "intake"
ACTIVE = "active"
ON_HOLD = "on_hold"
CLOSED = "closed"
DECLINED = "declined"

STATUSES = [
    (INTAKE, "Intake"),
    (ACTIVE, "Active"),
    (ON_HOLD, "On hold"),
    (CLOSED, "Closed"),
    (DECLINED, "Declined"),
]
CASE = StateTable(
    "case",
    {
        INTAKE: frozenset({ACTIVE, DECLINED}),
        ACTIVE: frozenset({ON_HOLD, CLOSED}),
        ON_HOLD: frozenset({ACTIVE, CLOSED}),
        CLOSED: frozenset({ACTIVE}),
        DECLINED: frozenset({INTAKE}),
    },
)
