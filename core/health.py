"""Is every part we stand on there? Read by `/api/health/ready` and by the connections page."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

WRITE_SECONDS = 10.0
_written: float | None = None
_lacking = ""
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Health:
    """How one part is: its name, what stands behind it, whether it answers, how long it took, and what to do if not."""

    name: str
    stands_on: str
    ok: bool
    detail: str
    milliseconds: float


def database() -> str:
    """Ask the database for one row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return "answers"


def migrations() -> str:
    """Every migration of this release has run."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        raise RuntimeError(f"{len(pending)} migrations are waiting: run manage.py migrate")
    return "all applied"


def cache_part() -> str:
    """Write to the cache and read it back."""
    cache.set("health", "1", 10)
    if cache.get("health") != "1":
        raise RuntimeError("what was written could not be read back")
    return "answers"


def storage() -> str:
    """Write a small object, as a full disk and a missing bucket answer every question that only reads. Within
    WRITE_SECONDS of the last write a question is enough, so that asking often costs no writes. A bucket that does not
    keep what the settings ask for is told.
    """
    global _written, _lacking  # noqa: PLW0603 - when this process last wrote, and what it learnt then
    if _written is not None and time.monotonic() - _written < WRITE_SECONDS:
        default_storage.exists("health/ready")
        return "; ".join(filter(None, ("answers", _lacking)))
    _written = None
    default_storage.save("health/ready", ContentFile(b"ready"))
    lacking = getattr(default_storage, "lacking", None)
    _lacking = lacking() if lacking is not None else ""
    _written = time.monotonic()
    return "; ".join(filter(None, ("can be written to", _lacking)))


def broker() -> str:
    """Reach the broker, where one is set."""
    if not settings.CELERY_BROKER_URL:
        return "not configured: jobs run in this process"
    import redis  # only where a broker is set

    redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_connect_timeout=1, socket_timeout=1).ping()
    return "answers"


def _stands_on() -> dict[str, str]:
    return {
        "database": connection.vendor,
        "migrations": connection.vendor,
        "cache": "redis" if settings.CACHE_URL else "memory",
        "storage": "s3" if settings.S3_BUCKET else "disk",
        "broker": "redis" if settings.CELERY_BROKER_URL else "in process",
    }


PARTS: dict[str, Callable[[], str]] = {
    "database": database,
    "cache": cache_part,
    "storage": storage,
    "broker": broker,
    "migrations": migrations,
}


def check_all() -> list[Health]:
    """Every part, each asked once; a part that fails says what it is, without addresses or secrets."""
    stands_on = _stands_on()
    return [_check(name, stands_on[name], part) for name, part in PARTS.items()]


def _check(name: str, stands_on: str, part: Callable[[], str]) -> Health:
    started = time.monotonic()
    try:
        detail, ok = part(), True
    except Exception as error:  # whatever the part raises, it is not ready
        log.warning("health.failed", part=name, error=type(error).__name__)
        detail = str(error) if type(error) is RuntimeError else f"does not answer ({type(error).__name__})"
        ok = False
    return Health(name, stands_on, ok, detail, round((time.monotonic() - started) * 1000, 1))
