"""ClamAV's daemon, over a TCP or a UNIX socket.

Protocol: clamd(8), commands PING and INSTREAM, with the prefix z and lines that end in NUL. INSTREAM takes chunks, each
behind its length in four bytes, big-endian; a length of zero ends the stream. Settings: CLAMD_URL.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings

from core.backends import DEFAULT_RETRY_AFTER_SECONDS, BackendError, Rejected, Retryable
from documents.backends.base import Scanner, Verdict

CLAMD = "clamd"
CHUNK = 1 << 16
LONGEST_ANSWER = 4_096
CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 60.0
DEFAULT_PORT = 3310


class ClamdScanner(Scanner):
    """Sends the bytes, reads the verdict."""

    name = CLAMD
    scans = True

    def _check(self) -> str:
        answer = self._asked(b"zVERSION\0")
        return f"{answer} answers."

    def _scan(self, content: bytes) -> Verdict:
        answer = self._asked(b"zINSTREAM\0", content)
        if answer == "stream: OK":
            return Verdict()
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND"))
        if "size limit exceeded" in answer:
            raise Rejected("The file is larger than the virus scanner takes (StreamMaxLength of clamd).")
        raise Retryable("The virus scanner gave no verdict.", retry_after=DEFAULT_RETRY_AFTER_SECONDS)

    def _translate(self, error: Exception) -> BackendError | None:
        if isinstance(error, OSError):
            return Retryable("The virus scanner does not answer.", retry_after=DEFAULT_RETRY_AFTER_SECONDS)
        return None

    def _asked(self, command: bytes, content: bytes | None = None) -> str:
        with _connected() as link:
            link.sendall(command)
            if content is not None:
                self._send(link, content)
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
                piece = link.recv(LONGEST_ANSWER)
                if not piece:
                    break
                answer += piece
        if not answer:
            raise ConnectionError("clamd closed the connection")
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")

    def _send(self, link: socket.socket, content: bytes) -> None:
        try:
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                link.sendall(struct.pack("!I", len(piece)) + piece)
            link.sendall(struct.pack("!I", 0))
        except BrokenPipeError:
            return  # it stopped listening at its size limit, and says so


@contextmanager
def _connected() -> Iterator[socket.socket]:
    parts = urlsplit(settings.CLAMD_URL)
    if parts.scheme == "unix":
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(CONNECT_SECONDS)
        link.connect(parts.path)
    else:
        link = socket.create_connection((parts.hostname or "127.0.0.1", parts.port or DEFAULT_PORT), CONNECT_SECONDS)
    with link:
        link.settimeout(ANSWER_SECONDS)
        yield link
