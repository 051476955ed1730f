"""Budgets of tokens and pesos: reserved before a call, settled after it.

A month is a month in Manila. What a call may cost at most is held on the accounts of its user, its case and the whole
practice, under their locks, so that calls at the same moment never spend together what each alone could. A hold whose
process died counts no longer once it has run out.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from accounts.models import User
from ai.exceptions import BudgetSpent
from ai.models import BudgetAccount, Reservation
from cases.models import Case
from core.ids import new_id


@dataclass(frozen=True)
class Amount:
    """Tokens, and their price in pesos."""

    tokens: int = 0
    pesos: Decimal = Decimal(0)


@dataclass(frozen=True)
class _Budget:
    """A limit for a month; 0 is none."""

    scope: str
    whose: str
    tokens: int
    pesos: Decimal

    @property
    def is_limited(self) -> bool:
        return bool(self.tokens or self.pesos)


def reserve(
    *, actor: User | None, case: Case | None, most: Amount, seconds: float, priced: bool = True
) -> uuid.UUID | None:
    """Hold `most` on every limited budget of the call, for at most `seconds`; gives the hold, None where nothing is
    limited. What is not `priced` passes no budget of pesos. Raises BudgetSpent, and then nothing is held.
    """
    budgets = sorted((one for one in _budgets(actor, case) if one.is_limited), key=lambda one: one.scope)
    if not budgets:
        return None
    if not priced and any(one.pesos for one in budgets):
        raise BudgetSpent(
            "A budget of pesos is set and the model's price is not known. Set LLM_PRICE_IN and LLM_PRICE_OUT."
        )
    hold, now = new_id(), timezone.now()
    until = now + dt.timedelta(seconds=seconds)
    with transaction.atomic():
        for budget in budgets:
            account = _locked(budget.scope)
            account.reservations.filter(until__lte=now).delete()
            _refuse_over(budget, account, most)
            Reservation.objects.create(account=account, hold=hold, tokens=most.tokens, pesos=most.pesos, until=until)
    return hold


def settle(hold: uuid.UUID | None, spent: Amount) -> None:
    """Put what was really spent in the place of the hold."""
    if hold is None:
        return
    with transaction.atomic():
        held = Reservation.objects.filter(hold=hold).select_related("account").order_by("account__scope")
        for one in held:
            BudgetAccount.objects.filter(pk=one.account_id).update(
                tokens=F("tokens") + spent.tokens, pesos=F("pesos") + spent.pesos
            )
        Reservation.objects.filter(hold=hold).delete()


def _budgets(actor: User | None, case: Case | None) -> Iterator[_Budget]:
    month = timezone.localtime().strftime("%Y-%m")
    if actor is not None:
        yield _Budget(
            f"user:{actor.pk}:{month}",
            "this user",
            settings.LLM_BUDGET_USER_TOKENS,
            settings.LLM_BUDGET_USER_PESOS,
        )
    if case is not None:
        yield _Budget(
            f"case:{case.pk}:{month}", "this case", settings.LLM_BUDGET_CASE_TOKENS, settings.LLM_BUDGET_CASE_PESOS
        )
    yield _Budget(
        f"practice:{month}", "the practice", settings.LLM_BUDGET_PRACTICE_TOKENS, settings.LLM_BUDGET_PRACTICE_PESOS
    )


def _locked(scope: str) -> BudgetAccount:
    account, _ = BudgetAccount.objects.get_or_create(scope=scope)
    return BudgetAccount.objects.select_for_update().get(pk=account.pk)


def _refuse_over(budget: _Budget, account: BudgetAccount, most: Amount) -> None:
    held = account.reservations.aggregate(tokens=Sum("tokens"), pesos=Sum("pesos"))
    tokens = account.tokens + (held["tokens"] or 0) + most.tokens
    pesos = account.pesos + (held["pesos"] or 0) + most.pesos
    if (budget.tokens and tokens > budget.tokens) or (budget.pesos and pesos > budget.pesos):
        raise BudgetSpent(f"The month's AI budget of {budget.whose} does not suffice for this. Ask an administrator.")
