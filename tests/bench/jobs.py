"""What a job costs the request that asks for it, and the caller who looks at it: in queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.services import user_create
from core import jobs
from core.jobs import dispatching, pressure, registry
from core.models import Job

KIND = "bench.nothing"
NO_QUERIES = ("BEGIN", "COMMIT", "SET autocommit")


@dataclass(frozen=True)
class Queries:
    """The most that one enqueueing took, its hand-over and the count of what waits included; and one look at a job."""

    enqueue: int
    look: int


def measure() -> Queries:
    """Ask for jobs of every sort, each while the count of what waits is to be taken anew; then look at one."""
    jobs.handler(KIND, queue="default", priority=Job.Priority.INTERACTIVE)(lambda job: None)
    dispatching.start_threads()  # as in the web process: the job itself runs on another thread's connection
    try:
        facts = {"email": "jobs@hain.example", "password": "Long-enough-9", "full_name": "B", "role": "client"}
        user = user_create(actor=None, **facts)
        sorts: list[dict[str, Any]] = [{}, {"dedupe_key": "bench"}, {"user_id": user.pk, "dedupe_key": "bench-2"}]
        enqueue = max(_counted(lambda more=more: _ask(**more)) for more in sorts)
        client = APIClient(HTTP_HOST="localhost")
        client.force_authenticate(user)  # looking the user up is the authentication's query
        path = f"/api/jobs/{Job.objects.filter(user_id=user.pk).get().pk}"
        if client.get(path).status_code != 200:
            raise RuntimeError("the job could not be looked at")
        return Queries(enqueue, _counted(lambda: client.get(path)))
    finally:
        dispatching.stop_threads()
        registry._kinds.pop(KIND)


def _ask(**more: Any) -> None:
    pressure.reset()
    with transaction.atomic():
        jobs.enqueue(kind=KIND, payload={"id": "7"}, **more)


def _counted(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as ran:
        act()
    return sum(not one["sql"].startswith(NO_QUERIES) for one in ran)
