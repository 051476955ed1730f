"""A mail server in a process of its own, which writes down each mail's Message-ID before it says that it took the mail:
`python -m tests.servers.mail_box PORT FILE [SECONDS]`, where SECONDS is how long it thinks about each.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Box:
    """Keeps the Message-IDs, one a line, in the order they came."""

    def __init__(self, file: Path, seconds: float) -> None:
        self._seconds = seconds
        self._file = file.open("a", buffering=1)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = envelope.content.partition(b"\r\n\r\n")[0]
        message_id = next(
            line.partition(b":")[2].strip() for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")
        )
        self._file.write(message_id.decode() + "\n")
        if self._seconds:
            await asyncio.sleep(self._seconds)
        return "250 OK"


async def serve(port: int, file: Path, seconds: float) -> None:
    """Until SIGTERM."""
    box, loop, ended = Box(file, seconds), asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    server = await loop.create_server(lambda: SMTP(box, hostname="box", timeout=300), "127.0.0.1", port)
    async with server:
        await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 0.0))
