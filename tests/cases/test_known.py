"""What is known about the people of a case."""

import datetime as dt

import pytest

from cases.selectors import known_parties
from cases.services import entity_put, party_remove, party_update

pytestmark = pytest.mark.django_db


def test_known_parties__gives_present_and_earlier_values_of_everybody(practice):
    changes = {
        "name": "Ma. Liwayway D. Reyes",
        "tin": "999-888-777",
        "address": "7 Acacia Lane, Makati City",
        "email": "liwayway@hain.example",
        "mobile": "09171234567",
        "birth_date": dt.date(1988, 3, 14),
    }
    party_update(actor=practice.lawyer, party=practice.party, changes=changes)
    party_remove(actor=practice.lawyer, party=practice.party)
    entity_put(actor=practice.lawyer, case=practice.case, name="Tala Looms Inc.", trade_names=["Tala"], tin="123456789")
    party, entity, client = known_parties(practice.case)
    assert party.names == ("Ma. Liwayway D. Reyes", "Ma. Liwayway R. dela Cruz")
    assert set(party.identifiers) == {("tin", "123-456-789-000"), ("tin", "999-888-777")}
    assert party.addresses == ("7 Acacia Lane, Makati City", "12 Sampaguita Street, Quezon City")
    assert (party.email, party.mobile, party.birth_date) == (
        "liwayway@hain.example",
        "+639171234567",
        dt.date(1988, 3, 14),
    )
    assert (party.role, party.removed, party.party_id) == ("incorporator", True, practice.party.pk)
    assert entity.names == ("Tala Looms Inc.", "Tala Weaving Inc.", "Tala")
    assert (entity.role, entity.identifiers) == ("entity", (("tin", "123-456-789"),))
    assert (client.role, client.name, client.email) == ("client", "Client", "client@hain.example")


def test_known_parties__takes_the_same_number_of_queries_for_many(practice, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        known_parties(type(practice.case).objects.get(pk=practice.case.pk))
