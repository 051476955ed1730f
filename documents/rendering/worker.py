"""A renderer: a process that imports WeasyPrint once and makes one PDF after the other for the process that started it.

Started as `python -m documents.rendering.worker <fd> <memory MB>`, with a socket as file descriptor <fd>, without any
environment variable and so without any secret. It ends when that socket closes, also in the middle of a rendering.
"""

from __future__ import annotations

import gc
import math
import os
import resource
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from core.errors import DomainError
from documents.options import RenderOptions
from documents.rendering import engine as _preloaded  # noqa: F401 - weasyprint, before the first request and not in it
from documents.rendering import wire
from documents.rendering.exceptions import ConnectionEnded
from documents.rendering.fingerprint import coverage, renderer_fingerprint
from documents.rendering.pdf import render_pdf
from documents.rendering.publish import publish_checks
from documents.rendering.trying import filled, text_of
from documents.source import TemplateSource, from_files

# The parent ends a rendering at its limit; the kernel does so a little later, should the parent be gone or stuck.
GRACE_SECONDS = 5
# Above what the parent measures, for what is taken faster than it looks.
MEMORY_RESERVE = 1.25

Answer = tuple[dict[str, Any], bytes]


def main() -> int:
    """Render until the socket closes."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    _limit_process(memory=int(sys.argv[2]) * 1024 * 1024)
    threading.Thread(target=_end_with_parent, args=(connection.fileno(),), daemon=True).start()
    coverage(), renderer_fingerprint()  # kept for every rendering
    gc.collect()
    gc.freeze()  # what was imported stays; collections between renderings need not walk it
    with suppress(ConnectionEnded, OSError):
        wire.send(connection, {"ready": True})
        _serve(connection)
    return 0


def _serve(connection: socket.socket) -> None:
    sources: dict[str, TemplateSource] = {}
    while True:
        head, body = wire.receive(connection)
        signal.alarm(math.ceil(head["seconds"]) + GRACE_SECONDS)
        answer, content = _answer(sources, head, body)
        signal.alarm(0)
        wire.send(connection, answer, content)
        if "limit" in answer:
            return  # a fresh process begins with fresh memory
        del head, body, answer, content
        gc.collect()


def _limit_process(memory: int) -> None:
    # Ctrl-C and a stopped service reach the whole group; the parent decides when its renderers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, whatever it is doing
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold a client's data
    most = int(memory * MEMORY_RESERVE)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _end_with_parent(descriptor: int) -> None:
    """Wait in the kernel for the other end to close, then end at once: layout reads no socket."""
    poll = select.poll()
    poll.register(descriptor, select.POLLRDHUP)
    poll.poll()
    os._exit(0)


def _answer(sources: dict[str, TemplateSource], head: Mapping[str, Any], body: bytes) -> Answer:
    try:
        return _done(_source(sources, head, body), head)
    except DomainError as error:
        return {"error": error.code, "detail": error.detail}, b""
    except MemoryError:
        return {"limit": "memory"}, b""
    except RecursionError:
        return {"error": "render-failed", "detail": "The document is nested too deeply to be laid out."}, b""
    except Exception as error:  # a fault of the layout engine: the caller gets its name, the log where it was
        where = "".join(traceback.format_tb(error.__traceback__)[-4:])
        detail = f"The layout engine failed on this document ({type(error).__name__})."
        return {"error": "render-failed", "detail": detail, "traceback": where}, b""


def _done(source: TemplateSource, head: Mapping[str, Any]) -> Answer:
    if head["ask"] == "check":
        return {"faults": [[one.pointer, one.code, one.detail] for one in publish_checks(source)]}, b""
    if head["ask"] == "text":
        return {}, text_of(source, head["data"], head["sections"]).encode()
    given = filled(source, head["data"], head["sections"]) if head["ask"] == "trial" else head["sections"]
    made = render_pdf(source, head["data"], given, RenderOptions(**head["options"]))
    if made.size > wire.LARGEST_BODY:
        return {"limit": "size"}, b""
    return {"checksum": made.checksum, "pages": made.pages, "fingerprint": made.fingerprint}, made.content


def _source(sources: dict[str, TemplateSource], head: Mapping[str, Any], body: bytes) -> TemplateSource:
    """The source that is asked for: sent along the first time, kept until the caller says that it goes."""
    for checksum in head["forget"]:
        sources.pop(checksum, None)
    if head["files"] is not None:
        files: dict[str, bytes] = {}
        start = 0
        for name, size in head["files"]:
            files[name] = body[start : start + size]
            start += size
        sources[head["source"]] = from_files(files)
    return sources[head["source"]]


if __name__ == "__main__":
    os._exit(main())  # nothing is to be written or closed, and taking everything down would take a while
