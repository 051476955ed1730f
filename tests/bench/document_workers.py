"""Who makes contracts in `throughput`: `python -m tests.bench.document_workers ours|chromium|office NUMBER`.

Says "ready"; takes "queue PAGES COUNT", says "queued"; takes "go" and says the seconds that it took; so on, until its
lines end. `ours` asks for documents and waits for the workers, the others make them by themselves.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

from tests.bench import contract

Run = Callable[[], None]
POLL_SECONDS = 0.02
LONGEST_SECONDS = 300.0


@contextlib.contextmanager
def ours(number: int) -> Iterator[Callable[[int, int], Run]]:
    """Orders whose jobs nobody was told of yet; then their hand-over to Celery, until the last document is recorded."""
    from django.db import transaction

    from accounts.services import user_create
    from core.jobs import dispatching
    from core.models import Job
    from core.tasks import app
    from documents import services
    from documents.services import publishing
    from documents.services.ordering import Wish

    facts = {"password": "Long-enough-9", "full_name": "Bench", "role": "lawyer"}
    asker = user_create(actor=None, email=f"{uuid.uuid4().hex}@hain.example", **facts)
    with transaction.atomic():
        version = publishing.new_version(contract.template())
        services.version_publish(actor=None, version=version)
    hand_over, first = dispatching.dispatch, int(time.time() * 1000)

    def queue(pages: int, count: int) -> Run:
        nonlocal first
        dispatching.dispatch = lambda job: True
        wishes = [Wish(version, contract.data(pages, first + place)) for place in range(count)]
        asked = [services.document_render(actor=asker, wish=wish) for wish in wishes]
        dispatching.dispatch = hand_over
        first += count
        keys = [one.pk for one in asked]

        def run() -> None:
            for job in asked:
                hand_over(job)  # type: ignore[arg-type] # none was rendered before
            _until_done(Job.objects.filter(pk__in=keys), count)

        return run

    try:
        yield queue
    finally:
        with app.connection_for_write() as connection:
            connection.default_channel.queue_purge("default")  # what follows from a document, which nobody works on


def _until_done(jobs: Any, count: int) -> None:
    ends = time.monotonic() + LONGEST_SECONDS
    while (done := jobs.filter(status="succeeded").count()) < count:
        if time.monotonic() > ends or jobs.filter(status="failed").exists():
            raise RuntimeError(f"{done} of {count} documents were made")
        time.sleep(POLL_SECONDS)


@contextlib.contextmanager
def chromium(number: int) -> Iterator[Callable[[int, int], Run]]:
    """A browser, and a new page for each document."""
    from documents import rendering
    from tests.bench import rivals

    with rivals.chromium() as browser:

        def make(data: dict[str, Any]) -> bytes:
            html = rendering.render_html(contract.template(), data, {}, rendering.RenderOptions())
            return browser.new_page(html)

        yield _by(make)


@contextlib.contextmanager
def office(number: int) -> Iterator[Callable[[int, int], Run]]:
    """An office that stays and listens, with a Word file filled in for each document."""
    from tests.bench import rivals

    with tempfile.TemporaryDirectory(prefix="hain-office-") as folder:
        with rivals.LibreOffice(Path(folder)).listening() as make:
            yield _by(make)


def _by(make: Callable[[dict[str, Any]], bytes]) -> Callable[[int, int], Run]:
    def queue(pages: int, count: int) -> Run:
        def run() -> None:
            for place in range(count):
                if not make(contract.data(pages, place)).startswith(b"%PDF"):
                    raise RuntimeError("That is no PDF.")

        return run

    return queue


def main(kind: str, number: int) -> None:
    """As the module says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    with {"ours": ours, "chromium": chromium, "office": office}[kind](number) as queue:
        print("ready", flush=True)
        while line := sys.stdin.readline().split():
            run = queue(int(line[1]), int(line[2]))
            print("queued", flush=True)
            if not sys.stdin.readline():
                return
            started = time.perf_counter()
            run()
            print(time.perf_counter() - started, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
