"""What Mailgun and Postmark answer to a mail, spoken on loopback after their public documents."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

CLOSE = "close"


@dataclass(frozen=True)
class Asked:
    """One call: its address, headers, and the fields of its form or JSON."""

    path: str
    headers: dict[str, str]
    fields: dict[str, Any] = field(repr=False)


class EspServer:
    """`with EspServer() as server:`; `server.url`, `server.asked`.

    `server.answers` come before the usual one: a status, a pair of status and body, CLOSE (the call was read, and the
    connection ends), or a number of seconds (float) to wait before the usual answer.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: list[int | str | float | tuple[int, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                asked = Asked(self.path, dict(self.headers), _fields(self.headers["Content-Type"], body))
                outer.asked.append(asked)
                self._answer(asked, outer.answers.pop(0) if outer.answers else 200)

            def _answer(self, asked: Asked, answer: int | str | float | tuple[int, Any]) -> None:
                if answer == CLOSE:
                    self.close_connection = True
                    return
                if isinstance(answer, float):
                    time.sleep(answer)
                    answer = 200
                status, body = answer if isinstance(answer, tuple) else (answer, None)
                if body is None:
                    body = _usual(asked) if status == 200 else {"message": "no", "Message": "no", "ErrorCode": 1}
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(int(status))  # type: ignore[call-overload]
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                if status in (429, 503):
                    self.send_header("Retry-After", "7")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> EspServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _fields(content_type: str, body: bytes) -> dict[str, Any]:
    if content_type.startswith("application/json"):
        told: dict[str, Any] = json.loads(body)
        return told
    if content_type.startswith("application/x-www-form-urlencoded"):
        return {name: ", ".join(values) for name, values in parse_qs(body.decode()).items()}
    form = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body, policy=policy.HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in form.iter_parts()  # type: ignore[attr-defined] # of EmailMessage
    }


def _usual(asked: Asked) -> dict[str, Any]:
    if asked.path.endswith("/messages"):
        return {"id": "<20261123013004.1@mg.hain.example>", "message": "Queued. Thank you."}
    return {
        "To": asked.fields.get("To", ""),
        "SubmittedAt": "2026-11-23T01:30:04Z",
        "MessageID": "b7bc2f4a-e38e-4336-af7d-e6c392c2f817",
        "ErrorCode": 0,
        "Message": "OK",
    }
