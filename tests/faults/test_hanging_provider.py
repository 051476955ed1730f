"""A language model that never answers: who asked it waits, and nobody else does."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.servers.openai_server import Handler, OpenAIServer

pytestmark = [pytest.mark.embedded_only, pytest.mark.timeout(240)]
CHATS = 40
SHORT = 60


def hanging(until: threading.Event) -> Handler:
    def handle(exchange: Any) -> None:
        until.wait(60)
        exchange.send(500, b"{}")

    return handle


def test_provider_that_hangs__leaves_all_other_requests_their_answers(live_hain, begun) -> None:
    """Forty questions are more than there are threads that may wait; what is too much is answered from the sources."""
    released = threading.Event()
    with OpenAIServer(default=hanging(released)) as provider:
        live = live_hain(
            begun, LLM_MODEL="openai/test-model", LLM_API_BASE=provider.api_base, LLM_API_KEY="k",
            LLM_TIMEOUT_SECONDS="60", LLM_MAX_RETRIES="0", WEB_THREADS="16",
        )  # fmt: skip
        lawyer = live.logins()["lawyer"]
        with httpx.Client(base_url=live.base_url, timeout=100) as http, ThreadPoolExecutor(CHATS) as pool:
            tokens = http.post("/api/auth/token", json={"email": lawyer["email"], "password": lawyer["password"]})
            http.headers["Authorization"] = f"Bearer {tokens.json()['access']}"

            def ask(number: int) -> httpx.Response:
                body = {"userId": lawyer["id"], "message": f"What are the fees of filing number {number}?"}
                return http.post("/api/ai/chat", json=body)

            asked = [pool.submit(ask, number) for number in range(CHATS)]
            provider.wait_for_chats(12, seconds=60)
            short = [http.get(path, timeout=20).status_code for path in ("/api/cases", "/api/auth/me") * (SHORT // 2)]
            still_waiting = sum(not one.done() for one in asked)
            released.set()
            answers = [one.result() for one in asked]
    assert short == [200] * SHORT
    assert still_waiting == 12
    told = [one.status_code for one in answers]
    degraded = sum(one.status_code == 200 and one.json()["degraded"] for one in answers)
    assert (told.count(503), degraded) == (12, 28)
