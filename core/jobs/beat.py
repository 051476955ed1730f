"""Running the periodic table by its rows: django-celery-beat's scheduler, in Celery's beat (`CELERY_BEAT_SCHEDULER`)
and in the thread of the embedded default (`core.scheduler`).

Entries run here, in threads of this process, and not as messages on a queue: the sweep is what finds lost messages and
must not wait behind a flood of them, nor for a broker. They are short; what takes long asks for a job.
"""

from __future__ import annotations

import threading
from typing import Any

import structlog
from django.db import Error
from django_celery_beat.schedulers import DatabaseScheduler, ModelEntry

from core.jobs import periods
from core.jobs.schedule import periodic_table
from core.jobs.threads import Threads

log = structlog.get_logger(__name__)
AT_ONCE = 4
PAUSE_WITHOUT_DATABASE_SECONDS = 1.0


class Entry(ModelEntry):
    """An entry that writes down its last run and nothing else, so that a change by staff at that moment stays."""

    def save(self) -> None:
        """Keep when it ran; one that was switched off meanwhile never ran."""
        rows = type(self.model)._default_manager.filter(pk=self.model.pk, enabled=True)
        rows.update(last_run_at=self.model.last_run_at, total_run_count=self.model.total_run_count)


class Schedule(DatabaseScheduler):
    """The library's schedule; a change of a row is heard within five seconds."""

    Entry = Entry
    producer = None  # nothing is sent
    sync_every = 15  # seconds between two writings of when entries last ran

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._threads: Threads[str] = Threads("periodic", AT_ONCE, self._run)
        self._going_on: set[str] = set()
        self._lock = threading.Lock()
        super().__init__(*args, **kwargs)

    def setup_schedule(self) -> None:
        """Write the table into its rows; they are read at the first tick."""
        periods.install()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run what is due; seconds until the next look. A database that is away is asked again in a moment."""
        try:
            return float(super().tick(*args, **kwargs))
        except Error as error:
            log.warning("schedule.database.away", error=type(error).__name__)
            return PAUSE_WITHOUT_DATABASE_SECONDS

    def apply_async(self, entry: ModelEntry, producer: Any = None, advance: bool = True, **kwargs: Any) -> None:
        """Run an entry in a thread of its own, unless its last run goes on."""
        entry = self.reserve(entry) if advance else entry
        self._threads.submit(entry.name, 0)
        self._tasks_since_sync += 1
        if self.should_sync():
            self._do_sync()

    def close(self) -> None:
        """Begin nothing more, and write down when entries last ran."""
        self._threads.stop()
        super().close()

    def _run(self, name: str, *, abandoned: Any = None) -> None:
        entry = periodic_table().get(name)
        if entry is None:  # a row that somebody added by hand
            log.warning("schedule.entry.unknown", entry=name)
            return
        with self._lock:
            if name in self._going_on:
                return
            self._going_on.add(name)
        try:
            entry.run()
        except Exception:
            log.exception("schedule.entry.failed", entry=name)
        finally:
            with self._lock:
                self._going_on.discard(name)
