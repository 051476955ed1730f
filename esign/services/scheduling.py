"""When those who have not signed are reminded next."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from core.clock import MANILA

MORNING = dt.time(8, 0)


def next_reminder(now: dt.datetime, due_on: dt.date | None) -> dt.datetime:
    """Every ESIGN_REMIND_EVERY_DAYS; where there is a due date also on the morning before it and on its own."""
    regular = now + dt.timedelta(days=settings.ESIGN_REMIND_EVERY_DAYS)
    if due_on is None:
        return regular
    days = (due_on - dt.timedelta(days=1), due_on)
    mornings = [dt.datetime.combine(day, MORNING, tzinfo=MANILA) for day in days]
    return min([regular, *(one for one in mornings if one > now)])
