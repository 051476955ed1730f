"""A batch of a thousand rows: resident memory of the worker and its renderers after each row.

Alone: `python -m tests.bench.batches [rows]` on the embedded default in a state directory of its own.
"""

from __future__ import annotations

import csv
import io
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROWS = 1_000
WINDOW = 100  # rows of which the median is taken
WARM_UP = 100  # rows before the first window: imports, fonts, the first heirs of the renderers
SLUG = "demand-letter"


@dataclass(frozen=True)
class Growth:
    """Megabytes in the first and the last window after the warm-up, their ratio, and rows a minute on one worker."""

    rows: int
    first_mb: float
    last_mb: float
    peak_mb: float
    rows_a_minute: float

    @property
    def ratio(self) -> float:
        """How much the last window has against the first; 1 is no growth."""
        return self.last_mb / self.first_mb


def measure(rows: int = ROWS) -> Growth:
    """Make the documents of a batch in this process, step by step, as the worker does."""
    from accounts.services import user_create
    from documents import selectors, services
    from documents.models import Batch, BatchRow
    from documents.services import batch_running

    lawyer = user_create(actor=None, email="batch@hain.example", password="Long-enough-9", full_name="B", role="lawyer")
    version = selectors.version_get(lawyer, SLUG, "latest")
    batch = services.batch_check(actor=lawyer, version=version, content=_sheet(version, rows), filename="bench.csv")
    samples: list[float] = []
    real = batch_running.order_fulfil

    def sampled(order: Any) -> Any:
        made = real(order)
        samples.append(_megabytes())
        return made

    batch_running.order_fulfil = sampled
    started = time.perf_counter()
    try:
        _run(batch, batch_running)
    finally:
        batch_running.order_fulfil = real
    seconds = time.perf_counter() - started
    made = BatchRow.objects.filter(batch=batch, status="done").count()
    if made != rows or Batch.objects.get(pk=batch.pk).status != "done":
        raise RuntimeError(f"{made} of {rows} rows were made")
    warm, window = (WARM_UP, WINDOW) if rows >= 3 * WINDOW else (rows // 4, rows // 4)
    return Growth(
        rows=rows,
        first_mb=statistics.median(samples[warm : warm + window]),
        last_mb=statistics.median(samples[-window:]),
        peak_mb=max(samples),
        rows_a_minute=60 * rows / seconds,
    )


def _run(batch: Any, batch_running: Any) -> None:
    """Each step in turn; none is handed over, since one that runs within another would hold its memory."""
    from core.jobs import dispatching
    from documents import services
    from documents.models import Batch

    real, dispatching.dispatch = dispatching.dispatch, lambda job: True
    try:
        services.batch_start(actor=batch.created_by, batch=batch)
        while (now := Batch.objects.get(pk=batch.pk)).status == "running":
            batch_running.batch_advance(batch_id=now.pk, step=now.step)
    finally:
        dispatching.dispatch = real


def _sheet(version: Any, rows: int) -> bytes:
    """The template's own empty sheet with its sample in every row, each with an amount of its own."""
    from documents import batches

    blank = batches.blank_sheet(version.schema, version.sample, kind=batches.CSV).decode("utf-8-sig")
    headings, sample = list(csv.reader(io.StringIO(blank)))
    place = next(at for at, cell in enumerate(sample) if cell.endswith(".00") and cell[:-3].isdigit())
    out = io.StringIO(newline="")
    lines = ([*sample[:place], f"{number}.00", *sample[place + 1 :]] for number in range(10_001, 10_001 + rows))
    csv.writer(out).writerows([headings, *lines])
    return out.getvalue().encode()


def _megabytes() -> float:
    """This process and the renderers it started, resident."""
    here = psutil.Process()
    found = 0
    for process in [here, *here.children(recursive=True)]:
        try:
            found += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return found / 1e6


def alone(rows: int) -> int:
    """Measure in a state directory of its own and print; 1 where the bar is missed."""
    with tempfile.TemporaryDirectory(prefix="hain-batch-") as state:
        os.environ.update(VAR_DIR=state, ENVIRONMENT="test", DJANGO_SETTINGS_MODULE="config.settings")
        for name in ("DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "S3_BUCKET", "LLM_MODEL"):
            os.environ.pop(name, None)
        import django

        django.setup()
        from tests.bench import main_job

        main_job.prepare(Path(__file__).resolve().parents[2])
        growth = measure(rows)
    print(line(growth))
    return 0 if growth.ratio <= 1.1 else 1


def line(growth: Growth) -> str:
    """The figures as one line."""
    memory = f"{growth.first_mb:.0f} MB in the first {WINDOW} after warm-up, {growth.last_mb:.0f} MB in the last"
    pace = f"{growth.rows_a_minute:.0f} rows a minute on one worker"
    return f"batch of {growth.rows} rows: {memory}, {growth.peak_mb:.0f} MB at most; {pace}"


if __name__ == "__main__":
    sys.exit(alone(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
