"""The base of all backends: six errors, retries, checks, and what production refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import structlog
from django.core.exceptions import ImproperlyConfigured
from prometheus_client import REGISTRY

from core.backends import (
    Backend,
    BackendError,
    CheckOnly,
    NotAuthorised,
    OutcomeUnknown,
    RateLimited,
    Registry,
    Rejected,
    Retryable,
    Unsupported,
)


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    return slept


class Vendor(Backend):
    kind = "test"
    name = "vendor"

    def __init__(self, *outcomes: Exception | str) -> None:
        self.outcomes = list(outcomes)
        self.calls = 0

    def _check(self) -> str:
        return self.answer()

    def answer(self) -> str:
        self.calls += 1
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class Sandbox(Vendor):
    name = "sandbox"
    simulated = True


def test_six_errors__have_a_code_and_a_status_each() -> None:
    six = (Retryable, RateLimited, Rejected, NotAuthorised, Unsupported, OutcomeUnknown)
    assert [(one.code, one.status, one.retryable) for one in six] == [
        ("backend-unavailable", 503, True),
        ("backend-rate-limited", 503, True),
        ("backend-rejected", 502, False),
        ("backend-not-authorised", 502, False),
        ("backend-unsupported", 501, False),
        ("backend-outcome-unknown", 504, False),
    ]
    assert set(BackendError.__subclasses__()) == set(six)


@pytest.mark.parametrize("passing", [Retryable(), RateLimited(), TimeoutError(), ConnectionResetError()])
def test_guarded__passing_failure__is_repeated_until_it_works(passing: Exception) -> None:
    vendor = Vendor(passing, passing, "done")
    assert vendor.guarded("answer", vendor.answer, retries=2) == "done"


@pytest.mark.parametrize("final", [Rejected, NotAuthorised, Unsupported, OutcomeUnknown])
def test_guarded__final_failure__is_not_repeated(final: type[BackendError]) -> None:
    vendor = Vendor(final())
    with pytest.raises(final):
        vendor.guarded("answer", vendor.answer, retries=5)
    assert vendor.calls == 1


def test_guarded__retries_used_up__gives_the_last_failure() -> None:
    vendor = Vendor(Retryable())
    with pytest.raises(Retryable):
        vendor.guarded("answer", vendor.answer, retries=2)
    assert vendor.calls == 3


def test_guarded__short_retry_after__is_waited_for(pauses: list[float]) -> None:
    vendor = Vendor(RateLimited(retry_after=2), "done")
    vendor.guarded("answer", vendor.answer, retries=1)
    assert len(pauses) == 1
    assert pauses[0] >= 2


def test_guarded__long_retry_after__is_left_to_the_caller(pauses: list[float]) -> None:
    vendor = Vendor(RateLimited(retry_after=60))
    with pytest.raises(RateLimited):
        vendor.guarded("answer", vendor.answer, retries=3)
    assert (vendor.calls, pauses) == (1, [])


def test_guarded__error_of_our_own__comes_out_as_it_is_and_is_counted() -> None:
    vendor = Vendor(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        vendor.guarded("crashing", vendor.answer, retries=3)
    labels = {"kind": "test", "backend": "vendor", "operation": "crashing", "outcome": "crashed"}
    assert REGISTRY.get_sample_value("hain_backend_tries_total", labels) == 1


def test_guarded__logs_one_line_a_try_without_contents() -> None:
    vendor = Vendor(Retryable("detail-canary"), "answer-canary")
    with structlog.testing.capture_logs() as lines:
        vendor.guarded("answer", vendor.answer, retries=1)
    assert [one["outcome"] for one in lines] == ["backend-unavailable", "ok"]
    assert "canary" not in str(lines)


@pytest.mark.parametrize(
    ("outcome", "ok", "detail"),
    [
        ("answers", True, "answers"),
        (Rejected("no such bucket"), False, "no such bucket"),
        (KeyError("x"), False, "the check itself failed (KeyError)"),
    ],
)
def test_check__never_raises_and_says_what_it_found(outcome: Exception | str, ok: bool, detail: str) -> None:
    result = Vendor(outcome).check()
    assert (result.ok, result.detail) == (ok, detail)


def test_check_only__failure__names_the_kind_of_error_alone() -> None:
    def probe() -> str:
        raise OSError("postgres://user:secret@host")

    result = CheckOnly(kind="database", name="mysql", probe=probe).check()
    assert (result.ok, result.detail) == (False, "mysql does not answer (OSError).")


def test_registry__unknown_backend__names_those_there_are() -> None:
    registry = Registry()
    registry.register("test", "vendor", lambda: Vendor("ok"), is_configured=lambda: True)
    assert isinstance(registry.get("test", "vendor"), Vendor)
    with pytest.raises(ImproperlyConfigured, match="no test backend 'other'; there are: vendor"):
        registry.get("test", "other")


@pytest.mark.parametrize(
    ("environment", "chosen", "refused"),
    [("production", True, True), ("production", False, False), ("development", True, False)],
)
def test_refuse_simulated__only_a_chosen_one_in_production(
    environment: str, chosen: bool, refused: bool, settings: object
) -> None:
    settings.ENVIRONMENT = environment  # type: ignore[attr-defined]
    registry = Registry()
    choice: Callable[[], bool] = lambda: chosen  # noqa: E731
    registry.register("test", "sandbox", lambda: Sandbox("ok"), is_configured=choice)
    if refused:
        with pytest.raises(ImproperlyConfigured, match="test 'sandbox'"):
            registry.refuse_simulated()
    else:
        registry.refuse_simulated()
    assert [(one.name, is_chosen) for one, is_chosen in registry.all_backends()] == [("sandbox", chosen)]
