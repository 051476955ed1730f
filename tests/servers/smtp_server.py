"""A real SMTP server on loopback that keeps what it got, and refuses or hangs up where a test tells it to."""

from __future__ import annotations

import email
import email.policy
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol


@dataclass(frozen=True)
class Received:
    """One mail: envelope and content."""

    sender: str
    recipients: list[str]
    content: bytes = field(repr=False)

    @property
    def mail(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)  # type: ignore[return-value]

    def text(self, kind: str = "plain") -> str:
        """The body of that kind, with plain line breaks."""
        return self.mail.get_body((kind,)).get_content().replace("\r\n", "\n").strip()  # type: ignore[union-attr]


class SMTPServer:
    """`with SMTPServer() as server:`; `server.url` for EMAIL_URL, `server.mails` in the order they came.

    `refused` maps a recipient to the answer it gets; `at_data` is the answer to the content (default: taken);
    `hang_up_after_data` ends the connection once the content was kept and before it is answered.
    """

    def __init__(self, port: int = 0) -> None:
        self.mails: list[Received] = []
        self.refused: dict[str, str] = {}
        self.at_data: list[str] = []
        self.hang_up_after_data = 0
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=port, decode_data=False)

    async def handle_RCPT(self, server: Protocol, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Protocol, session: Any, envelope: Any) -> str:
        with self._lock:
            if self.at_data:
                return self.at_data.pop(0)
            self.mails.append(Received(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
            if self.hang_up_after_data:
                self.hang_up_after_data -= 1
                server.transport.close()
        return "250 OK"

    def __enter__(self) -> SMTPServer:
        # Port 0: the controller would look for itself at port 0, so it is asked to find a free one first.
        if self._controller.port == 0:
            from tests.services.process import free_ports

            self._controller.port = free_ports(1)[0]
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        return int(self._controller.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"
