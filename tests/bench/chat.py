"""Chat: what our client adds to a bare litellm call, and a cached answer against a bare view, under load.

The first runs in this process against a server on loopback that answers at once. The second runs one gunicorn process
on MariaDB and Redis, with clients in a process of their own; both views take turns.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from accounts.services import user_create
from ai import services
from tests.processes import clean_environment
from tests.servers.openai_server import OpenAIServer
from tests.services.process import free_ports
from tests.services.stack import Stack

ROUNDS = 40
MESSAGE = ("How many incorporators does a stock corporation need, and what is the minimum capital? " * 30)[:2000]
PASSWORD = "Long-enough-9"
MAKE_CLIENT = """
from accounts.services import user_create
made = user_create(
    actor=None, email="{}", password="Long-enough-9", full_name="B", role="client", email_confirmed=True
)
print(made.pk)
"""
SECONDS = 6.0
TURNS = 2


@dataclass(frozen=True)
class Overhead:
    """Medians in milliseconds, and their ratio."""

    bare_ms: float
    chat_ms: float

    @property
    def ratio(self) -> float:
        return self.chat_ms / self.bare_ms


@dataclass(frozen=True)
class Load:
    """Requests a second of both views, and the cached chat's latency in milliseconds."""

    bare: float
    chat: float
    p50_ms: float
    p99_ms: float


def overhead(root: Path) -> Overhead:
    """An uncached chat with a 2,000-character message against a bare litellm call of the same message."""
    import litellm  # heavy

    call_command("import_knowledge", str(root / "ai" / "knowledge" / "library"), verbosity=0)
    user = user_create(actor=None, email="chat@hain.example", password=PASSWORD, full_name="B", role="lawyer")
    with OpenAIServer() as server:
        settings.LLM_MODEL, settings.LLM_API_BASE, settings.LLM_API_KEY = "openai/bench", server.api_base, "k"
        messages = [{"role": "user", "content": MESSAGE}]
        bare = _of_number(lambda _: litellm.completion("openai/bench", messages, api_base=server.api_base, api_key="k"))
        chat = _of_number(lambda number: _ask(user, f"{MESSAGE[:-6]}{number:06d}"))
        samples: list[tuple[float, float]] = [(bare(number), chat(number)) for number in range(ROUNDS)]
        settings.LLM_MODEL = settings.LLM_API_BASE = settings.LLM_API_KEY = ""
    connection.close()
    middle = [statistics.median(values) * 1000 for values in zip(*samples[5:], strict=True)]
    return Overhead(*middle)


def _ask(user: User, message: str) -> None:
    services.chat(actor=user, user_id=user.pk, message=message)


def _of_number(run: Callable[[int], Any]) -> Callable[[int], float]:
    def timed(number: int) -> float:
        started = time.perf_counter()
        run(number)
        return time.perf_counter() - started

    return timed


def load(root: Path, state: Path) -> Load:
    """One gunicorn process on MariaDB and Redis, 64 clients, the two views in turns."""
    stack = Stack()
    started = stack.start()
    port = free_ports(1)[0]
    try:
        with OpenAIServer() as server:
            environment = {
                **clean_environment(),
                **stack.environment(),
                "VAR_DIR": str(state),
                "PUBLIC_URL": f"http://127.0.0.1:{port}",
                "LLM_MODEL": "openai/bench",
                "LLM_API_BASE": server.api_base,
                "LLM_API_KEY": "k",
                "LIMIT_USER_PER_MINUTE": "100000000",
                "LOG_LEVEL": "ERROR",
                "CELERY_BROKER_URL": "",
            }
            return _loaded(root, environment, port)
    finally:
        if started:
            stack.stop()


def _loaded(root: Path, environment: dict[str, str], port: int) -> Load:
    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True).stdout

    manage("migrate")
    manage("import_knowledge", str(root / "ai" / "knowledge" / "library"))
    email = f"load-{uuid.uuid4().hex}@hain.example"
    client = {
        "email": email,
        "password": PASSWORD,
        "id": manage("shell", "-v0", "-c", MAKE_CLIENT.format(email)).strip(),
    }
    words = ["-m", "gunicorn", "tests.bench.web:application", "-k", "gthread", "--threads", "32", "--keep-alive", "30"]
    words += ["--log-level", "warning", "--no-control-socket"]
    web = subprocess.Popen([sys.executable, *words, "-b", f"127.0.0.1:{port}"], cwd=root, env=environment)
    try:
        token = _token(port, client)
        asked = json.dumps({"userId": client["id"], "message": MESSAGE})
        return _in_turns(root, port, token, asked)
    finally:
        web.terminate()
        web.wait(30)


def _in_turns(root: Path, port: int, token: str, asked: str) -> Load:
    bare, chat = [], []
    _generate(root, port, token, "/api/ai/chat", asked, seconds=1.0)
    for _ in range(TURNS):
        bare.append(_generate(root, port, token, "/bench/bare", asked))
        chat.append(_generate(root, port, token, "/api/ai/chat", asked))
    latencies = sorted(one for samples in chat for one in samples)
    rate = {name: sum(map(len, runs)) / (TURNS * SECONDS) for name, runs in (("bare", bare), ("chat", chat))}
    p50, p99 = (latencies[int(len(latencies) * share)] * 1000 for share in (0.5, 0.99))
    return Load(rate["bare"], rate["chat"], p50, p99)


def _token(port: int, client: dict[str, str]) -> str:
    until = time.monotonic() + 60
    while True:
        try:
            http_client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            body = json.dumps({"email": client["email"], "password": client["password"]})
            http_client.request("POST", "/api/auth/token", body, {"Content-Type": "application/json"})
            return str(json.loads(http_client.getresponse().read())["access"])
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _generate(root: Path, port: int, token: str, path: str, body: str, *, seconds: float = SECONDS) -> list[float]:
    """The latencies of what 64 clients could ask in so many seconds, from a process of their own."""
    words = [sys.executable, "-m", "tests.bench.clients", str(port), path, str(seconds)]
    done = subprocess.run(
        words, cwd=root, input=json.dumps([token, body]), text=True, capture_output=True, check=True, env=os.environ
    )
    return [float(one) for one in done.stdout.split()]
