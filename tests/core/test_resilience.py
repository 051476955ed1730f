"""A party that fails repeatedly is left alone for a while, and nobody waits for another's call."""

from __future__ import annotations

import threading
import time

import pytest
from django.conf import settings as django_settings
from redis import Redis

from core import resilience
from core.backends import Backend, NotAuthorised, OutcomeUnknown, RateLimited, Rejected, Resting, Retryable, Unsupported
from tests.racing import at_once

pytestmark = pytest.mark.django_db  # so that it runs on memory and on Redis


class Vendor(Backend):
    kind = "test"
    name = "vendor"

    def __init__(self) -> None:
        self.calls = 0
        self.outcome: Exception | str = "done"

    def _check(self) -> str:
        return self.answer()

    def answer(self) -> str:
        self.calls += 1
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch):
    settings.BACKEND_BREAKER_FAILURES = 3
    settings.BACKEND_BREAKER_SECONDS = 30
    monkeypatch.setattr("core.backends.FIRST_PAUSE_SECONDS", 0)
    monkeypatch.setattr("core.backends._exponential", lambda state: 0)


def fail(vendor: Vendor, times: int, error: Exception | None = None, target: str = "") -> list[type[Exception]]:
    vendor.outcome = error or Retryable("away")
    met = []
    for _ in range(times):
        with pytest.raises(Exception) as failure:  # noqa: PT011 - which one it is, is the result
            vendor.guarded("answer", vendor.answer, target=target)
        met.append(failure.type)
    return met


def test_party__after_its_failures_in_a_row__is_not_asked_any_more():
    vendor = Vendor()
    assert fail(vendor, 5) == [Retryable, Retryable, Retryable, Resting, Resting]
    assert vendor.calls == 3
    with pytest.raises(Resting) as refused:
        vendor.guarded("answer", vendor.answer, retries=5)
    assert (refused.value.retry_after, refused.value.status) == (30, 503)
    assert vendor.calls == 3, "what rests is not asked again and again either"


def test_tries_of_one_call__count_each():
    vendor = Vendor()
    vendor.outcome = Retryable("away")
    with pytest.raises(Resting):
        vendor.guarded("answer", vendor.answer, retries=9)
    assert vendor.calls == 3


def test_success__in_between__begins_the_count_anew():
    vendor = Vendor()
    fail(vendor, 2)
    vendor.outcome = "done"
    assert vendor.guarded("answer", vendor.answer) == "done"
    assert fail(vendor, 2) == [Retryable, Retryable]


@pytest.mark.parametrize("error", [Rejected(), NotAuthorised(), Unsupported(), RateLimited(), KeyError("ours")])
def test_refusals_and_our_own_faults__are_no_failures_of_the_party(error):
    vendor = Vendor()
    assert fail(vendor, 6, error) == [type(error)] * 6


def test_unknown_outcome__is_a_failure_of_the_party():
    assert fail(Vendor(), 4, OutcomeUnknown())[-1] is Resting


def test_party_that_rested__is_tried_once_and_is_well_again(settings):
    settings.BACKEND_BREAKER_SECONDS = 1
    vendor = Vendor()
    fail(vendor, 3)
    assert resilience.state_of(vendor.party()) == "open"
    time.sleep(2.1)  # Redis keeps whole seconds
    vendor.outcome = "done"
    assert vendor.guarded("answer", vendor.answer) == "done"
    assert resilience.state_of(vendor.party()) == "closed"


def test_party_that_rested_and_fails_again__rests_again(settings):
    settings.BACKEND_BREAKER_SECONDS = 1
    vendor = Vendor()
    fail(vendor, 3)
    time.sleep(2.1)
    assert fail(vendor, 2) == [Retryable, Resting]


def test_parties_behind_one_backend__rest_each_for_itself():
    vendor = Vendor()
    fail(vendor, 4, target="first-model")
    vendor.outcome = "done"
    assert vendor.guarded("answer", vendor.answer, target="second-model") == "done"


def test_check__asks_also_what_rests_and_opens_nothing():
    vendor = Vendor()
    fail(vendor, 4)
    vendor.outcome = "well"
    assert (vendor.check().ok, vendor.check().detail) == (True, "well")
    vendor.outcome = Retryable("away")
    other = Vendor()
    other.name, other.outcome = "other", Retryable("away")
    assert [other.check().ok for _ in range(5)] == [False] * 5
    assert resilience.state_of(other.party()) == "closed"


def test_slow_call__holds_up_no_other_call():
    vendor = Vendor()
    started, go_on = threading.Event(), threading.Event()

    def slow() -> str:
        started.set()
        go_on.wait(5)
        return "slow"

    def quick() -> str:
        started.wait(5)
        answered = vendor.guarded("answer", vendor.answer)
        go_on.set()
        return answered

    answers, failures = at_once(lambda: vendor.guarded("answer", slow), quick)
    assert (sorted(answers), failures) == (["done", "slow"], [])


def test_our_own_limit__refuses_what_is_over_it(settings):
    vendor = Vendor()
    vendor.per_minute = 2
    assert [vendor.guarded("answer", vendor.answer) for _ in range(2)] == ["done", "done"]
    with pytest.raises(RateLimited) as refused:
        vendor.guarded("answer", vendor.answer)
    assert 1 <= refused.value.retry_after <= 60
    assert vendor.calls == 2


@pytest.mark.real_only
def test_breaker__is_known_to_all_processes_where_there_is_redis():
    vendor = Vendor()
    fail(vendor, 3)
    connection = Redis.from_url(django_settings.CACHE_URL)  # as another process has one of its own
    assert resilience._RedisStorage("closed", connection, namespace="hain:test:vendor").state == "open"


@pytest.mark.real_only
def test_failures_in_a_row__end_with_a_success_in_whichever_process():
    one, other = (
        resilience._RedisStorage("closed", Redis.from_url(django_settings.CACHE_URL), namespace="hain:test:row")
        for _ in range(2)
    )
    for failed, went_well in [(one, other), (one, one), (other, one)]:
        assert (failed.state, went_well.state) == ("closed", "closed")
        failed.increment_counter()
        assert went_well.state == "closed"
        went_well.reset_counter()
        assert one.counter == 0


@pytest.mark.real_only
def test_call_that_goes_well__asks_redis_once(monkeypatch):
    vendor = Vendor()
    vendor.outcome = "done"
    vendor.guarded("answer", vendor.answer)
    asked, real = [], Redis.execute_command
    monkeypatch.setattr(
        Redis, "execute_command", lambda self, *args, **more: asked.append(args[0]) or real(self, *args, **more)
    )
    assert vendor.guarded("answer", vendor.answer) == "done"
    assert asked == ["MGET"]


def test_redis_away__opens_nothing_and_calls_go_on(settings):
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    resilience._redis.cache_clear()
    try:
        vendor = Vendor()
        assert fail(vendor, 5) == [Retryable] * 5
        vendor.outcome = "done"
        assert vendor.guarded("answer", vendor.answer) == "done"
    finally:
        resilience._redis.cache_clear()
        resilience._storage.cache_clear()
        resilience._breaker.cache_clear()
