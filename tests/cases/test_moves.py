"""The table of states, and moves at one moment."""

import pytest

from cases.events import CaseMoved, EntityChanged, PartyChanged
from cases.services import case_transition, entity_put, party_update
from cases.states import CASE, STATUSES
from core import events
from core.errors import Conflict
from core.models import AuditEntry
from core.pii.digests import digest_of
from tests.racing import at_once


def test_table__knows_every_status_and_reaches_each():
    known = {word for word, _ in STATUSES}
    assert set(CASE.transitions) == known
    reached, waiting = {"intake"}, ["intake"]
    while waiting:
        for target in CASE.targets(waiting.pop()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    assert reached == known


@pytest.mark.django_db(transaction=True)
def test_transition__by_two_at_one_moment__happens_once(practice):
    def go(to: str) -> str:
        try:
            case_transition(actor=practice.lawyer, case=type(practice.case)(pk=practice.case.pk), to=to)
        except Conflict:
            return "refused"
        return "moved"

    outcomes, failures = at_once(lambda: go("active"), lambda: go("declined"))
    assert failures == []
    assert sorted(outcomes) == ["moved", "refused"]
    assert AuditEntry.objects.filter(verb="case.moved").count() == 1


@pytest.fixture
def published(monkeypatch):
    seen = []
    monkeypatch.setattr(events, "publish", seen.append)
    return seen


@pytest.mark.django_db
def test_events__tell_what_changed_and_carry_no_value_of_it(practice, published):
    party_update(actor=practice.lawyer, party=practice.party, changes={"name": "Ma. Reyes", "nationality": "Filipino"})
    entity = entity_put(actor=practice.lawyer, case=practice.case, name="Tala Looms Inc.")
    case_transition(actor=practice.lawyer, case=practice.case, to="active")
    case_id = practice.case.pk
    assert published == [
        PartyChanged(
            case_id=case_id,
            party_id=practice.party.pk,
            former={"name": digest_of("Ma. Liwayway R. dela Cruz"), "nationality": ""},
        ),
        EntityChanged(
            case_id=case_id,
            entity_id=entity.pk,
            former={"name": digest_of("Tala Weaving Inc.")},
        ),
        CaseMoved(case_id=case_id, before="intake", after="active"),
    ]
