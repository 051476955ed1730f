"""Server-sent events (WHATWG HTML, section 9.2): the answer to a POST, told while the work for it goes on.

The work runs in a thread of its own and goes on to its end also when the caller hangs up: what was paid for is kept.
"""

from __future__ import annotations

import contextvars
import json
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse
from rest_framework.renderers import JSONRenderer

from core import idempotency
from core.api.problems import InternalError, problem_body, to_domain_error
from core.errors import DomainError

log = structlog.get_logger(__name__)
CONTENT_TYPE = "text/event-stream"
KEEP_ALIVE_SECONDS = 10.0
Tell = Callable[[str, dict[str, Any]], None]


class EventStreamRenderer(JSONRenderer):
    """Lets a caller ask for `text/event-stream`."""

    media_type = CONTENT_TYPE
    format = "event-stream"


def event(name: str, data: dict[str, Any]) -> bytes:
    """One event as it goes over the wire."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def streamed(
    request: HttpRequest, work: Callable[[Tell], None], *, claim: idempotency.Claim | None = None
) -> StreamingHttpResponse:
    """The answer whose events `work` tells. With `claim` the whole of it is kept for a replay.

    Raises what `work` raises before its first event; what it raises later is an `error` event with the problem.
    """
    stream = _Stream(request, work, claim)
    first = stream.begin()
    response = StreamingHttpResponse(stream.chunks(first), content_type=f"{CONTENT_TYPE}; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


class _Stream:
    def __init__(self, request: HttpRequest, work: Callable[[Tell], None], claim: idempotency.Claim | None) -> None:
        self._request = request
        self._work = work
        self._claim = claim
        self._events: queue.SimpleQueue[bytes | DomainError | None] = queue.SimpleQueue()
        self._body: list[bytes] = []

    def begin(self) -> bytes | None:
        """Start the work and wait for its first event. Raises what the work raised instead of one."""
        run = contextvars.copy_context().run
        threading.Thread(target=run, args=(self._run,), daemon=True, name="event-stream").start()
        first = self._events.get()
        if isinstance(first, DomainError):
            raise first
        return first

    def chunks(self, first: bytes | None) -> Iterator[bytes]:
        """The events as they come, and a comment now and then while none comes, so that no proxy hangs up."""
        chunk: bytes | DomainError | None = first
        while chunk is not None:
            yield chunk if isinstance(chunk, bytes) else self._problem(chunk)
            chunk = self._next()

    def _next(self) -> bytes | DomainError | None:
        try:
            return self._events.get(timeout=KEEP_ALIVE_SECONDS)
        except queue.Empty:
            return b": still working\n\n"

    def _problem(self, error: DomainError) -> bytes:
        request_id = getattr(self._request, "request_id", "")
        return event("error", problem_body(error, instance=self._request.path, request_id=request_id))

    def _tell(self, name: str, data: dict[str, Any]) -> None:
        chunk = event(name, data)
        self._body.append(chunk)
        self._events.put(chunk)

    def _run(self) -> None:
        try:
            self._work(self._tell)
            self._keep(200)
        except Exception as raised:
            error = to_domain_error(raised)
            if isinstance(error, InternalError):
                log.exception("stream.failed")
            if self._body:  # else the caller still gets an answer of its own, which is kept instead
                self._keep(max(error.status, 500))
            self._events.put(error)
        finally:
            self._events.put(None)
            connections.close_all()

    def _keep(self, status: int) -> None:
        if self._claim is not None:
            headers = {"Content-Type": f"{CONTENT_TYPE}; charset=utf-8"}
            idempotency.complete(self._claim, status=status, headers=headers, body=b"".join(self._body))
