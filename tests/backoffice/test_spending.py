"""The page of what the language models cost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from ai.models import Call
from ai.selectors import spending

pytestmark = pytest.mark.django_db
FACTS = {"purpose": "draft", "backend": "litellm", "model": "m", "prompt_version": "1", "breaker": "closed"}


def call(case=None, when=None, **facts) -> Call:
    made = {**FACTS, "status": "ok", "tokens_in": 100, "tokens_out": 20, "pesos": Decimal("1.5"), "case": case, **facts}
    return Call.objects.create(created_at=when or timezone.now(), **made)


def test_spending__is_summed_by_month_in_manila(practice):
    zone = timezone.get_current_timezone()
    this = timezone.localdate().replace(day=1)
    first_second = dt.datetime.combine(this, dt.time(), zone)
    call(when=first_second)
    call(when=first_second - dt.timedelta(seconds=1))
    call(when=first_second, cached=True, tokens_in=0, tokens_out=0, pesos=Decimal(0))
    call(when=first_second, status="backend-unavailable", tokens_in=0, tokens_out=0, pesos=Decimal(0))
    now, before = spending.spending_by_month(practice.users["admin"], months=2)
    assert now == spending.Month(this, calls=2, spared=1, failed=1, tokens=120, pesos=Decimal("1.5"))
    assert (before.calls, before.first_day) == (1, (this - dt.timedelta(days=1)).replace(day=1))


def test_spending__of_a_month__names_the_dearest_case_first(practice):
    call(practice.case, pesos=Decimal("1"))
    call(practice.other_case, pesos=Decimal("7"))
    call(pesos=Decimal("2"))
    rows = spending.spending_by_case(practice.users["admin"], timezone.localdate().replace(day=1))
    assert [(row.number, row.pesos) for row in rows] == [
        (practice.other_case.number, Decimal("7")),
        ("", Decimal("2")),
        (practice.case.number, Decimal("1")),
    ]


def test_spending__is_for_admins(practice):
    call(practice.case)
    for name in ("spending", "ai_call_changelist"):
        assert practice.browser("lawyer").get(practice.url(name)).status_code == 403
        assert practice.browser("admin").get(practice.url(name)).status_code == 200
    assert spending.spending_by_month(practice.users["lawyer"], months=1)[0].calls == 0


def test_spending_page__shows_the_month_that_was_asked_for_and_this_one_otherwise(practice):
    call(practice.case)
    admin = practice.browser("admin")
    assert practice.case.number in admin.get(practice.url("spending")).content.decode()
    last = (timezone.localdate().replace(day=1) - dt.timedelta(days=1)).strftime("%Y-%m")
    text = admin.get(practice.url("spending"), {"month": last}).content.decode()
    assert "No model was asked in this month." in text
    assert practice.case.number in admin.get(practice.url("spending"), {"month": "rubbish"}).content.decode()
