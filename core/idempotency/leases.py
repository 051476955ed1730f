"""The leases of the keys whose requests run in this process, renewed by one thread."""

from __future__ import annotations

import datetime as dt
import threading
import time

import structlog
from django.db import close_old_connections, connection
from django.utils import timezone

from core.models import IdempotencyKey

log = structlog.get_logger(__name__)
LEASE_SECONDS = 30.0
RENEW_SECONDS = 10.0
# No request runs longer; one whose end was never told is let go.
LONGEST_SECONDS = 600.0

_held: dict[str, float] = {}
_lock = threading.Lock()
_thread: threading.Thread | None = None


def lease_end() -> dt.datetime:
    """When a lease taken now ends."""
    return timezone.now() + dt.timedelta(seconds=LEASE_SECONDS)


def hold(owner: str) -> None:
    """Renew the lease of `owner` from now on."""
    global _thread  # noqa: PLW0603 - one thread a process
    with _lock:
        _held[owner] = time.monotonic()
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_renew, daemon=True, name="idempotency-leases")
            _thread.start()


def drop(owner: str) -> None:
    """Renew it no longer."""
    with _lock:
        _held.pop(owner, None)


def _due() -> list[str]:
    """Who holds a lease long enough to need another."""
    now = time.monotonic()
    with _lock:
        for owner in [one for one, since in _held.items() if now - since > LONGEST_SECONDS]:
            del _held[owner]
        return [one for one, since in _held.items() if now - since >= RENEW_SECONDS / 2]


def _renew() -> None:
    while True:
        time.sleep(RENEW_SECONDS)
        if owners := _due():
            try:
                close_old_connections()
                IdempotencyKey.objects.filter(owner__in=owners, status__isnull=True).update(lease_until=lease_end())
            except Exception:  # the thread lives on, and asks again in RENEW_SECONDS
                log.exception("idempotency.lease.not_renewed", count=len(owners))
            finally:
                connection.close()
