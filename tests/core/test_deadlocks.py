"""A transaction that the database ended for a deadlock is run again, where it is whole."""

import pytest
from django.db import OperationalError, transaction

from core.deadlocks import TRIES, run_again_after_deadlock

pytestmark = pytest.mark.django_db(transaction=True)
DEADLOCK = OperationalError(1213, "Deadlock found when trying to get lock; try restarting transaction")


def failing(times, error=DEADLOCK):
    calls = []

    def act():
        calls.append(1)
        if len(calls) <= times:
            raise error
        return "done"

    return act, calls


def test_transaction_that_met_deadlocks__is_run_until_it_passes():
    act, calls = failing(TRIES - 1)
    assert (run_again_after_deadlock(act), len(calls)) == ("done", TRIES)


def test_deadlocks_without_end__are_given_up():
    act, calls = failing(TRIES)
    with pytest.raises(OperationalError):
        run_again_after_deadlock(act)
    assert len(calls) == TRIES


@pytest.mark.parametrize(
    "error", [OperationalError("database is locked"), OperationalError(2006, "gone away"), ValueError()]
)
def test_other_failures__are_not_repeated(error):
    act, calls = failing(1, error)
    with pytest.raises(type(error)):
        run_again_after_deadlock(act)
    assert len(calls) == 1


def test_part_of_a_transaction__is_not_repeated():
    act, calls = failing(1)
    with pytest.raises(OperationalError), transaction.atomic():
        run_again_after_deadlock(act)
    assert len(calls) == 1
