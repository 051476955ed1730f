"""The scheduler thread of the embedded default: it does what Celery's beat and workers do elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog
from django.db import close_old_connections

from core.jobs import dispatching
from core.jobs.schedule import periodic_table

log = structlog.get_logger(__name__)
_stop: threading.Event | None = None


def start() -> None:
    """Run jobs of this process in threads and its periodic table beside them; a second call does nothing."""
    global _stop  # noqa: PLW0603 - one scheduler a process
    if _stop is not None:
        return
    _stop = threading.Event()
    dispatching.start_threads()
    threading.Thread(target=_loop, args=(_stop,), daemon=True, name="scheduler").start()


def stop() -> None:
    """End the thread and the pool; what was queued stays in the database."""
    global _stop  # noqa: PLW0603
    if _stop is not None:
        _stop.set()
        _stop = None
        dispatching.stop_threads()


def _loop(stopping: threading.Event) -> None:
    due = {name: time.monotonic() + entry.seconds for name, entry in periodic_table().items()}
    while not stopping.wait(0.5):
        for name, entry in periodic_table().items():
            if time.monotonic() >= due.get(name, 0):
                due[name] = time.monotonic() + entry.seconds
                _run_one(name, entry.run)


def _run_one(name: str, run: Callable[[], object]) -> None:
    close_old_connections()
    try:
        run()
    except Exception:
        log.exception("scheduler.entry.failed", entry=name)
    finally:
        close_old_connections()
