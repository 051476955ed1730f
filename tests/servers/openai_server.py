"""An OpenAI-compatible server on loopback: real HTTP, scripted answers, and a record of every byte it received."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Handler = Callable[["_Exchange"], None]


@dataclass(frozen=True)
class Received:
    """One request as it came: everything but the connection."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def last_message(self) -> str:
        """The content of the last message of a chat request."""
        return str(self.json["messages"][-1]["content"])


@dataclass
class _Exchange:
    request: Received
    handler: BaseHTTPRequestHandler
    stopping: threading.Event

    def send(
        self, status: int, body: bytes, headers: Mapping[str, str] | None = None, *, length: int | None = None
    ) -> None:
        """Write a whole answer; `length` announces another length than the body has."""
        self.handler.send_response(status)
        sent = {
            "Content-Type": "application/json",
            **(headers or {}),
            "Content-Length": str(len(body) if length is None else length),
        }
        for name, value in sent.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(body)
        self.handler.wfile.flush()


def _completion(text: str, model: str, tokens: tuple[int, int] = (11, 7), finish: str = "stop") -> bytes:
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": model,
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}],
            "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)},
        }
    ).encode()


def answer(text: str | Callable[[Received], str], *, finish: str = "stop", after_seconds: float = 0.0) -> Handler:
    """Answer with `text`, or with what it makes of the request; after a while, if asked to."""

    def handle(exchange: _Exchange) -> None:
        exchange.stopping.wait(after_seconds)
        written = text(exchange.request) if callable(text) else text
        if exchange.request.json.get("stream"):
            _write_stream(exchange, _pieces(written), finish=finish)
        else:
            exchange.send(200, _completion(written, exchange.request.json["model"], finish=finish))

    return handle


def _pieces(text: str, size: int = 5) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def _chunk(model: str, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [choice]}


def _write_stream(
    exchange: _Exchange,
    pieces: Sequence[str],
    *,
    finish: str | None = "stop",
    tokens: tuple[int, int] = (11, 7),
    pause_seconds: float = 0.0,
    first: Mapping[str, Any] | None = None,
) -> None:
    """Server-sent events as OpenAI writes them; without `finish` the connection ends in the middle. `first`: what the
    first event tells beside the role.
    """
    model = exchange.request.json["model"]
    handler = exchange.handler
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Connection", "close")
    handler.end_headers()

    def write(data: str) -> None:
        handler.wfile.write(f"data: {data}\n\n".encode())
        handler.wfile.flush()

    write(json.dumps(_chunk(model, {"role": "assistant", "content": "", **(first or {})})))
    for piece in pieces:
        write(json.dumps(_chunk(model, {"content": piece})))
        exchange.stopping.wait(pause_seconds)
    if finish is not None:
        write(json.dumps(_chunk(model, {}, finish)))
        usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
        write(json.dumps({**_chunk(model, {}), "choices": [], "usage": usage}))
        write("[DONE]")


def wordless(finish: str, **message: Any) -> Handler:
    """Answer without content: with a `refusal`, `tool_calls` or nothing, and with this end."""

    def handle(exchange: _Exchange) -> None:
        model = exchange.request.json["model"]
        if exchange.request.json.get("stream"):
            _write_stream(exchange, [], first=message, finish=finish)
            return
        body = json.loads(_completion("", model, finish=finish))
        body["choices"][0]["message"] = {"role": "assistant", "content": None, **message}
        exchange.send(200, json.dumps(body).encode())

    return handle


def stream(*pieces: str, pause_seconds: float = 0.0) -> Handler:
    """Stream these very pieces."""
    return lambda exchange: _write_stream(exchange, pieces, pause_seconds=pause_seconds)


def broken_stream(*pieces: str) -> Handler:
    """Stream these pieces and hang up."""

    def handle(exchange: _Exchange) -> None:
        _write_stream(exchange, pieces, finish=None)
        exchange.handler.connection.shutdown(socket.SHUT_RDWR)

    return handle


def sections(**texts: str) -> Handler:
    """Answer with the JSON that the drafting prompt asks for."""
    return answer(json.dumps({"sections": texts}, ensure_ascii=False))


def failure(status: int, *, retry_after: int | None = None) -> Handler:
    """Answer with an error as OpenAI writes it."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    body = json.dumps({"error": {"message": f"scripted {status}", "type": "scripted", "code": str(status)}}).encode()
    return lambda exchange: exchange.send(status, body, headers)


def raw(body: bytes, status: int = 200) -> Handler:
    """Answer with these very bytes."""
    return lambda exchange: exchange.send(status, body)


def cut_off() -> Handler:
    """Announce a whole answer, send half of it, and hang up."""

    def handle(exchange: _Exchange) -> None:
        whole = _completion("half of this never arrives", "any")
        exchange.send(200, whole[: len(whole) // 2], length=len(whole))
        exchange.handler.connection.shutdown(socket.SHUT_RDWR)

    return handle


def hang() -> Handler:
    """Never answer."""

    def handle(exchange: _Exchange) -> None:
        exchange.stopping.wait(60)

    return handle


@dataclass
class OpenAIServer:
    """Use as a context manager; `script(...)` says what comes next, `default` what comes when the script is over."""

    default: Handler = field(default_factory=lambda: answer("A plain answer."))
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._script: deque[Handler] = deque()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler_class())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def api_base(self) -> str:
        """What LLM_API_BASE has to be."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def chats(self) -> list[Received]:
        """The chat requests received so far."""
        return [one for one in self.received if one.path.endswith("/chat/completions")]

    @property
    def everything(self) -> str:
        """All that was ever received, headers included, as one text."""
        return "\n".join(
            f"{one.method} {one.path} {dict(one.headers)} {one.body.decode('utf-8', 'replace')} {_unescaped(one.body)}"
            for one in list(self.received)
        )

    def script(self, *handlers: Handler) -> None:
        """Answer the next chat requests with these, one each."""
        with self._lock:
            self._script.extend(handlers)

    def reset(self) -> None:
        """Forget the script and what was received; the default is a plain answer again."""
        with self._lock:
            self._script.clear()
            self.received.clear()
            self.default = answer("A plain answer.")

    def wait_for_chats(self, count: int, seconds: float = 10.0) -> None:
        """Wait until that many chat requests have come in. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while len(self.chats) < count:
            if time.monotonic() > until:
                raise TimeoutError(f"{len(self.chats)} of {count} requests came in")
            time.sleep(0.01)

    def _next(self) -> Handler:
        with self._lock:
            return self._script.popleft() if self._script else self.default

    def _handler_class(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class RequestHandler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
                pass

            def do_GET(self) -> None:  # noqa: N802 - the base class's name
                exchange = self._receive()
                models = {"object": "list", "data": [{"id": "test-model", "object": "model"}]}
                if self.path.endswith("/models"):
                    exchange.send(200, json.dumps(models).encode())
                else:
                    exchange.send(404, b"{}")

            def do_POST(self) -> None:  # noqa: N802 - the base class's name
                exchange = self._receive()
                if not self.path.endswith("/chat/completions"):
                    exchange.send(404, b"{}")
                    return
                with contextlib.suppress(OSError):  # the client may have hung up first
                    server._next()(exchange)
                self.close_connection = True

            def _receive(self) -> _Exchange:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = Received(self.command, self.path, dict(self.headers.items()), body)
                server.received.append(request)
                return _Exchange(request, self, server._stopping)

        return RequestHandler


def _unescaped(body: bytes) -> str:
    """JSON bodies once more with their escapes undone, so that a search for "ñ" finds it."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        return ""
