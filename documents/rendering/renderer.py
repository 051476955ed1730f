"""One renderer process, as its owner sees it: start it, ask it, watch what it takes, end it."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import time
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from documents.rendering import wire
from documents.rendering.exceptions import ConnectionEnded, RendererDied, RenderLimitExceeded
from documents.source import TemplateSource

ROOT = Path(__file__).resolve().parents[2]
# A renderer imports WeasyPrint, which takes a second on an idle machine.
START_SECONDS = 60.0
LOOK_SECONDS = 0.05
MOST_SOURCES = 32
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Renderer:
    """A process of `documents.rendering.worker` and the socket to it. One caller at a time."""

    def __init__(self, *, seconds: float, memory_mb: int) -> None:
        """Start it, and do not wait until it is ready. Raises OSError when the system has no room for a process."""
        self.seconds, self.memory_mb = seconds, memory_mb
        self.renders = 0
        self.heir: Renderer | None = None
        self._ready = False
        self._heaviest = 0
        self._sources: OrderedDict[str, None] = OrderedDict()
        self.connection, theirs = socket.socketpair()
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "documents.rendering.worker", str(theirs.fileno()), str(memory_mb)],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
                env={"LANG": "C.UTF-8", "TZ": "UTC"},  # a process that runs templates is given no secret
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        except OSError:
            self.connection.close()
            raise
        finally:
            theirs.close()
        self._sizes = os.open(f"/proc/{self.process.pid}/statm", os.O_RDONLY)  # read twenty times a second

    @property
    def has_started(self) -> bool:
        """Whether it ever was ready."""
        return self._ready

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone, without a word from us."""
        return self.process.poll() is not None

    @property
    def is_ready(self) -> bool:
        """Whether a request would be taken up at once."""
        return self._ready or self._answers_within(0)

    @property
    def resident_bytes(self) -> int:
        """The memory that the process holds now; 0 when it is gone."""
        try:
            return int(os.pread(self._sizes, 128, 0).split()[1]) * _PAGE_BYTES
        except (OSError, IndexError):
            return 0

    def ask(self, what: str, source: TemplateSource, **rest: Any) -> tuple[Mapping[str, Any], bytes]:
        """The answer to one request. Raises RenderLimitExceeded and RendererDied; after both, and after anything else
        that is raised here, the process is of no further use and must be killed.
        """
        try:
            self._wait_until_ready()
            self._send(what, source, rest)
            self._watch()
            self.connection.settimeout(START_SECONDS)
            head, body = wire.receive(self.connection)
        except (ConnectionEnded, OSError) as error:
            if self._heaviest > self.memory_mb * 1024 * 1024 * 3 // 4:  # it took the last part between two looks
                raise self._exceeded("memory") from error
            raise RendererDied from error
        self.renders += 1
        if "limit" in head:
            raise self._exceeded(str(head["limit"]))
        return head, body

    def kill(self) -> None:
        """End it now, whatever it does. Safe to call twice."""
        self.process.kill()
        self.process.wait()
        self._let_go()
        if self.heir is not None:
            self.heir.kill()

    def leave(self) -> None:
        """In a forked child: let go of the parent's renderer without disturbing it."""
        self._let_go()
        if self.heir is not None:
            self.heir.leave()

    def _let_go(self) -> None:
        self.connection.close()
        sizes, self._sizes = self._sizes, -1
        if sizes >= 0:
            os.close(sizes)

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        self.connection.settimeout(START_SECONDS)
        head, _ = wire.receive(self.connection)
        self._ready = bool(head.get("ready"))

    def _send(self, what: str, source: TemplateSource, rest: Mapping[str, Any]) -> None:
        known = source.checksum in self._sources
        files = {} if known else source.files
        self._sources[source.checksum] = None
        self._sources.move_to_end(source.checksum)
        forgotten = [self._sources.popitem(last=False)[0] for _ in range(len(self._sources) - MOST_SOURCES)]
        head = {
            "ask": what,
            "source": source.checksum,
            "files": None if known else [[name, len(content)] for name, content in files.items()],
            "forget": forgotten,
            "seconds": self.seconds,
            **rest,
        }
        self.connection.settimeout(START_SECONDS)
        wire.send(self.connection, head, *files.values())

    def _watch(self) -> None:
        """Wait for the answer's first byte, within both limits."""
        deadline = time.monotonic() + self.seconds
        most = self.memory_mb * 1024 * 1024
        self._heaviest = 0
        while not self._answers_within(min(LOOK_SECONDS, max(0.0, deadline - time.monotonic()))):
            self._heaviest = max(self._heaviest, self.resident_bytes)
            if self._heaviest > most:
                raise self._exceeded("memory")
            if time.monotonic() >= deadline:
                raise self._exceeded("time")

    def _answers_within(self, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self.connection, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _exceeded(self, limit: str) -> RenderLimitExceeded:
        said, setting = {
            "time": (f"longer than {self.seconds:g} seconds to render", "RENDER_TIMEOUT_SECONDS"),
            "memory": (f"more than {self.memory_mb:,} MB of memory to render", "RENDER_MEMORY_MB"),
            "size": (f"more than {wire.LARGEST_BODY // 1024**2} MB as a file", ""),
        }[limit]
        raising = f" An administrator can raise {setting}." if setting else ""
        return RenderLimitExceeded(
            f"The document takes {said}, and was stopped. Give it fewer rows or shorter texts, or correct the template."
            + raising,
            extra={"limit": limit},
        )
