"""From data to a PDF of a contract: ours, bare WeasyPrint, headless Chromium and LibreOffice, in turns in one run.

Alone: `python -m tests.bench.documents [rounds]`. Needs Debian's chromium, libreoffice-writer-nogui and python3-uno.
"""

from __future__ import annotations

import contextlib
import gc
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.bench import contract

ROUNDS = 20
SLOW_ROUNDS = 5  # of LibreOffice's call, which takes a second
WARM_UP = 3
WATCHED = 12  # documents during which memory is watched
LOOK_SECONDS = 0.01

Make = Callable[[dict[str, Any]], Any]
OURS, BARE = "ours", "bare WeasyPrint"
NEW_PAGE, SHARED_PAGE, KEPT_PAGE = "Chromium, new page", "Chromium, shared page", "Chromium, kept page"
CALL, LISTENER = "LibreOffice, a call", "LibreOffice, listening"


@dataclass(frozen=True)
class Peak:
    """The most that some processes held together, in megabytes: resident, and shared pages counted by their share."""

    rss_mb: float
    pss_mb: float


@dataclass
class Figures:
    """Median milliseconds by pages and by who made the document; the peaks of memory at ten pages."""

    ms: dict[int, dict[str, float]] = field(default_factory=dict)
    peaks: dict[str, Peak] = field(default_factory=dict)

    def ratio(self, pages: int, other: str) -> float:
        """Our time over another's."""
        return self.ms[pages][OURS] / self.ms[pages][other]

    def memory(self) -> float:
        """Our peak over Chromium's, shared pages counted by their share."""
        return self.peaks[OURS].pss_mb / self.peaks[NEW_PAGE].pss_mb

    def lines(self) -> Iterator[str]:
        """The figures side by side."""
        for pages, by in self.ms.items():
            for name, took in by.items():
                yield f"contract, {pages:2} p.: {name:23} {took:6.0f} ms {60_000 / took:6.0f} a minute"
        for name, peak in self.peaks.items():
            yield f"its peak memory: {name:23} {peak.rss_mb:5.0f} MB resident, {peak.pss_mb:5.0f} MB by share"


def measure(rounds: int = ROUNDS) -> Figures:
    """Everybody warm, then in turns, so that a slow moment of the machine falls on all."""
    from documents.rendering import pool
    from tests.bench import rivals

    pool.close()  # Chromium starts anew too: what other documents left in our renderers is no part of this one's memory
    found = Figures()
    with contextlib.ExitStack() as stack:
        office = rivals.LibreOffice(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hain-office-"))))
        browser = stack.enter_context(rivals.chromium())
        makers: dict[str, Make] = {
            OURS: _ours,
            BARE: _bare,
            NEW_PAGE: lambda data: browser.new_page(_html(data)),
            SHARED_PAGE: lambda data: browser.shared_page(_html(data)),
            KEPT_PAGE: lambda data: browser.kept_page(_html(data)),
            LISTENER: stack.enter_context(office.listening()),
        }
        for pages in (contract.SHORT, contract.LONG):
            found.ms[pages] = _medians(makers, pages, rounds) | _medians({CALL: office.call}, pages, SLOW_ROUNDS)
        found.peaks = {
            OURS: _peak(_ours, _renderers),
            NEW_PAGE: _peak(makers[NEW_PAGE], browser.processes),
        }
    return found


def _medians(makers: dict[str, Make], pages: int, rounds: int) -> dict[str, float]:
    samples: dict[str, list[float]] = {name: [] for name in makers}
    for number in range(WARM_UP + rounds):
        data = contract.data(pages, number)
        for name, make in makers.items():
            took = _timed(make, data)
            if number >= WARM_UP:
                samples[name].append(took)
    return {name: statistics.median(values) * 1000 for name, values in samples.items()}


def _timed(make: Make, data: dict[str, Any]) -> float:
    gc.collect()
    if make is _bare:
        make = _prepared(data)
    started = time.perf_counter()
    make(data)
    return time.perf_counter() - started


def _ours(data: dict[str, Any]) -> bytes:
    """The whole way that a document goes: to a renderer beside this process, and back."""
    from documents import rendering

    return rendering.render_pdf(contract.template(), data, {}, rendering.RenderOptions()).content


def _bare(data: dict[str, Any]) -> bytes:
    return bytes(_prepared(data)(data))


def _prepared(data: dict[str, Any]) -> Make:
    """WeasyPrint on the same HTML, which lies ready: as many passes, no process beside, no template."""
    from documents import rendering

    run = rendering.bare_weasyprint(contract.template(), data, {})
    return lambda _: run()


def _html(data: dict[str, Any]) -> str:
    from documents import rendering

    return rendering.render_html(contract.template(), data, {}, rendering.RenderOptions())


def _renderers() -> Iterable[psutil.Process]:
    from documents.rendering import pool

    return [psutil.Process(pid) for pid in pool.shared().pids()]


def _peak(make: Make, processes: Callable[[], Iterable[psutil.Process]]) -> Peak:
    """The most that `processes` hold while documents of ten pages are made."""
    looks: list[tuple[float, float]] = []
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(LOOK_SECONDS):
            looks.append(_held(processes()))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        for number in range(WATCHED):
            make(contract.data(contract.LONG, 10_000 + number))
    finally:
        ended.set()
        watcher.join()
    return Peak(*(max(values) / 1e6 for values in zip(*looks, strict=True)))


def _held(processes: Iterable[psutil.Process]) -> tuple[float, float]:
    rss = pss = 0
    for one in processes:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            memory = one.memory_full_info()
            rss, pss = rss + memory.rss, pss + memory.pss
    return rss, pss


def alone(rounds: int) -> None:
    """Measure and print, with settings of its own."""
    with tempfile.TemporaryDirectory(prefix="hain-documents-") as state:
        os.environ.update(VAR_DIR=state, ENVIRONMENT="test", DJANGO_SETTINGS_MODULE="config.settings")
        import django

        django.setup()
        found = measure(rounds)
        print(*found.lines(), sep="\n")
        print(f"1 page: {found.ratio(1, NEW_PAGE):.2f} of Chromium, {found.ratio(1, BARE):.2f} of bare WeasyPrint")
        long = contract.LONG
        print(
            f"{long} pages: {found.ratio(long, NEW_PAGE):.2f} of Chromium, {found.ratio(long, CALL):.2f} of "
            f"LibreOffice, {found.ratio(long, BARE):.2f} of bare WeasyPrint, {found.memory():.2f} of Chromium's memory"
        )


if __name__ == "__main__":
    alone(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
