"""Case numbers: by Manila's year, without gaps, whoever else opens a case at the moment."""

import datetime as dt

import pytest

from cases.models import Case, CaseCounter
from cases.services import case_open
from core.errors import InvalidInput
from core.models import AuditEntry
from tests.accounts.people import person
from tests.racing import at_once


def numbers() -> list[str]:
    return list(Case.objects.order_by("number").values_list("number", flat=True))


@pytest.fixture
def at(monkeypatch):
    def set_time(text: str) -> None:
        monkeypatch.setattr("core.clock.timezone.now", lambda: dt.datetime.fromisoformat(text))

    return set_time


@pytest.mark.django_db
def test_number__counts_by_the_year_in_manila(at):
    at("2026-12-31T15:59:59+00:00")
    case_open(actor=None, title="Old year", kind="other")
    case_open(actor=None, title="Old year", kind="other")
    at("2026-12-31T16:00:00+00:00")
    case_open(actor=None, title="New year", kind="other")
    assert numbers() == ["2026-000001", "2026-000002", "2027-000001"]


@pytest.mark.django_db
def test_number__of_a_case_that_is_refused__is_given_to_the_next(at):
    at("2026-11-23T01:00:00+00:00")
    with pytest.raises(InvalidInput):
        bad = {"kind": "person", "name": "X", "role": "director", "tin": "1"}
        case_open(actor=None, title="T", kind="other", parties=[bad])
    assert (numbers(), AuditEntry.objects.count()) == ([], 0)
    case_open(actor=None, title="T", kind="other")
    assert numbers() == ["2026-000001"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first_of_year", [True, False])
def test_number__taken_by_many_at_once__has_no_gap_and_no_twin(first_of_year):
    lawyer = person("lawyer", "lawyer")
    if not first_of_year:
        case_open(actor=lawyer, title="Earlier", kind="other")

    def open_two() -> None:
        for _ in range(2):
            case_open(actor=lawyer, title="At once", kind="other")

    _, failures = at_once(*[open_two] * 8)
    expected = 16 if first_of_year else 17
    assert failures == []
    assert [int(one[5:]) for one in numbers()] == list(range(1, expected + 1))
    assert CaseCounter.objects.get().last == expected
