"""How a question to a provider ends: with an answer, or with the word that the work is to be done without a model."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog
from django.db import transaction

from ai import backends
from ai.backends.base import LanguageModelBackend
from ai.exceptions import BudgetSpent, ModelsBusy
from core import audit
from core.backends import DEFAULT_RETRY_AFTER_SECONDS, BackendError, NotAuthorised, Rejected, Resting, Unsupported
from core.models import Row

log = structlog.get_logger(__name__)
A = TypeVar("A")
TERMINAL = (Rejected, NotAuthorised, Unsupported)  # the provider will say the same again
SPARED = (BudgetSpent, Resting, ModelsBusy)  # nothing was sent


@dataclass(frozen=True)
class Heard(Generic[A]):
    """The answer; or None and the code of why there is none: the provider's refusal, or what spared the asking."""

    answer: A | None
    refusal: str = ""
    spared: str = ""


def heard(backend: LanguageModelBackend, ask: Callable[[], A]) -> Heard[A]:
    """What comes of `ask()`, which asks `backend`. A refusal for good, and a question that is spared, are answers.

    Raises what else `ask` raises, Retryable and its like with `retry_after`; RuntimeError inside a transaction.
    """
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("A provider is never called inside a transaction.")
    try:
        return Heard(ask())
    except TERMINAL as refused:
        log.error("ai.provider.refused", backend=backend.name, code=refused.code)
        return Heard(None, refusal=refused.code)
    except SPARED as spared:
        log.warning("ai.provider.spared", backend=backend.name, code=spared.code)
        return Heard(None, spared=spared.code)
    except BackendError as failed:
        failed.retry_after = failed.retry_after or DEFAULT_RETRY_AFTER_SECONDS
        raise


def refusal_record(*, subject: Row, case_id: uuid.UUID | None, code: str) -> None:
    """Tell staff that a provider refused what `subject` was to be made from; nothing for an empty code."""
    if code:
        audit.record(
            actor=None,
            verb="ai.provider-refused",
            subject=subject,
            case_id=case_id,
            facts={"code": code, "models": list(backends.configured().models)},
            staff_only=True,
        )
