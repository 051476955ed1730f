"""Every call of a model is a row, is paid from the budgets, and is spared where the provider rests."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from accounts.models import User
from ai import backends, services
from ai.backends.litellm_backend import TOKENS_A_MESSAGE
from ai.exceptions import BudgetSpent
from ai.models import BudgetAccount, Call, Draft, DraftType, Reservation
from ai.services import budgets, calls
from ai.services.budgets import Amount
from cases.models import Case
from core.backends import RateLimited, Retryable
from core.ids import new_id
from tests.ai.conftest import INPUTS, TYPE
from tests.racing import at_once
from tests.servers.openai_server import OpenAIServer, failure, sections

pytestmark = pytest.mark.django_db(transaction=True)
NO_MODEL = "so the clause library wrote this draft."


def drafted(lawyer: User, case: Case | None = None, **changes: Any) -> Draft:
    return services.draft(actor=lawyer, type=TYPE, inputs={**INPUTS, **changes}, case=case)


def test_call__is_a_row_without_prompt_or_answer(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User, case: Case, settings: Any
) -> None:
    settings.LLM_PRICE_IN, settings.LLM_PRICE_OUT = Decimal(100), Decimal(1000)
    provider.script(sections(purpose="For [[COMPANY_1]].", office="b"))
    drafted(lawyer, case)
    row = Call.objects.get()
    assert (row.purpose, row.backend, row.model, row.prompt_version, row.status) == (
        "draft",
        "litellm",
        "openai/test-model",
        "drafting-2",
        "ok",
    )
    assert (row.user, row.case, row.cached, row.tries, row.breaker) == (lawyer, case, False, 1, "closed")
    assert (row.tokens_in, row.tokens_out, row.pesos) == (11, 7, Decimal("0.0081"))
    stored = json.dumps(Call.objects.values().get(), default=str)
    assert [one for one in ("COMPANY", "Kanaryo", "vegetables") if one in stored] == []


def test_question_answered_before__is_a_row_that_cost_nothing(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User, case: Case
) -> None:
    drafted(lawyer, case)
    drafted(lawyer, case)
    rows = Call.objects.order_by("created_at")
    assert [(one.cached, one.tries, one.tokens_in) for one in rows] == [(False, 1, 11), (True, 0, 0)]


def test_failed_call__is_a_row_with_its_error_and_tries(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User
) -> None:
    provider.default = failure(500)
    with pytest.raises(Retryable):
        drafted(lawyer)
    row = Call.objects.get()
    assert (row.status, row.tries, row.model, row.tokens_in) == ("backend-unavailable", 3, "", 0)


def test_fallback__is_the_model_of_the_row(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User, settings: Any
) -> None:
    settings.LLM_FALLBACK_MODELS = ["openai/second"]
    provider.script(failure(500), failure(500), failure(500))
    drafted(lawyer)
    row = Call.objects.get()
    assert (row.model, row.tries, row.status) == ("openai/second", 4, "ok")


def test_call__without_a_prompt_version__cannot_be_saved() -> None:
    with pytest.raises(ValueError, match="version of its prompt"):
        Call.objects.create(purpose="draft", backend="x", status="ok", prompt_version=" ", breaker="closed")
    with pytest.raises((IntegrityError, OperationalError)), transaction.atomic():
        Call.objects.bulk_create([Call(purpose="draft", backend="x", status="ok", prompt_version="", breaker="closed")])
    assert not Call.objects.exists()


def test_database_that_fails_to_keep_the_row__does_not_lose_the_answer(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(calls, "_record", away)
    assert not drafted(lawyer).degraded


def test_provider_that_failed_repeatedly__is_spared_and_the_clause_library_writes(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User, settings: Any
) -> None:
    settings.BACKEND_BREAKER_FAILURES = 3
    provider.default = failure(500)
    with pytest.raises(Retryable):
        drafted(lawyer)
    asked = len(provider.chats)
    draft = drafted(lawyer)
    assert (asked, len(provider.chats)) == (3, 3)
    assert draft.degraded
    assert draft.warnings[0] == f"The AI provider failed repeatedly and is given a pause, {NO_MODEL}"
    assert [(one.status, one.breaker) for one in Call.objects.order_by("created_at")] == [
        ("backend-unavailable", "open"),
        ("backend-resting", "open"),
    ]


@pytest.mark.parametrize("limit", ["USER_TOKENS", "CASE_TOKENS", "PRACTICE_TOKENS", "USER_PESOS", "PRACTICE_PESOS"])
def test_budget_that_does_not_suffice__sends_nothing_and_the_clause_library_writes(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User, case: Case, settings: Any, limit: str
) -> None:
    settings.LLM_PRICE_IN = settings.LLM_PRICE_OUT = Decimal(1_000_000)
    setattr(settings, f"LLM_BUDGET_{limit}", 10 if limit.endswith("TOKENS") else Decimal("10.00"))
    draft = drafted(lawyer, case)
    assert (draft.degraded, provider.chats) == (True, [])
    assert draft.warnings[0] == f"The AI budget of this month is spent, {NO_MODEL}"
    assert not Reservation.objects.exists()


def test_our_own_limit_of_calls__refuses_what_is_over_it_and_sends_nothing(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User, settings: Any
) -> None:
    settings.LLM_LIMIT_PER_MINUTE = 1
    drafted(lawyer)
    with pytest.raises(RateLimited) as refused:
        services.draft(actor=lawyer, type="freeform", inputs={"instructions": "Another."})
    assert (len(provider.chats), Call.objects.first().status) == (1, "backend-rate-limited")  # type: ignore[union-attr]
    assert refused.value.retry_after is not None
    assert 4 < refused.value.retry_after <= 60


def test_budget_of_pesos__and_a_model_of_unknown_price__sends_nothing_until_it_is_set(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User, settings: Any
) -> None:
    settings.LLM_BUDGET_PRACTICE_PESOS = Decimal(1_000_000)
    assert (drafted(lawyer).degraded, provider.chats) == (True, [])
    settings.LLM_PRICE_OUT = Decimal(1)
    assert (drafted(lawyer).degraded, len(provider.chats)) == (False, 1)


def test_budget__holds_the_most_and_is_settled_with_what_was_spent(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User, case: Case, settings: Any
) -> None:
    settings.LLM_BUDGET_USER_TOKENS = settings.LLM_BUDGET_CASE_TOKENS = 100_000
    drafted(lawyer, case)
    month = timezone.localtime().strftime("%Y-%m")
    assert dict(BudgetAccount.objects.values_list("scope", "tokens")) == {
        f"user:{lawyer.pk}:{month}": 18,
        f"case:{case.pk}:{month}": 18,
    }
    assert not Reservation.objects.exists()


def test_budget__after_a_failed_call__is_whole_again(
    provider: OpenAIServer, draft_type: DraftType, lawyer: User, settings: Any
) -> None:
    settings.LLM_BUDGET_USER_TOKENS = 100_000
    provider.default = failure(500)
    with pytest.raises(Retryable):
        drafted(lawyer)
    assert BudgetAccount.objects.get().tokens == 0
    assert not Reservation.objects.exists()


def held(seconds: float = 60) -> Any:
    return budgets.reserve(actor=None, case=None, most=Amount(10, Decimal(1)), seconds=seconds)


def test_five_hundred_calls_at_once__at_the_limit__overspend_nothing(settings: Any) -> None:
    settings.LLM_BUDGET_PRACTICE_TOKENS = 1000

    def call() -> None:
        budgets.settle(held(), Amount(10, Decimal(1)))

    paid, refused = at_once(*[lambda: [_outcome(call) for _ in range(10)]] * 50)
    assert refused == []
    outcomes = [one for of_thread in paid for one in of_thread]
    assert (len(outcomes), outcomes.count("paid"), outcomes.count("spent")) == (500, 100, 400)
    assert BudgetAccount.objects.get().tokens == 1000
    assert not Reservation.objects.exists()


@pytest.mark.parametrize("limit", ["PRACTICE_TOKENS", "PRACTICE_PESOS"])
def test_five_hundred_calls_under_way_at_once__hold_no_more_than_the_limit(settings: Any, limit: str) -> None:
    setattr(settings, f"LLM_BUDGET_{limit}", 1000 if limit.endswith("TOKENS") else Decimal(100))
    paid, refused = at_once(*[lambda: [_outcome(held) for _ in range(10)]] * 50)
    assert refused == []
    outcomes = [one for of_thread in paid for one in of_thread]
    assert (len(outcomes), outcomes.count("paid"), outcomes.count("spent")) == (500, 100, 400)
    assert Reservation.objects.count() == 100


def _outcome(call: Any) -> str:
    try:
        call()
    except BudgetSpent:
        return "spent"
    return "paid"


def test_hold_of_a_process_that_died__counts_no_longer_once_it_has_run_out(settings: Any) -> None:
    settings.LLM_BUDGET_PRACTICE_TOKENS = 10
    held()
    with pytest.raises(BudgetSpent):
        held()
    Reservation.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert held() is not None
    assert Reservation.objects.count() == 1


def test_hold__settled_twice__is_paid_once(settings: Any) -> None:
    settings.LLM_BUDGET_PRACTICE_TOKENS = 100
    hold = held()
    for _ in range(2):
        budgets.settle(hold, Amount(7, Decimal(1)))
    assert BudgetAccount.objects.get().tokens == 7


def test_budget__of_another_month_or_person__is_another(settings: Any, lawyer: User, other_lawyer: User) -> None:
    settings.LLM_BUDGET_USER_TOKENS = 10
    for actor in (lawyer, other_lawyer):
        assert budgets.reserve(actor=actor, case=None, most=Amount(10), seconds=60)
    BudgetAccount.objects.filter(scope__contains=str(lawyer.pk)).update(scope=f"user:{lawyer.pk}:2020-01")
    assert budgets.reserve(actor=lawyer, case=None, most=Amount(10), seconds=60)


def test_nothing_limited__holds_nothing() -> None:
    assert held() is None
    assert not BudgetAccount.objects.exists()


def test_most__is_never_below_what_a_text_can_be(provider: OpenAIServer, settings: Any) -> None:
    settings.LLM_MAX_OUTPUT_TOKENS = 50
    tokens, _ = backends.configured().most([{"role": "user", "content": "Ñ😀a"}])
    assert tokens == 2 + 4 + 1 + TOKENS_A_MESSAGE + 50


def test_price__comes_from_the_settings_else_from_the_list_of_prices(provider: OpenAIServer, settings: Any) -> None:
    backend = backends.configured()
    settings.LLM_PESOS_PER_DOLLAR = Decimal(50)
    assert backend.price("openai/gpt-4o-mini", 1_000_000, 0) == Decimal("7.50")
    assert backend.price("openai/of-our-own", 1_000_000, 0) == 0
    settings.LLM_PRICE_IN = Decimal(3)
    assert backend.price("openai/gpt-4o-mini", 1_000_000, 0) == 3


def test_provider__is_told_the_longest_answer(provider: OpenAIServer, lawyer: User, settings: Any) -> None:
    settings.LLM_MAX_OUTPUT_TOKENS = 321
    services.draft(actor=lawyer, type="freeform", inputs={"instructions": str(new_id())})
    assert provider.chats[0].json["max_tokens"] == 321
