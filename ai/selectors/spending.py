"""What the language models cost: by month and by case. For admins alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from ai.models import Call


@dataclass(frozen=True)
class Month:
    """One month in Manila and what was spent in it; `spared` are questions answered from earlier calls."""

    first_day: dt.date
    calls: int
    spared: int
    failed: int
    tokens: int
    pesos: Decimal


@dataclass(frozen=True)
class CaseSpending:
    """What one case cost in a month; without a number: everything that belonged to no case."""

    number: str
    title: str
    calls: int
    tokens: int
    pesos: Decimal


TOTALS = {
    "calls": Count("pk", filter=Q(cached=False)),
    "spared": Count("pk", filter=Q(cached=True)),
    "failed": Count("pk", filter=~Q(status="ok")),
    "tokens": Sum(F("tokens_in") + F("tokens_out")),
    "pesos": Sum("pesos"),
}


def calls_visible_to(user: User) -> QuerySet[Call]:
    """All calls for an admin, none for anybody else."""
    is_admin = user.is_authenticated and user.is_active and user.role == User.Role.ADMIN
    return Call.objects.all() if is_admin else Call.objects.none()


def spending_by_month(user: User, *, months: int = 6) -> list[Month]:
    """The last `months` months, this one first."""
    return [Month(first_day, **_whole(_calls_of(user, first_day).aggregate(**TOTALS))) for first_day in _latest(months)]


def spending_by_case(user: User, first_day: dt.date, *, limit: int = 50) -> list[CaseSpending]:
    """The cases of the month that begins on `first_day`, the dearest first."""
    totals = {name: TOTALS[name] for name in ("calls", "tokens", "pesos")}
    grouped: Any = _calls_of(user, first_day).values("case__number", "case__title").annotate(**totals)
    return [
        CaseSpending(row.pop("case__number") or "", row.pop("case__title") or "", **_whole(row))
        for row in grouped.order_by("-pesos", "-tokens", "case__number")[:limit]
    ]


def _calls_of(user: User, first_day: dt.date) -> QuerySet[Call]:
    # Ranges and not a database's months: MySQL knows no time zones unless somebody loaded them.
    zone = timezone.get_current_timezone()
    begin, end = (dt.datetime.combine(day, dt.time(), zone) for day in (first_day, _next(first_day)))
    return calls_visible_to(user).filter(created_at__gte=begin, created_at__lt=end)


def _latest(months: int) -> Iterator[dt.date]:
    day = timezone.localdate().replace(day=1)
    for _ in range(months):
        yield day
        day = (day - dt.timedelta(days=1)).replace(day=1)


def _next(first_day: dt.date) -> dt.date:
    return (first_day + dt.timedelta(days=32)).replace(day=1)


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    """The sums of nothing are 0."""
    return {name: value if value is not None else (Decimal(0) if name == "pesos" else 0) for name, value in row.items()}
