"""What the language models cost: by month, and by case in one month."""

from __future__ import annotations

import datetime as dt

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ai.selectors import spending
from backoffice.people import is_admin


@require_safe
def spending_view(request: HttpRequest) -> HttpResponse:
    """The page; `?month=2026-11` chooses the month whose cases are shown, this month otherwise."""
    if not is_admin(request):
        raise PermissionDenied
    user = request.user
    months = spending.spending_by_month(user)  # type: ignore[arg-type]
    chosen = _month(request.GET.get("month", ""), [one.first_day for one in months])
    context = {
        **admin.site.each_context(request),
        "title": "AI spending",
        "months": months,
        "chosen": chosen,
        "cases": spending.spending_by_case(user, chosen),  # type: ignore[arg-type]
    }
    return render(request, "backoffice/spending.html", context)


def _month(asked: str, shown: list[dt.date]) -> dt.date:
    return next((day for day in shown if day.strftime("%Y-%m") == asked), shown[0])
