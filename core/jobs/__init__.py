"""The one mechanism for work that must not be lost.

A Job row is written in the transaction that asks for the work; after the commit its id is handed to a runner (Celery,
or this process). A sweep hands over again what was lost, and takes over from a worker that died. Handlers may run
twice and must then end in the same result.
"""

from core.jobs.asking import asked_once, cancel, enqueue, has_failed, retry
from core.jobs.pressure import QueueFull
from core.jobs.registry import RunningJob, handler, kinds
from core.jobs.running import run
from core.jobs.schedule import every
from core.jobs.selecting import job_get, staff_cases, visible_to
from core.jobs.sweeping import purge, sweep
from core.jobs.waiting import wait_for

__all__ = [
    "QueueFull",
    "RunningJob",
    "asked_once",
    "cancel",
    "enqueue",
    "every",
    "handler",
    "has_failed",
    "job_get",
    "kinds",
    "purge",
    "retry",
    "run",
    "staff_cases",
    "sweep",
    "visible_to",
    "wait_for",
]
