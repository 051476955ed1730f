"""Every write to a case. Each locks the case first, then what hangs on it; records it; publishes it."""

from cases.services.assignments import assignment_add, assignment_remove
from cases.services.entities import entity_put
from cases.services.holds import hold_clear, hold_place
from cases.services.matters import case_open, case_transition, case_update, require_not_held
from cases.services.parties import party_add, party_remove, party_update

__all__ = [
    "assignment_add",
    "assignment_remove",
    "case_open",
    "case_transition",
    "case_update",
    "entity_put",
    "hold_clear",
    "hold_place",
    "party_add",
    "party_remove",
    "party_update",
    "require_not_held",
]
