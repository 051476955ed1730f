"""One paid call of a model: held in the budgets, made, settled, and kept as a row."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

import structlog
from django.db import DatabaseError

from accounts.models import User
from ai.backends.base import LanguageModelBackend, Message
from ai.exceptions import AnswerBroken, AnswerWithheld
from ai.models import Call
from ai.services import budgets
from ai.services.budgets import Amount
from cases.models import Case
from core import resilience
from core.errors import DomainError


class Counted(Protocol):
    """What a model answered, as far as it is counted."""

    @property
    def model(self) -> str: ...
    @property
    def tokens_in(self) -> int: ...
    @property
    def tokens_out(self) -> int: ...


log = structlog.get_logger(__name__)
A = TypeVar("A", bound=Counted)
UNASKED = "unasked"


@dataclass(frozen=True)
class Question:
    """What a call is for, who asks, and the scrubbed messages."""

    purpose: str
    prompt_version: str
    prompt: list[Message]
    actor: User | None
    case: Case | None


def call_make(*, question: Question, backend: LanguageModelBackend, ask: Callable[[], A]) -> A:
    """The answer of `ask()`, paid from the budgets of who asks; every end of it is a row.

    Raises BudgetSpent before anything is sent, and what `ask` raises. Call it outside a transaction.
    """
    tokens, pesos = backend.most(question.prompt)
    hold = budgets.reserve(
        actor=question.actor,
        case=question.case,
        most=Amount(tokens, pesos or Decimal(0)),
        priced=pesos is not None,
        seconds=backend.longest_seconds,
    )
    started, status = time.monotonic(), "crashed"
    counted: Counted | None = None
    try:
        answer = counted = ask()
        status = "ok"
        return answer
    except DomainError as error:
        status = error.code
        counted = error if isinstance(error, AnswerBroken | AnswerWithheld) else None
        raise
    finally:
        try:
            spent = _spent(backend, counted)
            budgets.settle(hold, spent)
            seconds = time.monotonic() - started
            _record(question, backend, status=status, answer=counted, seconds=seconds, pesos=spent.pesos)
        except DatabaseError:  # the answer is paid for and is given; the hold runs out by itself
            log.exception("ai.call.not_recorded", purpose=question.purpose, status=status)


def _spent(backend: LanguageModelBackend, answer: Counted | None) -> Amount:
    if answer is None:
        return Amount()
    price = backend.price(answer.model, answer.tokens_in, answer.tokens_out)
    return Amount(answer.tokens_in + answer.tokens_out, price)


def call_spared(*, question: Question, backend: LanguageModelBackend, model: str, save: bool = True) -> Call:
    """The row of a question that an earlier call had answered already; nobody was asked, whose breaker could be told.

    Without `save` the caller stores it together with what the answer became.
    """
    row = Call(
        purpose=question.purpose,
        backend=backend.name,
        model=model,
        prompt_version=question.prompt_version,
        status="ok",
        cached=True,
        breaker=UNASKED,
        user=question.actor,
        case=question.case,
        request_id=_request_id(),
    )
    if not question.prompt_version.strip():
        raise ValueError("A call names the version of its prompt.")
    if save:
        row.save(force_insert=True)
    return row


def _record(
    question: Question,
    backend: LanguageModelBackend,
    *,
    status: str,
    answer: Counted | None,
    seconds: float,
    pesos: Decimal,
) -> None:
    Call.objects.create(
        purpose=question.purpose,
        backend=backend.name,
        model=answer.model if answer is not None else "",
        prompt_version=question.prompt_version,
        status=status,
        tries=backend.tries,
        tokens_in=answer.tokens_in if answer is not None else 0,
        tokens_out=answer.tokens_out if answer is not None else 0,
        pesos=pesos,
        milliseconds=round(seconds * 1000),
        breaker=resilience.state_of(backend.party(backend.models[0])),
        user=question.actor,
        case=question.case,
        request_id=_request_id(),
    )


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))
