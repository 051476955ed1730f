"""One call however many ask; failures are not kept; a dead leader is replaced."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import cache

from ai import flight
from core.backends import Rejected, Retryable


class Call:
    def __init__(self, value: Any = "v", seconds: float = 0.0, error: Exception | None = None) -> None:
        self.value, self.seconds, self.error = value, seconds, error
        self.count = 0
        self._lock = threading.Lock()

    def __call__(self) -> Any:
        with self._lock:
            self.count += 1
        time.sleep(self.seconds)
        if self.error is not None:
            raise self.error
        return self.value


def together(count: int, call: Call) -> list[Any]:
    def ask(_: int) -> Any:
        try:
            return flight.fly("k", call, keep_seconds=60)
        except Exception as error:  # noqa: BLE001 - compared below
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(ask, range(count)))


def test_fly__second_asker__gets_the_kept_value() -> None:
    call = Call()
    assert [flight.fly("k", call, keep_seconds=60) for _ in range(2)] == [
        flight.Flown("v", False),
        flight.Flown("v", True),
    ]
    assert call.count == 1


def test_fly__other_key__is_another_call() -> None:
    call = Call()
    flight.fly("k", call, keep_seconds=60)
    flight.fly("l", call, keep_seconds=60)
    assert call.count == 2


def test_fly__many_at_once__make_one_call() -> None:
    call = Call(seconds=0.3)
    flown = together(20, call)
    assert call.count == 1
    assert sorted(one.cached for one in flown) == [False] + [True] * 19


def test_fly__call_longer_than_the_lease__keeps_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    call = Call(seconds=flight.LEASE_SECONDS + 0.7)
    together(4, call)
    assert call.count == 1


def test_fly__failure__is_told_to_those_who_waited_and_to_nobody_else() -> None:
    call = Call(seconds=0.3, error=Retryable("down", retry_after=7))
    errors = together(10, call)
    assert {(type(one), one.detail, one.retry_after) for one in errors} == {(Retryable, "down", 7)}
    assert call.count == 1
    call.error = None
    assert flight.fly("k", call, keep_seconds=60) == flight.Flown("v", False)


def test_fly__refusal__is_not_kept() -> None:
    call = Call(error=Rejected("no"))
    for _ in range(2):
        with pytest.raises(Rejected):
            flight.fly("k", call, keep_seconds=60)
    assert call.count == 2


def test_fly__leader_that_died__is_replaced_within_its_lease() -> None:
    cache.add("k:lease", "a-leader-that-died", flight.LEASE_SECONDS)
    started = time.monotonic()
    assert flight.fly("k", Call(), keep_seconds=60) == flight.Flown("v", False)
    assert time.monotonic() - started < flight.LEASE_SECONDS + 1


def test_fly__cache_away__asks_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("redis is down")

    for name in ("get", "add", "set", "delete"):
        monkeypatch.setattr(cache, name, away, raising=False)
    assert flight.fly("k", Call(), keep_seconds=60) == flight.Flown("v", False)


def test_fly__cache_goes_away_during_the_call__keeps_the_paid_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    call = Call()

    def pay() -> str:
        def away(*args: Any, **kwargs: Any) -> None:
            raise ConnectionError("redis is down")

        for name in ("get", "set", "delete"):
            monkeypatch.setattr(cache, name, away, raising=False)
        return str(call())

    assert flight.fly("k", pay, keep_seconds=60) == flight.Flown("v", False)
    assert call.count == 1
