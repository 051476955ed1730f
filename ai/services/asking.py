"""Asking a model about the pieces of a text that is analysed: from the cache, else by one paid call."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from accounts.models import User
from ai import analysis, backends, flight
from ai.analysis import Asker, Chunk, Question, Reading
from ai.backends.base import Completion, LanguageModelBackend, Message
from ai.models import Call, PolicyVersion
from ai.prompts import analysis as prompts
from ai.selectors import prompt_in_use
from ai.services import calls
from cases.models import Case


def model_asker(actor: User | None, case: Case | None, version: PolicyVersion) -> Asker | None:
    """Who asks the configured model about texts held against `version`; None where no model is configured."""
    backend = backends.configured()
    return _ModelAsker(backend, actor, case, version) if backend.sends_data_out else None


class _ModelAsker:
    def __init__(
        self, backend: LanguageModelBackend, actor: User | None, case: Case | None, version: PolicyVersion
    ) -> None:
        self._backend = backend
        self._actor = actor
        self._case = case
        self._version = version
        self._guidance = prompt_in_use("analysis")

    def __call__(self, questions: Sequence[Question], chunk: Chunk) -> Reading:
        prompt = prompts.messages(self._guidance.text, questions, chunk.text)
        question = calls.Question(Call.Purpose.ANALYSIS, self._guidance.version, prompt, self._actor, self._case)
        backend = self._backend

        def pay() -> Completion:
            return calls.call_make(question=question, backend=backend, ask=lambda: backend.complete(prompt))

        flown = flight.fly(self._key(prompt), pay, keep_seconds=settings.LLM_CACHE_SECONDS)
        if flown.cached:
            calls.call_spared(question=question, backend=backend, model=flown.value.model)
        return analysis.read_findings(flown.value.text, self._version.read(), chunk)

    def _key(self, prompt: list[Message]) -> str:
        """A hash over all that the answer depends on; a kept answer serves those of one case, else its asker alone."""
        actor = self._actor.pk if self._actor is not None else "-"
        scope = f"case:{self._case.pk}" if self._case is not None else f"user:{actor}"
        policy = [self._version.policy.slug, self._version.number, self._version.checksum]
        parts = [scope, self._backend.name, self._backend.models, self._guidance.version, policy, prompt]
        return flight.key_of("analysis", parts)
