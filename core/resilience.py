"""What keeps a failing party from slowing us down: a circuit breaker, and a limit to what we send it.

After BACKEND_BREAKER_FAILURES failures in a row a party is not asked for BACKEND_BREAKER_SECONDS; then one call tries
whether it is well again. What the breakers know lies in Redis where CACHE_URL names one, so that all processes know it,
else in this process. While Redis is away nothing is counted and no breaker is open.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator

import pybreaker
import structlog
from django.conf import settings
from prometheus_client import Counter
from redis import Redis
from redis.exceptions import RedisError

from core import limits

log = structlog.get_logger(__name__)
OPENED = Counter("hain_backend_breaker_opened_total", "Times a circuit breaker opened", ["party"])
CLOSED = pybreaker.STATE_CLOSED


class PartyResting(Exception):  # noqa: N818 - a state of affairs; the guard turns it into one of the six errors
    """The breaker is open: the party is not asked for `seconds`."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds)


class _Watch(pybreaker.CircuitBreakerListener):
    def state_change(self, cb: pybreaker.CircuitBreaker, old_state: object, new_state: object) -> None:
        """Tell the log and the metrics; each process tells of the change when it sees it."""
        before, after = (getattr(state, "name", "") for state in (old_state, new_state))
        log.warning("breaker.moved", party=cb.name, before=before, after=after)
        if after == pybreaker.STATE_OPEN:
            OPENED.labels(cb.name or "").inc()


@contextlib.contextmanager
def passing(party: str, *, counts: Callable[[BaseException], bool]) -> Iterator[None]:
    """Run a call to `party` through its breaker; an exception for which `counts` says so is a failure of the party.

    Raises PartyResting, and then the block is not run. Nothing is locked while the block runs.
    """
    try:
        with _breaker(party, counts).calling():  # its lock is held to come in and to go out, not in between
            yield
    except pybreaker.CircuitBreakerError:
        raise PartyResting(settings.BACKEND_BREAKER_SECONDS) from None


def state_of(party: str) -> str:
    """`closed`, `open` or `half-open`."""
    return str(_storage(party).state)


def limited(party: str, *, per_minute: int) -> int | None:
    """Count a call to `party`: seconds to wait where it is one too many, else None. Redis away: nothing is counted."""
    if not per_minute:
        return None
    try:
        standing = limits.hit("outbound", party, per_minute)
    except RedisError:
        log.warning("limits.unreachable", party=party)
        return None
    return None if standing.allowed else standing.reset_seconds


def reset() -> None:
    """Forget what is known of every party (tests, and staff who have mended something)."""
    for party in list(_parties):
        with contextlib.suppress(RedisError):
            storage = _storage(party)
            storage.state = CLOSED
            storage.reset_counter()
    _parties.clear()
    _storage.cache_clear()
    _breaker.cache_clear()


_parties: set[str] = set()


@functools.cache
def _breaker(party: str, counts: Callable[[BaseException], bool]) -> pybreaker.CircuitBreaker:
    return pybreaker.CircuitBreaker(
        fail_max=settings.BACKEND_BREAKER_FAILURES,
        reset_timeout=settings.BACKEND_BREAKER_SECONDS,
        exclude=[lambda error: not counts(error)],
        listeners=[_Watch()],
        state_storage=_storage(party),
        name=party,
        throw_new_error_on_trip=False,
    )


@functools.cache
def _storage(party: str) -> pybreaker.CircuitBreakerStorage:
    _parties.add(party)
    if settings.CACHE_URL:
        return _RedisStorage(CLOSED, _redis(), namespace=f"hain:{party}")
    return pybreaker.CircuitMemoryStorage(CLOSED)


class _RedisStorage(pybreaker.CircuitRedisStorage):
    """The library's, which can also be made while Redis is away, and asks it once for a call that goes well: how many
    have failed is read with the state before it, and only then written after it when it is not none already.
    """

    _may_have_failed = True  # as far as this process knows, since it last asked

    @property
    def state(self) -> str:
        """`closed`, `open` or `half-open`; `closed` while Redis is away, or where it has forgotten."""
        try:
            state, failures = self._redis.mget(self._namespace("state"), self._namespace("fail_counter"))
        except RedisError:
            log.warning("breaker.redis.away")
            return CLOSED
        self._may_have_failed = failures != b"0"
        if state is None:
            self._initialize_redis_state(CLOSED)
            return CLOSED
        return state.decode() if isinstance(state, bytes) else state

    @state.setter
    def state(self, state: str) -> None:
        with contextlib.suppress(RedisError):
            self._redis.set(self._namespace("state"), state)

    def increment_counter(self) -> None:
        self._may_have_failed = True
        super().increment_counter()

    def reset_counter(self) -> None:
        if self._may_have_failed:
            super().reset_counter()

    def _initialize_redis_state(self, state: str) -> None:
        try:
            super()._initialize_redis_state(state)
        except RedisError:
            log.warning("breaker.redis.away")


@functools.cache
def _redis() -> Redis:
    return Redis.from_url(settings.CACHE_URL, socket_connect_timeout=1, socket_timeout=1)
