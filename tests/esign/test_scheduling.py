"""When people are reminded: every few days, and before a due date."""

import datetime as dt

import pytest

from core.clock import MANILA
from esign.services.scheduling import next_reminder


def at(day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, tzinfo=MANILA)


@pytest.mark.parametrize(
    ("now", "due", "expected"),
    [
        (at(10), None, at(13)),
        (at(10), dt.date(2026, 11, 20), at(13)),
        (at(17), dt.date(2026, 11, 20), at(19, 8)),
        (at(19, 8), dt.date(2026, 11, 20), at(20, 8)),
        (at(19, 7), dt.date(2026, 11, 19), at(19, 8)),
        (at(20), dt.date(2026, 11, 20), at(23)),
        (at(21), dt.date(2026, 11, 20), at(24)),
    ],
)
def test_next_reminder(settings, now, due, expected):
    settings.ESIGN_REMIND_EVERY_DAYS = 3
    assert next_reminder(now, due) == expected
