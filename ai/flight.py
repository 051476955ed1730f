"""One provider call however many ask at once, and its answer kept for the next who asks the same.

The first asker holds a short lease in the cache and renews it while it calls; the others wait for its answer. A leader
that dies stops renewing and is replaced within LEASE_SECONDS. A failure is told to those who were waiting for it and is
kept for nobody else. Without a working cache everybody asks for themselves.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from django.core.cache import cache

from ai.exceptions import ModelsBusy
from core import backends as outside
from core import places

log = structlog.get_logger(__name__)
T = TypeVar("T")
LEASE_SECONDS = 2
RENEW_SECONDS = 0.4
FAILURE_SECONDS = 10
LOOK_SECONDS, LONGEST_LOOK_SECONDS = 0.03, 0.2
_FAILURES: dict[str, type[outside.BackendError]] = {
    one.code: one
    for one in (
        outside.Retryable,
        outside.Resting,
        outside.RateLimited,
        outside.Rejected,
        outside.NotAuthorised,
        outside.Unsupported,
        outside.OutcomeUnknown,
    )
}


@dataclass(frozen=True)
class Flown:
    """A value, and whether it was there already or came of somebody else's call."""

    value: Any
    cached: bool


class _CacheAway(Exception):  # noqa: N818 - a state of affairs, handled here
    pass


def key_of(kind: str, parts: Sequence[Any]) -> str:
    """The key of one question of that kind: a hash over all that its answer depends on."""
    return f"ai:{kind}:{hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()}"


def fly(key: str, call: Callable[[], Any], *, keep_seconds: int) -> Flown:
    """The value kept under `key`, else that of one call of `call` by whoever comes first.

    `key` must be safe to show (a hash); the value must be picklable and free of personal data. Raises what `call`
    raises; the waiting ones get the same of the six errors. Raises ModelsBusy where so many wait already that further
    ones would leave no thread for short requests.
    """
    with contextlib.suppress(_CacheAway):
        kept = _asked(lambda: cache.get(f"{key}:answer"))
        if kept is not None:
            return Flown(kept[0], cached=True)
    with places.place() as taken:
        if not taken:
            raise ModelsBusy("Many questions are being answered at this moment. Ask again.", retry_after=2)
        try:
            return _fly(key, call, keep_seconds)
        except _CacheAway:
            log.warning("ai.cache.away")
            return Flown(call(), cached=False)


def _fly(key: str, call: Callable[[], Any], keep_seconds: int) -> Flown:
    token = secrets.token_hex(8)
    watched: str | None = None
    pause = LOOK_SECONDS
    while True:
        kept = _asked(lambda: cache.get(f"{key}:answer"))
        if kept is not None:
            return Flown(kept[0], cached=True)
        if watched is not None:
            _raise_failure(key, watched)
        if _asked(lambda: cache.add(f"{key}:lease", token, LEASE_SECONDS)):
            return _lead(key, token, call, keep_seconds)
        watched = _asked(lambda: cache.get(f"{key}:lease")) or watched
        time.sleep(pause)
        pause = min(pause * 1.3, LONGEST_LOOK_SECONDS)  # many who look often would keep the leader from its work


def _lead(key: str, token: str, call: Callable[[], Any], keep_seconds: int) -> Flown:
    kept = _asked(lambda: cache.get(f"{key}:answer"))  # it may have come between our look and our lease
    if kept is not None:
        _release(key, token)
        return Flown(kept[0], cached=True)
    with _renewed(key, token):
        try:
            value = call()
        except outside.BackendError as error:
            told = (error.code, error.detail, error.retry_after)
            with contextlib.suppress(_CacheAway):
                _asked(lambda: cache.set(f"{key}:failed:{token}", told, FAILURE_SECONDS))
            raise
        with contextlib.suppress(_CacheAway):  # paid for already: it is used even if it cannot be kept
            _asked(lambda: cache.set(f"{key}:answer", (value,), keep_seconds))
    return Flown(value, cached=False)


@contextlib.contextmanager
def _renewed(key: str, token: str) -> Iterator[None]:
    """Keep the lease alive from a thread beside the call, and give it up at the end."""
    done = threading.Event()

    def renew() -> None:
        while not done.wait(RENEW_SECONDS):
            with contextlib.suppress(_CacheAway):
                if _asked(lambda: cache.get(f"{key}:lease")) in (token, None):
                    _asked(lambda: cache.set(f"{key}:lease", token, LEASE_SECONDS))

    thread = threading.Thread(target=renew, daemon=True, name="ai-lease")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=LEASE_SECONDS)
        _release(key, token)


def _release(key: str, token: str) -> None:
    with contextlib.suppress(_CacheAway):
        if _asked(lambda: cache.get(f"{key}:lease")) == token:
            _asked(lambda: cache.delete(f"{key}:lease"))


def _raise_failure(key: str, leader: str) -> None:
    """Raise what the leader that we waited for ran into, if it left word of it."""
    told = _asked(lambda: cache.get(f"{key}:failed:{leader}"))
    if told is not None:
        code, detail, retry_after = told
        raise _FAILURES[code](detail, retry_after=retry_after)


def _asked(question: Callable[[], T]) -> T:
    try:
        return question()
    except Exception as error:  # whatever the cache's client raises, the cache is away
        raise _CacheAway(type(error).__name__) from error
