"""So many a minute: requests of a user, of an address, log-ins; and calls of ours to an outside party."""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass

from django.conf import settings
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter


@dataclass(frozen=True)
class Standing:
    """How a caller stands against a limit: allowed or not, the limit, what is left, seconds until it starts anew."""

    allowed: bool
    policy: str
    limit: int
    remaining: int
    reset_seconds: int
    window_seconds: int = 60

    def headers(self) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={self.window_seconds}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.reset_seconds}',
        }


def hit(policy: str, who: str, most: int, *, minutes: int = 1) -> Standing:
    """Count one request of `who` against `policy`: at most `most` in so many minutes.

    Raises RedisError when the counter does not answer.
    """
    item = RateLimitItemPerMinute(most, minutes)
    limiter = _limiter()
    allowed = limiter.hit(item, policy, who)
    window = limiter.get_window_stats(item, policy, who)
    reset = max(1, round(window.reset_time - time.time()))
    return Standing(allowed, policy, most, max(0, window.remaining), reset, minutes * 60)


@functools.cache
def _limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(_storage())


def _storage() -> Storage:
    if settings.CACHE_URL:
        return RedisStorage(settings.CACHE_URL, socket_connect_timeout=1, socket_timeout=1)
    return MemoryStorage()


def reset() -> None:
    """Forget all counts (tests)."""
    _limiter().storage.reset()
