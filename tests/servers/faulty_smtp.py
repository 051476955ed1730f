"""A mail server that says or does what a test tells it at each step: the faults that a well-behaved one has not."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Sequence
from typing import Any

CLOSE = "close"  # end the connection in place of an answer
STEPS = ("connect", "ehlo", "mail", "rcpt", "data", "content")
_USUAL = {
    "connect": "220 ready", "ehlo": "250-faulty\r\n250 SIZE 20000000", "helo": "250 faulty", "mail": "250 OK",
    "rcpt": "250 OK", "data": "354 go on", "content": "250 OK kept", "rset": "250 OK", "noop": "250 OK",
    "quit": "221 bye", "auth": "535 5.7.8 no", "starttls": "454 not now",
}  # fmt: skip


class FaultySMTP:
    """`with FaultySMTP() as server:`; `server.say(step, *answers)` puts answers before the usual one of that step.

    An answer is a line, CLOSE, or a number of seconds to wait before the usual answer. `kept` holds the contents that
    were taken, `connections` how many there were, `steps` the commands in the order they came.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[str | float]] = {}
        self.kept: list[bytes] = []
        self.steps: list[str] = []
        self.connections = 0
        self.idle_seconds: float | None = None
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _Talk(outer, self).run()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def say(self, step: str, *answers: str | float) -> None:
        self.answers.setdefault(step, []).extend(answers)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> FaultySMTP:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Talk:
    """One connection."""

    def __init__(self, server: FaultySMTP, handler: Any) -> None:
        self.server, self.handler = server, handler

    def run(self) -> None:
        self.server.connections += 1
        self.handler.connection.settimeout(self.server.idle_seconds or 30)
        try:
            if self._answered("connect"):
                while self._step():
                    pass
        except OSError:
            return  # the client has gone, or was idle for too long

    def _step(self) -> bool:
        line = self.handler.rfile.readline()
        if not line:
            return False
        step = line.split()[0].decode().lower() if line.strip() else "empty"
        self.server.steps.append(step)
        answer = self._next(step)
        if answer == CLOSE:
            return False
        self._write(answer)
        if step == "data" and answer.startswith("354"):
            return self._content()
        return step != "quit"

    def _content(self) -> bool:
        lines = []
        while (line := self.handler.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        answer = self._next("content")
        if answer[:1] in ("2", CLOSE[:1]):  # it hangs up after it has kept the mail: the worst moment
            self.server.kept.append(b"".join(lines))
        if answer == CLOSE:
            return False
        self._write(answer)
        return True

    def _answered(self, step: str) -> bool:
        answer = self._next(step)
        if answer == CLOSE:
            return False
        self._write(answer)
        return True

    def _next(self, step: str) -> str:
        waiting: Sequence[str | float] = self.server.answers.get(step, [])
        answer = self.server.answers[step].pop(0) if waiting else _USUAL.get(step, "500 what?")
        if isinstance(answer, float):
            time.sleep(answer)
            return _USUAL[step]
        return answer

    def _write(self, answer: str) -> None:
        self.handler.wfile.write(answer.encode() + b"\r\n")
