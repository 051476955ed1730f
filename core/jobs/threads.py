"""Threads that run jobs in the web process of the embedded default, and the entries of the periodic table.

Each queue has threads of its own, so that a flood on one holds no other. Within a queue interactive work goes first.
"""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import structlog
from django.db import close_old_connections

log = structlog.get_logger(__name__)
Thing = TypeVar("Thing", bound=Hashable)


class Threads(Generic[Thing]):
    """A few threads for one kind of things to do, started when they are wanted. `run` is given a thing, and a function
    to call when the thread is not to be waited for any more.
    """

    def __init__(self, name: str, count: int, run: Callable[..., None]) -> None:
        self._name, self._count, self._run = name, count, run
        self._waiting: queue.PriorityQueue[tuple[int, int, Thing | None]] = queue.PriorityQueue()
        self._known: set[Thing] = set()
        self._order = itertools.count()
        self._lock = threading.Lock()
        self._threads: set[threading.Thread] = set()
        self._idle = 0
        self._ended = False

    def submit(self, thing: Thing, priority: int) -> None:
        """Run `thing` as soon as a thread is free; once, however often it is handed over before that."""
        with self._lock:
            if self._ended or thing in self._known:
                return
            self._known.add(thing)
            self._waiting.put((priority, next(self._order), thing))
            if self._idle < len(self._known) and len(self._threads) < self._count:
                self._start()

    def stop(self) -> None:
        """Begin nothing more; what waits here is forgotten."""
        with self._lock:
            self._ended = True
            for _ in self._threads:
                self._waiting.put((-1, next(self._order), None))

    def _start(self) -> None:
        thread = threading.Thread(target=self._work, daemon=True, name=self._name)
        self._threads.add(thread)
        thread.start()

    def _abandon(self, thread: threading.Thread) -> None:
        """What the thread does was stopped and may hold it for long: another thread takes its place at once."""
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
            _, _, thing = self._waiting.get()
            with self._lock:
                self._idle -= 1
                if thing is None:
                    return
                self._known.discard(thing)
            self._run_one(thing, thread)

    def _run_one(self, thing: Thing, thread: threading.Thread) -> None:
        close_old_connections()
        try:
            self._run(thing, abandoned=lambda: self._abandon(thread))
        except Exception:
            log.exception("thread.failed", thread=self._name, thing=str(thing))
        finally:
            close_old_connections()
