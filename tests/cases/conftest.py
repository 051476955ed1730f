"""A small practice: one case of `client`, led by `lawyer`, and everybody who has no business with it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from accounts.models import User
from cases.models import Case, Party
from cases.services import case_open, entity_put, party_add
from tests.accounts.people import person


@dataclass
class Practice:
    admin: User
    lawyer: User
    other_lawyer: User
    client: User
    other_client: User
    case: Case
    party: Party


@pytest.fixture
def practice(db) -> Practice:
    lawyer, client = person("lawyer", "lawyer"), person("client")
    case = case_open(actor=lawyer, title="Tala Weaving", kind="incorporation", client=client)
    entity_put(actor=lawyer, case=case, name="Tala Weaving Inc.")
    party = party_add(
        actor=lawyer,
        case=case,
        kind="person",
        name="Ma. Liwayway R. dela Cruz",
        role="incorporator",
        tin="123-456-789-000",
        address="12 Sampaguita Street, Quezon City",
    )
    return Practice(
        admin=person("admin", "admin"),
        lawyer=lawyer,
        other_lawyer=person("other-lawyer", "lawyer"),
        client=client,
        other_client=person("other-client"),
        case=case,
        party=party,
    )
