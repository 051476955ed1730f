"""A mail server in a process of its own, which writes down each mail's Message-ID before it says that it took the mail.

`python -m tests.servers.mail_box PORT FILE [SECONDS [SPOOL]]`: SECONDS is how long it thinks about each, and SPOOL a
folder in which it keeps each mail safely before it answers, as a server must (RFC 5321 section 6.1).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Box:
    """Keeps the Message-IDs, one a line, in the order they came."""

    def __init__(self, file: Path, seconds: float, spool: Path | None) -> None:
        self._seconds, self._spool, self._number = seconds, spool, 0
        self._file = file.open("a", buffering=1)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = envelope.content.partition(b"\r\n\r\n")[0]
        message_id = next(
            line.partition(b":")[2].strip() for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")
        )
        self._file.write(message_id.decode() + "\n")
        if self._seconds:
            await asyncio.sleep(self._seconds)
        if self._spool is not None:
            self._number += 1
            await asyncio.to_thread(_keep, self._spool / str(self._number), envelope.content)
        return "250 OK"


def _keep(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


async def serve(port: int, file: Path, seconds: float, spool: Path | None) -> None:
    """Until SIGTERM."""
    box, loop, ended = Box(file, seconds, spool), asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    server = await loop.create_server(lambda: SMTP(box, hostname="box", timeout=300), "127.0.0.1", port)
    async with server:
        await ended.wait()


if __name__ == "__main__":
    words = sys.argv[1:]
    seconds, spool = float(words[2]) if len(words) > 2 else 0.0, Path(words[3]) if len(words) > 3 else None
    asyncio.run(serve(int(words[0]), Path(words[1]), seconds, spool))
