"""What stands in the log: never a prompt or an answer, at no level."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

from tests.servers.openai_server import OpenAIServer, answer

ASK = """
import django
django.setup()
import structlog
from ai import backends
structlog.get_logger("ai.room").debug("our own line")
model = backends.configured()
said = [{"role": "user", "content": "Words of the question"}]
print(model.complete(said).text)
print(model.stream(said, lambda piece: None).text)
"""


def test_log__at_debug__has_our_lines_and_no_word_of_prompt_or_answer() -> None:
    with OpenAIServer(answer("Words of the answer.")) as server:
        own = {"LOG_LEVEL": "DEBUG", "LLM_MODEL": "openai/test-model", "LLM_API_BASE": server.api_base}
        environment = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "config.settings"}
        ran = subprocess.run(
            [sys.executable, "-c", ASK], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
    assert ran.stdout.splitlines() == ["Words of the answer."] * 2
    assert "our own line" in ran.stderr
    assert "Words of the" not in ran.stderr
