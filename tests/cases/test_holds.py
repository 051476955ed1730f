"""Holds, and the steps they block."""

import pytest

from cases.exceptions import CaseHeld
from cases.models import CaseHold
from cases.selectors import holds_blocking
from cases.services import case_transition, hold_clear, hold_place
from core.errors import InvalidInput
from core.models import AuditEntry
from tests.accounts.people import api
from tests.racing import at_once

pytestmark = pytest.mark.django_db


def place(practice, **changes):
    wanted = {"kind": "open-envelope", "blocks": ["close"], "reason": "Void or finish the envelope.", **changes}
    return hold_place(actor=None, case=practice.case, **wanted)


def test_close__while_held__is_refused_and_says_what_to_do(practice):
    case_transition(actor=practice.lawyer, case=practice.case, to="active")
    hold = place(practice)
    response = api(practice.lawyer).post(f"/api/cases/{practice.case.pk}/transition", {"to": "closed"})
    body = response.json()
    assert (response.status_code, body["code"], body["allowedTargets"]) == (409, "case-held", ["on_hold"])
    assert body["detail"] == "The case cannot become closed yet. open-envelope: Void or finish the envelope."
    assert body["holds"] == [{"id": str(hold.pk), "kind": "open-envelope", "reason": "Void or finish the envelope."}]
    practice.case.refresh_from_db()
    assert (practice.case.status, practice.case.closed_at) == ("active", None)
    assert case_transition(actor=practice.lawyer, case=practice.case, to="on_hold").status == "on_hold"


def test_close__once_the_hold_is_cleared__works_and_reopens(practice):
    case_transition(actor=practice.lawyer, case=practice.case, to="active")
    hold = place(practice)
    with pytest.raises(CaseHeld):
        case_transition(actor=practice.lawyer, case=practice.case, to="closed")
    hold_clear(actor=practice.lawyer, hold=hold)
    case_transition(actor=practice.lawyer, case=practice.case, to="closed")
    practice.case.refresh_from_db()
    assert practice.case.closed_at is not None
    case_transition(actor=practice.lawyer, case=practice.case, to="active")
    practice.case.refresh_from_db()
    assert (practice.case.status, practice.case.closed_at) == ("active", None)


def test_close__with_a_hold_on_something_else__works(practice):
    case_transition(actor=practice.lawyer, case=practice.case, to="active")
    place(practice, blocks=["file", "sign"])
    assert case_transition(actor=practice.lawyer, case=practice.case, to="closed").status == "closed"


def test_holds_blocking__names_the_open_ones_of_that_action(practice):
    first = place(practice, blocks=["file", "close"])
    second = place(practice, kind="unpaid-fee", blocks=["file"])
    assert holds_blocking(practice.case, "file") == [first, second]
    assert holds_blocking(practice.case, "close") == [first]
    hold_clear(actor=None, hold=first)
    assert holds_blocking(practice.case, "file") == [second]
    assert holds_blocking(practice.case, "send") == []


def test_hold__placed_again__is_the_one_there_is(practice):
    first = place(practice, ref="a")
    assert place(practice, ref="a").pk == first.pk
    assert place(practice, ref="b").pk != first.pk
    hold_clear(actor=None, hold=first)
    hold_clear(actor=None, hold=first)
    assert place(practice, ref="a").pk != first.pk
    assert AuditEntry.objects.filter(verb="hold.cleared").count() == 1


@pytest.mark.django_db(transaction=True)
def test_hold__placed_by_many_at_once__is_one(practice):
    _, failures = at_once(*[lambda: place(practice)] * 4)
    assert (failures, CaseHold.objects.count()) == ([], 1)


@pytest.mark.parametrize("changes", [{"blocks": []}, {"blocks": ["breathe"]}, {"reason": " "}, {"kind": ""}])
def test_hold__of_nonsense__is_refused_and_not_placed(practice, changes):
    with pytest.raises(InvalidInput):
        place(practice, **changes)
    assert CaseHold.objects.count() == 0
