"""DocuSeal's API on loopback, as its public documents tell of it: submissions from PDFs, submitters, documents.

What it answers has the form of the exchanges in tests/esign/docuseal.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CLOSE, CLOSE_BEFORE = "close", "close before"
KEY = "docuseal-key"
SECRET = "whsec_of-this-webhook"
FILE = b"%PDF-1.7\n% signed by DocuSeal\n"


@dataclass
class Call:
    """One call: what was asked, and the JSON that came with it."""

    method: str
    path: str
    query: dict[str, str]
    body: Any = field(repr=False)
    key: str = field(repr=False)


class DocusealServer:
    """`with DocusealServer() as server:`; `server.url`, `server.calls`, `server.submissions`.

    `server.answers` come before the usual ones, for calls of the method that they name: a status, CLOSE (the work was
    done, and the connection ends without an answer), CLOSE_BEFORE (it ends before anything was done), or bytes in place
    of the usual answer.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answers: list[tuple[str, int | str | bytes]] = []
        self.submissions: dict[int, dict[str, Any]] = {}
        self.file = FILE
        self.file_url = ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                call = Call(
                    self.command, parts.path, query, json.loads(content) if content else None,
                    self.headers.get("X-Auth-Token", ""),
                )  # fmt: skip
                outer.calls.append(call)
                self._answer(call, outer._planned(call))

            do_GET = do_POST = do_PUT = do_DELETE = handle_one

            def _answer(self, call: Call, planned: int | str | bytes | None) -> None:
                if planned == CLOSE_BEFORE:
                    self.close_connection = True
                    return
                if isinstance(planned, int):
                    self._send(planned, b'{"error":"no"}', "application/json")
                    return
                status, told = outer._done(call)
                if planned == CLOSE:
                    self.close_connection = True
                    return
                if isinstance(told, bytes):
                    self._send(status, told, "application/pdf")
                    return
                self._send(
                    status, planned if isinstance(planned, bytes) else json.dumps(told).encode(), "application/json"
                )

            def _send(self, status: int, content: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.home}/api"

    def __enter__(self) -> DocusealServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def only(self) -> dict[str, Any]:
        """The one submission that there is."""
        (found,) = self.submissions.values()
        return found

    def act(self, place: int, status: str, *, reason: str = "", of: dict[str, Any] | None = None) -> None:
        """One submitter has opened, completed or declined; the submission ends where that ends it."""
        submission = of or self.only()
        one = submission["submitters"][place]
        column = {"opened": "opened_at", "completed": "completed_at", "declined": "declined_at"}[status]
        one.update({"status": status, column: _now()})
        if reason:
            event = {"id": 1, "submitter_id": one["id"], "event_type": "decline_form", "event_timestamp": _now()}
            submission["submission_events"].append({**event, "data": {"reason": reason}})
        if status == "declined":
            submission["status"] = "declined"
        waiting = [other for other in submission["submitters"] if other["status"] == "awaiting"]
        if status == "completed" and waiting:
            waiting[0].update({"status": "sent", "sent_at": _now()})
        if all(other["status"] == "completed" for other in submission["submitters"]):
            submission.update({"status": "completed", "completed_at": _now()})

    def _planned(self, call: Call) -> int | str | bytes | None:
        if self.answers and self.answers[0][0] == call.method:
            return self.answers.pop(0)[1]
        return None

    def _done(self, call: Call) -> tuple[int, Any]:
        if call.path == "/file/signed.pdf":
            return 200, self.file
        if call.key != KEY:
            return 401, {"error": "Not authenticated"}
        if call.path == "/api/submissions/pdf":
            return 200, self._made(call.body)
        if call.path == "/api/submissions":
            return 200, {"data": list(self.submissions.values())[:1], "pagination": {"count": 1}}
        if call.path == "/api/submitters":
            return 200, self._people(call.query)
        words = call.path.removeprefix("/api/").split("/")
        return self._one(call, words[0], int(words[1]), words[2:])

    def _one(self, call: Call, kind: str, number: int, rest: list[str]) -> tuple[int, Any]:
        if kind == "submitters":
            everybody = [one for row in self.submissions.values() for one in row["submitters"]]
            one = next((one for one in everybody if one["id"] == number), None)
            if one is None:
                return 404, {"error": "Not found"}
            return (422, {"error": "completed"}) if one["completed_at"] else (200, one)
        row = self.submissions.get(number)
        if row is None:
            return 404, {"error": "Not found"}
        if rest == ["documents"]:
            return 200, {
                "id": number,
                "documents": [{"name": "paper", "url": self.file_url or f"{self.home}/file/signed.pdf"}],
            }
        if call.method == "DELETE":
            row["archived_at"] = _now()
            return 200, {"id": number, "archived_at": row["archived_at"]}
        return 200, row

    def _made(self, asked: dict[str, Any]) -> dict[str, Any]:
        number = len(self.submissions) + 12
        groups = [one.get("order", place) for place, one in enumerate(asked["submitters"])]
        people = [
            _submitter(number, place, one, sent=asked["order"] == "random" or groups[place] == min(groups))
            for place, one in enumerate(asked["submitters"])
        ]
        self.submissions[number] = {
            "id": number, "name": asked["name"], "source": "api", "submitters_order": asked["order"],
            "slug": f"slug{number}", "audit_log_url": None, "combined_document_url": None, "completed_at": None,
            "expire_at": asked["expire_at"], "created_at": _now(), "updated_at": _now(), "archived_at": None,
            "submitters": people, "submission_events": [], "documents": [], "status": "pending",
        }  # fmt: skip
        return self.submissions[number]

    def _people(self, query: dict[str, str]) -> dict[str, Any]:
        everybody = [one for row in self.submissions.values() for one in row["submitters"]]
        found = [one for one in everybody if one["external_id"] == query.get("external_id", one["external_id"])]
        return {"data": found, "pagination": {"count": len(found), "next": None, "prev": None}}


def _submitter(submission: int, place: int, asked: dict[str, Any], *, sent: bool) -> dict[str, Any]:
    number = submission * 100 + place
    return {
        "id": number, "submission_id": submission, "uuid": f"0954d146-db8c-4772-aafe-{number:012d}",
        "email": asked["email"], "slug": f"slug{number}", "sent_at": _now() if sent else None, "opened_at": None,
        "completed_at": None, "declined_at": None, "created_at": _now(), "updated_at": _now(), "name": asked["name"],
        "phone": None, "external_id": asked["external_id"], "metadata": asked["metadata"],
        "status": "sent" if sent else "awaiting", "values": [], "documents": [], "preferences": {},
        "role": asked["role"], "embed_src": f"https://sign.example/s/slug{number}",
    }  # fmt: skip


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def signed(body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The header of a webhook call that DocuSeal signs at that moment."""
    seconds = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Docuseal-Signature": f"{seconds}.{digest}"}


def told(kind: str, submission: dict[str, Any], place: int = 0) -> bytes:
    """The body of a webhook call: of a form, about one submitter, or of the submission."""
    if kind.startswith("form."):
        data = {
            **submission["submitters"][place],
            "submission": {"id": submission["id"], "status": submission["status"]},
        }
        del data["submission_id"]
    else:
        data = dict(submission)
    return json.dumps({"event_type": kind, "timestamp": _now(), "data": data}).encode()
