"""The rows of a case: `case` holds the matter, `party` the people with their kept history, `entity` the company."""

from cases.models.case import Assignment, Case, CaseCounter, CaseHold
from cases.models.entity import Entity
from cases.models.party import Party, PartyAddress, PartyIdentifier, PartyName

__all__ = [
    "Assignment",
    "Case",
    "CaseCounter",
    "CaseHold",
    "Entity",
    "Party",
    "PartyAddress",
    "PartyIdentifier",
    "PartyName",
]
