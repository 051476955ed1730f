"""The threads that run jobs in the web process of the embedded default: some for each queue, none for all.

So a flood on one queue holds that queue's threads and no others. Within a queue interactive work goes first.
"""

from __future__ import annotations

import itertools
import queue
import threading
import uuid
from collections.abc import Callable

import structlog
from django.db import close_old_connections

log = structlog.get_logger(__name__)
Run = Callable[..., None]


class QueueThreads:
    """The threads of one queue; they are started when they are wanted."""

    def __init__(self, name: str, count: int, run: Run) -> None:
        self._name, self._count, self._run = name, count, run
        self._waiting: queue.PriorityQueue[tuple[int, int, uuid.UUID | None]] = queue.PriorityQueue()
        self._known: set[uuid.UUID] = set()
        self._order = itertools.count()
        self._lock = threading.Lock()
        self._threads: set[threading.Thread] = set()
        self._idle = 0
        self._ended = False

    def submit(self, job_id: uuid.UUID, priority: int) -> None:
        """Run the job as soon as a thread is free; once, however often it is handed over before that."""
        with self._lock:
            if self._ended or job_id in self._known:
                return
            self._known.add(job_id)
            self._waiting.put((priority, next(self._order), job_id))
            if self._idle < len(self._known) and len(self._threads) < self._count:
                self._start()

    def stop(self) -> None:
        """Begin no further job; those that wait stay queued in the database."""
        with self._lock:
            self._ended = True
            for _ in self._threads:
                self._waiting.put((-1, next(self._order), None))

    def _start(self) -> None:
        thread = threading.Thread(target=self._work, daemon=True, name=f"job-{self._name}")
        self._threads.add(thread)
        thread.start()

    def _abandon(self, thread: threading.Thread) -> None:
        """A job was stopped and may hold its thread for long: another thread takes its place at once."""
        with self._lock:
            if thread in self._threads and not self._ended:
                self._threads.discard(thread)
                self._start()

    def _work(self) -> None:
        thread = threading.current_thread()
        while True:
            with self._lock:
                if thread not in self._threads:
                    return  # it was abandoned and came back
                self._idle += 1
            _, _, job_id = self._waiting.get()
            with self._lock:
                self._idle -= 1
                if job_id is None:
                    return
                self._known.discard(job_id)
            self._run_one(job_id, thread)

    def _run_one(self, job_id: uuid.UUID, thread: threading.Thread) -> None:
        close_old_connections()
        try:
            self._run(job_id, abandoned=lambda: self._abandon(thread))
        except Exception:
            log.exception("job.thread.failed", job_id=str(job_id))
        finally:
            close_old_connections()
