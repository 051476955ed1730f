"""The main job against bare WeasyPrint on the same HTML, and a cached render against an uncached one.

The contenders take turns in every round, so that a slow moment of the machine falls on both. What follows from a
document (its text handed down for search) is a job of its own, in a thread beside the request as in the web process: it
is timed apart, and over before the next contender begins.
"""

from __future__ import annotations

import copy
import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from accounts.models import User
from accounts.services import user_create
from cases.models import Case
from cases.services import case_open
from core import limits
from core.jobs import dispatching
from core.models import Job
from documents import rendering, selectors, services
from documents.models import Revision, TemplateVersion
from documents.services.ordering import Wish

ROUNDS = 12
SLUG = "articles-of-incorporation-stock"


@dataclass(frozen=True)
class Timings:
    """Medians in milliseconds, and the ratios that the bars are about."""

    bare_ms: float
    generate_ms: float
    uncached_ms: float
    cached_ms: float
    following_ms: float
    pages: int
    generate_ratio: float
    cache_ratio: float


def prepare(root: Path) -> None:
    """A database with the library in it."""
    call_command("migrate", verbosity=0)
    call_command("import_templates", str(root / "documents" / "library"), verbosity=0)


def measure() -> Timings:
    """Warm up once, then measure in turns."""
    lawyer = user_create(actor=None, email="bench@hain.example", password="Long-enough-9", full_name="B", role="lawyer")
    case = case_open(actor=lawyer, title="Bench", kind="incorporation")
    version = selectors.version_get(lawyer, SLUG, "latest")
    first = _generate(lawyer, case, version, 0)
    bare = _bare(version, first)
    bare(), _render(lawyer, version, 0)
    samples: dict[str, list[float]] = {"bare": [], "generate": [], "following": [], "uncached": [], "cached": []}
    for number in range(1, ROUNDS + 1):
        samples["bare"].append(_timed(bare))
        dispatching.start_threads()
        samples["generate"].append(_timed(lambda n=number: _generate(lawyer, case, version, n)))
        samples["following"].append(_until_idle())
        dispatching.stop_threads()
        samples["uncached"].append(_timed(lambda n=number: _render(lawyer, version, n)))
        samples["cached"].append(_timed(lambda n=number: _render(lawyer, version, n)))
        limits.reset()
    median = {name: statistics.median(values) * 1000 for name, values in samples.items()}
    connection.close()
    return Timings(
        bare_ms=median["bare"],
        generate_ms=median["generate"],
        uncached_ms=median["uncached"],
        cached_ms=median["cached"],
        following_ms=median["following"],
        pages=first.rendering.pages,
        generate_ratio=median["generate"] / median["bare"],
        cache_ratio=median["uncached"] / median["cached"],
    )


def _timed(run: Callable[[], Any]) -> float:
    gc.collect()
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def _until_idle() -> float:
    """Seconds until every job has ended; a job that failed ends the bench."""
    started = time.perf_counter()
    while Job.objects.filter(status__in=(Job.Status.QUEUED, Job.Status.RUNNING)).exists():
        time.sleep(0.002)
    failed = Job.objects.filter(status=Job.Status.FAILED).first()
    assert failed is None, failed.error
    return time.perf_counter() - started


def _inputs(version: TemplateVersion, number: int) -> dict[str, Any]:
    """The sample under another name, so that no round is served from storage."""
    inputs = copy.deepcopy(version.sample)
    inputs["corporateName"] = f"Bench Number {number:04d} Foods Inc."
    return inputs


def _generate(lawyer: User, case: Case, version: TemplateVersion, number: int) -> Revision:
    return services.document_generate(actor=lawyer, case=case, wish=Wish(version, _inputs(version, number)))


def _render(lawyer: User, version: TemplateVersion, number: int) -> None:
    inputs = {**_inputs(version, number), "annualMeeting": "Third Friday of June"}
    services.document_render(actor=lawyer, wish=Wish(version, inputs, use_clauses=True))


def _bare(version: TemplateVersion, revision: Revision) -> Callable[[], bytes]:
    """WeasyPrint alone: the same HTML, the same variant, the same fonts, nothing around it."""
    return rendering.bare_weasyprint(version.source(), revision.inputs, revision.sections)
