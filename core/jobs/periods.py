"""The rows of django-celery-beat behind the periodic table: how often each entry runs, as staff may change it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from core import audit
from core.errors import InvalidInput
from core.jobs.schedule import Periodic, periodic_table

TASK = "core.run_periodic"
# Under this name a row remembers what the table said when it was written: who changed it, staff or a new release?
REMEMBERED = "hain_seconds"
UNITS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
ESSENTIAL_AT_LEAST_EVERY = 60


class PeriodRefused(InvalidInput):
    code = "period-refused"
    title = "It cannot run at these times"


def rows() -> QuerySet[PeriodicTask]:
    """The rows of the entries, in the order of their names."""
    return PeriodicTask.objects.filter(task=TASK).select_related("interval", "crontab").order_by("name")


def install() -> None:
    """Write the table into its rows, at the start of what runs it. What staff changed stays as it is; a row that nobody
    changed follows the table, and one that the table no longer has goes.
    """
    kept = {row.name: row for row in rows()}
    for name, entry in periodic_table().items():
        row = kept.pop(name, None)
        if row is None:
            _write(entry)
        elif _remembered(row) != entry.seconds:
            if row.interval == _interval(_remembered(row)):
                row.interval = _interval(entry.seconds)
            row.headers = json.dumps({REMEMBERED: entry.seconds})
            row.save()
    for row in kept.values():
        row.delete()


def period_change(
    *,
    actor: Any,
    row: PeriodicTask,
    enabled: bool,
    every: int = 0,
    unit: str = "seconds",
    daily_at: dt.time | None = None,
) -> PeriodicTask:
    """Let the entry run `every` so many units, or once a day at a time of Manila; or not at all. Raises as
    `require_period`.
    """
    require_period(row.name, enabled=enabled, every=every, unit=unit, daily_at=daily_at)
    seconds = every * UNITS.get(unit, 0)
    with transaction.atomic():
        locked = PeriodicTask.objects.select_for_update().get(pk=row.pk)
        before = in_words(locked)
        locked.enabled = enabled
        locked.interval = _interval(seconds) if daily_at is None else None
        locked.crontab = _daily(daily_at) if daily_at is not None else None
        locked.save()
        facts = {"name": locked.name}
        audit.record(
            actor=actor, verb="schedule.changed", subject=locked, before=before, after=in_words(locked), facts=facts
        )
    return locked


def require_period(name: str, *, enabled: bool, every: int, unit: str, daily_at: dt.time | None) -> None:
    """Raise PeriodRefused for no sensible period, and for an essential entry that would run less than once a minute."""
    seconds = every * UNITS.get(unit, 0)
    if daily_at is None and not 1 <= seconds <= 366 * UNITS["days"]:
        raise PeriodRefused.at("/every", "period-refused", "Give a number of seconds, minutes, hours or days.")
    entry = periodic_table().get(name)
    often = enabled and daily_at is None and seconds <= ESSENTIAL_AT_LEAST_EVERY
    if entry is not None and entry.essential and not often:
        detail = "Lost work is found and the audit trail is sealed all the time: this runs at least once a minute."
        raise PeriodRefused.at("/every", "period-refused", detail)


def in_words(row: PeriodicTask) -> str:
    """`every 6 hours`, `daily at 04:30`, `off`; at most 60 characters."""
    if not row.enabled:
        return "off"
    if row.crontab is not None:
        return f"daily at {int(row.crontab.hour):02}:{int(row.crontab.minute):02}"
    count, unit = row.interval.every, row.interval.period
    return f"every {unit.removesuffix('s')}" if count == 1 else f"every {count} {unit}"


def is_changed(row: PeriodicTask) -> bool:
    """Whether staff chose other times than the table's."""
    return not row.enabled or row.interval is None or row.interval != _interval(_remembered(row))


def _write(entry: Periodic) -> None:
    facts = {
        "task": TASK,
        "args": json.dumps([entry.name]),
        "headers": json.dumps({REMEMBERED: entry.seconds}),
        "interval": _interval(entry.seconds),
    }
    PeriodicTask.objects.get_or_create(name=entry.name, defaults=facts)  # another process may be first


def _remembered(row: PeriodicTask) -> float:
    return float(json.loads(row.headers or "{}").get(REMEMBERED, 0))


def _interval(seconds: float) -> IntervalSchedule:
    """The library's row for a period, in the largest unit that says it in whole numbers; at least a second."""
    whole = max(1, round(seconds))
    unit = next(name for name, size in UNITS.items() if whole % size == 0)
    facts = {"every": whole // UNITS[unit], "period": unit}
    return IntervalSchedule.objects.filter(**facts).first() or IntervalSchedule.objects.create(**facts)


def _daily(at: dt.time) -> CrontabSchedule:
    facts = {"minute": str(at.minute), "hour": str(at.hour), "timezone": settings.TIME_ZONE}
    known = CrontabSchedule.objects.filter(**facts, day_of_week="*", day_of_month="*", month_of_year="*")
    return known.first() or CrontabSchedule.objects.create(**facts)
