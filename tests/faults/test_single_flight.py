"""Fifty processes ask the same at one moment: one call is paid, also when the process that makes it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import pytest

from ai import flight
from ai.models import Call, Draft
from tests.servers.openai_server import Handler, OpenAIServer, answer
from tests.services.stack import REPOSITORY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_only, pytest.mark.timeout(240)]
MANY = 50
FEW = 12


@contextmanager
def crowd(environment: dict[str, str], provider: OpenAIServer, count: int = MANY) -> Iterator[subprocess.Popen[str]]:
    settings = {
        "DJANGO_SETTINGS_MODULE": "config.settings", "LLM_MODEL": "openai/test-model", "LLM_API_KEY": "k",
        "LLM_API_BASE": provider.api_base, "LLM_TIMEOUT_SECONDS": "60", "LLM_MAX_RETRIES": "0",
    }  # fmt: skip
    words = [sys.executable, "-m", "tests.faults.askers", str(count)]
    process = subprocess.Popen(
        words,
        cwd=REPOSITORY,
        env={**environment, **settings},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def told_by(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    said, _ = process.communicate(timeout=180)
    return [json.loads(line) for line in said.splitlines() if line.startswith('{"pid"')]


def test_draft__asked_by_fifty_processes_at_once__makes_one_provider_call(settings_env) -> None:
    with (
        OpenAIServer(default=answer("One letter.", after_seconds=1)) as provider,
        crowd(settings_env, provider) as all_,
    ):
        told = told_by(all_)
        paid = len(provider.chats)
    assert paid == 1
    assert [one for one in told if "error" in one] == []
    assert {one["text"] for one in told} == {"One letter."}
    assert sorted(one["cached"] for one in told) == [False] + [True] * (MANY - 1)
    assert sorted(one["tokens"] for one in told) == [0] * (MANY - 1) + [18]
    assert (Draft.objects.count(), Call.objects.filter(cached=False).count()) == (MANY, 1)


def test_draft__leader_killed_in_mid_call__is_replaced_within_its_lease(settings_env) -> None:
    leading: list[int] = []
    calls: list[float] = []

    def first_hangs(exchange: Any) -> None:
        calls.append(time.monotonic())
        if len(calls) > 1:
            answer("The second asker's letter.")(exchange)
            return
        leading.append(exchange.handler.client_address[1])
        exchange.stopping.wait(120)

    handler: Handler = first_hangs
    with OpenAIServer(default=handler) as provider, crowd(settings_env, provider, FEW) as all_:
        leader = found_by_port(all_.pid, leading)
        os.kill(leader, signal.SIGKILL)
        killed = time.monotonic()
        told = told_by(all_)
    assert len(calls) == 2
    # The lease ends within LEASE_SECONDS (tests/ai/test_flight.py); a first call through litellm takes a while.
    assert calls[1] - killed < flight.LEASE_SECONDS + 3
    assert [one for one in told if "error" in one] == []
    assert leader not in {one["pid"] for one in told}
    assert [one["text"] for one in told] == ["The second asker's letter."] * (FEW - 1)
    assert sorted(one["cached"] for one in told) == [False] + [True] * (FEW - 2)


def found_by_port(parent: int, ports: list[int]) -> int:
    """The child of `parent` that calls from the first of `ports`, as soon as one does."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        for child in psutil.Process(parent).children() if ports else ():
            if any(one.laddr.port == ports[0] for one in child.net_connections()):
                return child.pid
        time.sleep(0.05)
    raise AssertionError("No asker has called the provider.")
