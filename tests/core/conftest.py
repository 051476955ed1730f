"""Fixtures of the ground floor's tests."""

from __future__ import annotations

import pytest

from core import jobs
from core.jobs import registry as job_registry
from core.storage import registry
from tests.core.stores import Store, empty


@pytest.fixture
def store(files, monkeypatch):
    """An empty storage whose rows are named by the test alone."""
    empty()
    made = Store()
    monkeypatch.setattr(registry, "_sources", {"tests.rows": lambda: iter(made.rows)})
    yield made
    empty()


@pytest.fixture
def kind():
    """A job kind whose handler is set by the test: `kind.run = lambda job: …`."""

    class Kind:
        name = "test.kind"
        ran: list[jobs.RunningJob] = []

        def run(self, job):
            return {"ok": True}

    holder = Kind()
    holder.ran = []

    def handle(job):
        holder.ran.append(job)
        return holder.run(job)

    jobs.handler("test.kind", queue="default", max_attempts=3)(handle)
    yield holder
    job_registry._kinds.pop("test.kind")
