"""Threads of the embedded default: one queue's flood holds no other queue, interactive work goes first."""

from __future__ import annotations

import threading
import time
import uuid

import pytest

from core.jobs import dispatching
from core.jobs.registry import QUEUES
from core.jobs.threads import Threads
from core.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


def wait_until(condition, seconds: float = 5.0) -> bool:
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.01)
    return bool(condition())


class Desk:
    """What the threads run: each job waits for the gate, and says that it was there."""

    def __init__(self) -> None:
        self.gate, self.seen, self.lock = threading.Event(), [], threading.Lock()
        self.abandon = {}

    def run(self, job_id, *, abandoned) -> None:
        with self.lock:
            self.seen.append(job_id)
            self.abandon[job_id] = abandoned
        self.gate.wait(10)


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.gate.set()


def ids(count: int) -> list[uuid.UUID]:
    return [uuid.uuid4() for _ in range(count)]


def test_flood_on_one_queue__leaves_the_others_their_threads(desk, settings, monkeypatch):
    settings.CELERY_BROKER_URL = ""
    monkeypatch.setattr(dispatching.running, "run_and_more", desk.run)
    dispatching.start_threads()
    try:
        for _ in range(50):
            dispatching.dispatch(Job(kind="k", queue="pdf"))
        others = {name: Job(kind="k", queue=name) for name in QUEUES if name != "pdf"}
        for job in others.values():
            dispatching.dispatch(job)
        assert wait_until(lambda: {job.pk for job in others.values()} <= set(desk.seen))
        assert len(desk.seen) == settings.JOBS_THREADS + len(others)
    finally:
        dispatching.stop_threads()


def test_interactive_job__goes_before_the_batch_that_waits(desk):
    threads = Threads("job-pdf", 1, desk.run)
    first, *batch = ids(5)
    interactive = uuid.uuid4()
    threads.submit(first, 9)
    assert wait_until(lambda: desk.seen == [first])
    for one in batch:
        threads.submit(one, 9)
    threads.submit(interactive, 0)
    desk.gate.set()
    assert wait_until(lambda: len(desk.seen) == 6)
    assert desk.seen == [first, interactive, *batch]
    threads.stop()


def test_job__handed_over_again_while_it_waits__runs_once(desk):
    threads = Threads("job-pdf", 1, desk.run)
    first, second = ids(2)
    threads.submit(first, 0)
    assert wait_until(lambda: desk.seen == [first])
    for _ in range(20):
        threads.submit(second, 0)
    desk.gate.set()
    assert wait_until(lambda: len(desk.seen) == 2)
    time.sleep(0.1)
    assert desk.seen == [first, second]
    threads.stop()


def test_thread_held_by_a_job_that_was_stopped__is_replaced_and_ends_when_it_comes_back(desk):
    threads = Threads("job-pdf", 1, desk.run)
    stuck, next_one, last = ids(3)
    threads.submit(stuck, 0)
    threads.submit(next_one, 0)
    assert wait_until(lambda: desk.seen == [stuck])
    desk.abandon[stuck]()
    assert wait_until(lambda: desk.seen == [stuck, next_one])
    desk.gate.set()
    assert wait_until(lambda: sum(one.name == "job-pdf" for one in threading.enumerate()) == 1)
    threads.submit(last, 0)
    assert wait_until(lambda: desk.seen == [stuck, next_one, last])
    threads.stop()
    assert wait_until(lambda: not any(one.name == "job-pdf" for one in threading.enumerate()))


def test_stop__begins_no_further_job(desk):
    threads = Threads("job-pdf", 1, desk.run)
    first, second = ids(2)
    threads.submit(first, 0)
    assert wait_until(lambda: desk.seen == [first])
    threads.submit(second, 0)
    threads.stop()
    desk.gate.set()
    assert wait_until(lambda: not any(one.name == "job-pdf" for one in threading.enumerate()))
    assert desk.seen == [first]
