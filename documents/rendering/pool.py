"""The renderers of this process: PDFs are made beside it, each within a limit of time and of memory.

A rendering that passes a limit is ended with its own renderer and nothing else. Renderers are plain child processes
(subprocess, not multiprocessing: a Celery worker may have no such children), started when they are first wanted.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from django.conf import settings

from core.errors import Fault, ServiceUnavailable
from documents.options import RenderedPdf, RenderOptions
from documents.rendering.exceptions import RendererDied, RenderFailed, TemplateUnsafe
from documents.rendering.renderer import Renderer
from documents.source import TemplateSource

log = structlog.get_logger()

TRIES = 2
MOST_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """How many renderers there may be, what one rendering may take, and after how many one is replaced."""

    workers: int = 2
    seconds: float = 60.0
    memory_mb: int = 1024
    renders_per_worker: int = 200


class RenderPool:
    """Up to `limits.workers` renderers for any number of threads."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._free = threading.Condition()
        self._idle: list[Renderer] = []
        self._all: set[Renderer] = set()
        self._places = limits.workers
        self._closed = False

    def render_pdf(
        self, source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str], options: RenderOptions
    ) -> RenderedPdf:
        """What `documents.rendering.pdf.render_pdf` gives here, byte for byte, made by a renderer.

        Raises RenderFailed (RenderLimitExceeded for a limit), TemplateUnsafe, and ServiceUnavailable when no renderer
        is free or none can be started.
        """
        return self._pdf("pdf", source, data, sections, options)

    def render_trial(
        self, source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str], options: RenderOptions
    ) -> RenderedPdf:
        """As `render_pdf`, of a template that is still being written: absent texts come from its clause library."""
        return self._pdf("trial", source, data, sections, options)

    def render_text(self, source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str]) -> str:
        """What a reader of the document would read; absent texts come from the clause library. Raises as the others."""
        _, body = self._ask("text", source, data=data, sections=dict(sections))
        return body.decode()

    def _pdf(
        self,
        what: str,
        source: TemplateSource,
        data: Mapping[str, Any],
        sections: Mapping[str, str],
        options: RenderOptions,
    ) -> RenderedPdf:
        head, content = self._ask(what, source, data=data, sections=dict(sections), options=asdict(options))
        return RenderedPdf(content, head["checksum"], len(content), head["pages"], head["fingerprint"])

    def publish_checks(self, source: TemplateSource) -> list[Fault]:
        """What `documents.rendering.publish.publish_checks` finds; that the checks reach a limit is a fault too."""
        try:
            head, _ = self._ask("check", source)
        except RenderFailed as error:
            return [Fault("/template.html", "sample-fails", error.detail)]
        return [Fault(*one) for one in head["faults"]]

    def pids(self) -> list[int]:
        """The process ids of the renderers that there are."""
        with self._free:
            return sorted(one.process.pid for one in self._all)

    def close(self) -> None:
        """End all renderers; whoever waits for one is told."""
        with self._free:
            self._closed = True
            leaving, self._all, self._idle = self._all, set(), []
            self._free.notify_all()
        for renderer in leaving:
            renderer.kill()

    def leave(self) -> None:
        """In a forked child: forget the parent's renderers."""
        for renderer in self._all:
            renderer.leave()

    def _ask(self, what: str, source: TemplateSource, **rest: Any) -> tuple[Mapping[str, Any], bytes]:
        for tried in range(1, TRIES + 1):
            renderer = self._take()
            try:
                head, body = renderer.ask(what, source, **rest)
            except RendererDied as error:
                self._replace(renderer)
                log.warning("render.worker_died", template=source.slug, tried=tried, status=renderer.process.returncode)
                if not renderer.has_started and tried == TRIES:
                    raise _none_starts() from error
                continue
            except BaseException as error:  # its answer would be read as that to the next request
                self._replace(renderer)
                log.warning("render.stopped", template=source.slug, reason=str(error) or type(error).__name__)
                raise
            self._give_back(renderer)
            return _checked(head), body
        raise RenderFailed(
            "The renderer broke down over this document, twice. Nothing was stored. Look for what is unusual in it: "
            "a picture, a very long text, a deep list."
        )

    def _take(self) -> Renderer:
        """A renderer for this caller alone: a ready one if there is one, else a new one, else the next that is free."""
        until = time.monotonic() + self.limits.seconds
        with self._free:
            self._forget_the_dead()
            while not self._idle and not self._places and not self._closed:
                if not self._free.wait(until - time.monotonic()):
                    raise ServiceUnavailable("All renderers are busy. Try again in a moment.", retry_after=10)
            if self._closed:
                raise ServiceUnavailable("This process is ending. Try again in a moment.", retry_after=5)
            if self._idle:
                chosen = next((one for one in reversed(self._idle) if one.is_ready), self._idle[-1])
                self._idle.remove(chosen)
                return chosen
            self._places -= 1
            return self._started()

    def _forget_the_dead(self) -> None:
        """A renderer that ended between two documents costs the next one no try."""
        for renderer in [one for one in self._idle if one.has_ended]:
            log.warning("render.worker_died", template=None, tried=0, status=renderer.process.returncode)
            self._idle.remove(renderer)
            self._all.discard(renderer)
            renderer.kill()
            self._places += 1

    def _started(self) -> Renderer:
        """A new renderer in the place that the caller, who holds the lock, has taken; without one the place is free."""
        try:
            renderer = Renderer(seconds=self.limits.seconds, memory_mb=self.limits.memory_mb)
        except OSError as error:
            self._places += 1
            self._free.notify()
            raise _none_starts() from error
        self._all.add(renderer)
        return renderer

    def _give_back(self, renderer: Renderer) -> None:
        if renderer.resident_bytes > self.limits.memory_mb * 1024 * 1024 // 2:
            self._replace(renderer)  # what it still holds would count against the next document
            return
        with self._free:
            if not self._closed:
                self._idle.append(self._heir_of(renderer))
                self._free.notify()

    def _heir_of(self, renderer: Renderer) -> Renderer:
        """The renderer that goes on in this place. One that has done its share works on until its heir is ready."""
        if renderer.renders < self.limits.renders_per_worker:
            return renderer
        if renderer.heir is None:
            self._places -= 1  # given back at once; _started frees it when it fails
            try:
                renderer.heir = self._started()
            except ServiceUnavailable:
                return renderer
            self._places += 1
        heir = renderer.heir
        if not heir.is_ready:
            return renderer
        renderer.heir = None
        self._all.discard(renderer)
        renderer.kill()
        return heir

    def _replace(self, renderer: Renderer) -> None:
        """End `renderer`, and let a fresh one take its place."""
        renderer.kill()
        with self._free:
            self._all.discard(renderer)
            if renderer.heir is not None:
                self._all.discard(renderer.heir)
            if self._closed:
                return
            try:
                self._idle.append(self._started())
            except ServiceUnavailable:
                return  # the place is free; who wants it tries to start one
            self._free.notify()


def _none_starts() -> ServiceUnavailable:
    return ServiceUnavailable("No renderer starts on this machine. Its log says why.", retry_after=30)


def _checked(head: Mapping[str, Any]) -> Mapping[str, Any]:
    if "error" not in head:
        return head
    if "traceback" in head:
        log.error("render.engine_failed", detail=head["detail"], where=head["traceback"])
    raise (TemplateUnsafe if head["error"] == TemplateUnsafe.code else RenderFailed)(head["detail"])


_shared: list[RenderPool] = []
_starting = threading.Lock()


def shared() -> RenderPool:
    """The pool of this process, by the settings."""
    with _starting:
        if not _shared:
            workers = settings.RENDER_WORKERS or min(os.cpu_count() or 1, MOST_WORKERS)
            limits = Limits(
                workers=workers,
                seconds=settings.RENDER_TIMEOUT_SECONDS,
                memory_mb=settings.RENDER_MEMORY_MB,
                renders_per_worker=settings.RENDER_RENDERS_PER_WORKER,
            )
            _shared.append(RenderPool(limits))
        return _shared[0]


def render_pdf(
    source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str], options: RenderOptions
) -> RenderedPdf:
    """The document as PDF/A-3b, or PDF/UA-1 where asked: a function of its arguments and the fingerprint alone, made
    within RENDER_TIMEOUT_SECONDS and RENDER_MEMORY_MB.

    Raises RenderFailed (RenderLimitExceeded for a limit), TemplateUnsafe, and ServiceUnavailable when none is free.
    """
    return shared().render_pdf(source, data, sections, options)


def render_trial(
    source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str], options: RenderOptions
) -> RenderedPdf:
    """As `render_pdf`, of a template that is still being written: absent texts come from its clause library."""
    return shared().render_trial(source, data, sections, options)


def render_text(source: TemplateSource, data: Mapping[str, Any], sections: Mapping[str, str]) -> str:
    """What a reader of the document would read, within the limits of a rendering; absent texts come from the clause
    library. Raises as `render_pdf`.
    """
    return shared().render_text(source, data, sections)


def publish_checks(source: TemplateSource) -> list[Fault]:
    """Every reason why `source` may not be published, in plain sentences; [] when it may. Pointers name the file.

    The checks run in a renderer, within its limits: a template that would take all memory takes none of ours.
    """
    return shared().publish_checks(source)


def close() -> None:
    """End the renderers of this process; the next document starts new ones."""
    with _starting:
        leaving, _shared[:] = list(_shared), []
    for pool in leaving:
        pool.close()


def _forget_after_fork() -> None:
    global _starting  # noqa: PLW0603 - another thread may have held it at the fork
    _starting = threading.Lock()
    for pool in _shared:
        pool.leave()
    _shared.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
atexit.register(close)
