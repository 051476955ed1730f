"""The scheduler thread of the embedded default: it does what Celery's beat and workers do elsewhere."""

from __future__ import annotations

import threading

import structlog
from django.db import close_old_connections, connection

from core.jobs import dispatching, sweeping

log = structlog.get_logger(__name__)
SHORTEST_PAUSE_SECONDS = 0.05
PAUSE_AFTER_FAILURE_SECONDS = 2.0
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
    # celery.beat and the library's scheduler are loaded only in a process that runs a schedule
    from core.jobs.beat import Schedule
    from core.tasks import app

    schedule: Schedule | None = None
    while not stopping.is_set():
        close_old_connections()
        try:
            if schedule is None:
                sweeping.take_back_all()
                schedule = Schedule(app=app)
            pause = schedule.tick()
        except Exception:
            log.exception("scheduler.failed")
            pause = PAUSE_AFTER_FAILURE_SECONDS
        stopping.wait(max(SHORTEST_PAUSE_SECONDS, pause))
    if schedule is not None:
        schedule.close()
    connection.close()
