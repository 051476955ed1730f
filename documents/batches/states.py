"""The life of a batch. Its rows are checked first; nothing is made of it before somebody starts it."""

from core.states import StateTable

CHECKED = "checked"
RUNNING = "running"
STOPPED = "stopped"
DONE = "done"
CANCELLED = "cancelled"
STATUSES = (
    (CHECKED, "Checked, not started"),
    (RUNNING, "Running"),
    (STOPPED, "Stopped"),
    (DONE, "Done"),
    (CANCELLED, "Cancelled"),
)

BATCH = StateTable(
    "batch",
    {
        CHECKED: frozenset({RUNNING, CANCELLED}),
        RUNNING: frozenset({DONE, STOPPED, CANCELLED}),
        STOPPED: frozenset({RUNNING, CANCELLED}),
        DONE: frozenset({RUNNING}),
        CANCELLED: frozenset(),
    },
)
