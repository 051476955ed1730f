"""The clause library as a backend: works without any account, answers at once, and says that it is degraded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jinja2

from ai import clauses
from ai.backends.base import Completion, DraftAnswer, DraftingBackend, DraftRequest, Message, Section
from ai.constants import OFFLINE, REQUEST_KEYS
from core.backends import Unsupported


class OfflineBackend(DraftingBackend):
    """Fills the clauses of the declared sections with the inputs."""

    name = OFFLINE
    sends_data_out = False
    degraded = True
    models = (OFFLINE,)

    def _check(self) -> str:
        return "Drafts come from the clause library; no language model is configured."

    def prompt_version(self, request: DraftRequest) -> str:
        return "clauses-1"

    def prompt(self, request: DraftRequest) -> list[Message]:
        return []

    def draft(self, request: DraftRequest) -> DraftAnswer:
        return self.guarded("draft", lambda: self._draft(request))

    def complete(self, messages: Sequence[Message]) -> Completion:
        raise Unsupported("No language model is configured.")

    def stream(self, messages: Sequence[Message], tell: Callable[[str], None]) -> Completion:
        raise Unsupported("No language model is configured.")

    def _draft(self, request: DraftRequest) -> DraftAnswer:
        texts: dict[str, str] = {}
        warnings: list[str] = []
        for section in request.sections:
            texts[section.key], said = _section_text(section, request)
            warnings += said
        return DraftAnswer(texts, tuple(warnings), OFFLINE)


def _section_text(section: Section, request: DraftRequest) -> tuple[str, list[str]]:
    data = {**_plain_request(request), **request.inputs}
    try:
        text, missing = clauses.render(section.clauses, data, request.locale, request.tone)
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        return "", [f"The clause for “{section.title}” could not be used ({type(error).__name__}); write it by hand."]
    if not text:
        return "", [f"The clause library has no text for “{section.title}”; write it by hand."]
    return text, [f"“{section.title}” has a blank for {name}, which the inputs do not give." for name in missing]


def _plain_request(request: DraftRequest) -> dict[str, Any]:
    """For free-form drafts: what was asked, and the other inputs as labelled facts."""
    asked = next((request.inputs[key] for key in REQUEST_KEYS if isinstance(request.inputs.get(key), str)), "")
    facts = [
        (key, value)
        for key, value in request.inputs.items()
        if key not in REQUEST_KEYS and isinstance(value, str | int | float) and not isinstance(value, bool)
    ]
    return {"request_text": asked or request.title, "facts": facts}
