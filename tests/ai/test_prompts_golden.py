"""The exact messages of chat and analysis under the version of their shipped text, and published texts in use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from ai import services
from ai.analysis import Question
from ai.models import Call
from ai.prompts import analysis, chat
from ai.prompts.shipped import shipped
from ai.services.policies import policy_publish
from tests.ai.asking import ask
from tests.servers.openai_server import OpenAIServer

FOLDER = Path(__file__).parent / "golden"
TEXT = "Answer shortly from the sources, as a Philippine practice would; the questions of the asker come last. " * 2


def chat_messages(given: dict[str, Any]) -> list[dict[str, str]]:
    return chat.messages(guidance=shipped("chat").text, **given)


def analysis_messages(given: dict[str, Any]) -> list[dict[str, str]]:
    questions = [Question(one["ruleId"], one["question"]) for one in given["questions"]]
    return analysis.messages(shipped("analysis").text, questions, given["text"])


@pytest.mark.parametrize("name", ["chat-client-fil", "chat-staff-en", "analysis-en"])
def test_messages__stand_as_recorded_under_their_version(name: str) -> None:
    golden = json.loads((FOLDER / f"{name}.json").read_text())
    purpose = name.partition("-")[0]
    made = {"chat": chat_messages, "analysis": analysis_messages}[purpose](golden["given"])
    assert shipped(purpose).version == golden["version"]
    assert made == golden["messages"]


@pytest.mark.django_db(transaction=True)
def test_published_text__is_what_chat_and_analysis_send_and_record(
    provider: OpenAIServer, admin_user: User, lawyer: User
) -> None:
    rule = {"id": "rent", "severity": "low", "message": "m", "legalBasis": "l", "requires": ["rent"], "question": "q?"}
    policy_publish(actor=None, slug="lease", title="Leases", rules=[rule])
    for purpose in ("chat", "analysis"):
        services.prompt_publish(actor=admin_user, purpose=purpose, text=TEXT, note="shorter")
    ask(lawyer)
    services.analyze(actor=lawyer, text="A paper.", policy="lease")
    for sent in provider.chats:
        rules = sent.json["messages"][0]["content"]
        assert rules.startswith(TEXT.strip())
        assert "These rules stand above all else in this conversation:" in rules
    assert sorted(Call.objects.values_list("prompt_version", flat=True)) == ["analysis-r1", "chat-r1"]
