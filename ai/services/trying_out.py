"""Trying a prompt out before or after it is published: what would be sent, and on demand what the model says to it."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from ai import analysis, backends, privacy, selectors
from ai.backends.base import DraftRequest, Message
from ai.constants import DEFAULT_TONE, FREEFORM
from ai.models import Call, PromptVersion
from ai.prompts import analysis as analysis_prompts
from ai.prompts import chat, drafting
from ai.prompts.shipped import Prompt, purposes
from ai.selectors.analysis import policy_version_get
from ai.services.calls import Question, call_make
from ai.services.prompts import LONGEST_PROMPT, require_admin
from core.errors import InvalidInput
from core.pii import PlaceholderMap, Scrubber, restore

UNPUBLISHED = "unpublished"
MOST_SOURCES = 6
_PURPOSES = {
    PromptVersion.Purpose.DRAFTING: Call.Purpose.DRAFT,
    PromptVersion.Purpose.CHAT: Call.Purpose.CHAT,
    PromptVersion.Purpose.ANALYSIS: Call.Purpose.ANALYSIS,
}


@dataclass(frozen=True)
class TriedOut:
    """The scrubbed messages, the version that would stand on the call and, where a model was asked, its answer with
    the real values in it.
    """

    messages: list[Message]
    version: str
    answer: str = ""
    model: str = ""


def prompt_can_ask() -> bool:
    """Whether a model is configured."""
    return backends.configured().sends_data_out


def prompt_try_out(
    *, actor: User, purpose: str, text: str, locale: str, ask: bool, guidance: str = "", policy: str = ""
) -> TriedOut:
    """What `text` (a wish for a draft, a question, or a paper) would send with the prompt in use for `purpose`, or with
    `guidance` in its place; with `ask` the model answers it. A paper is held against `policy`, a slug.

    An asked model is a call like any other, paid from the budgets; nothing else is kept. Raises Forbidden for anybody
    but an admin; InvalidInput for a purpose without a text and a guidance that is too long; PolicyNotFound;
    ScrubFailed, BudgetSpent, and what the provider raises. Call it outside a transaction.
    """
    require_admin(actor)
    if purpose not in purposes():
        raise InvalidInput.at("/purpose", "unknown", f"Purposes are: {', '.join(purposes())}.")
    if len(guidance) > LONGEST_PROMPT:
        raise InvalidInput.at("/guidance", "max-length", f"A prompt has at most {LONGEST_PROMPT:,} characters.")
    used = selectors.prompt_text(purpose)
    guidance = guidance.replace("\r\n", "\n").strip()  # a browser's form ends lines as mails do
    prompt_in_trial = Prompt(f"{purpose}-{UNPUBLISHED}", guidance) if guidance not in ("", used.text) else used
    mapping = PlaceholderMap()
    scrubber = Scrubber(privacy.known_of_user(actor))
    scrubbed = scrubber.scrub(text, mapping).text
    if purpose == PromptVersion.Purpose.CHAT:
        sources = scrubber.scrub_data(_sources(actor, text, locale), mapping).data
        messages = _chat(prompt_in_trial, scrubbed, sources, locale)
    elif purpose == PromptVersion.Purpose.ANALYSIS:
        messages = _analysis(prompt_in_trial, scrubbed, policy)
    else:
        messages = _drafting(prompt_in_trial, scrubbed, locale)
    backend = backends.configured()
    if not ask or not backend.sends_data_out:
        return TriedOut(messages, prompt_in_trial.version)
    question = Question(_PURPOSES[PromptVersion.Purpose(purpose)], prompt_in_trial.version, messages, actor, None)
    answered = call_make(question=question, backend=backend, ask=lambda: backend.complete(messages))
    return TriedOut(messages, prompt_in_trial.version, restore(answered.text, mapping), answered.model)


def _drafting(guidance: Prompt, scrubbed: str, locale: str) -> list[Message]:
    draft_type = selectors.draft_type_get(FREEFORM)
    request = DraftRequest(
        title=draft_type.title,
        sections=selectors.sections_of(draft_type),
        inputs={"instructions": scrubbed},
        tone=DEFAULT_TONE,
        locale=locale,
        guidance=guidance,
    )
    return drafting.messages(request)


def _sources(actor: User, text: str, locale: str) -> list[dict[str, str]]:
    found = selectors.passages_found(actor, text, locale=locale, limit=MOST_SOURCES)
    return [{"title": one.title, "citation": one.citation, "text": one.text} for one in found]


def _chat(guidance: Prompt, scrubbed: str, sources: list[dict[str, str]], locale: str) -> list[Message]:
    return chat.messages(
        guidance=guidance.text,
        question=scrubbed,
        sources=sources,
        context={},
        history=[],
        locale=locale,
        for_client=False,
    )


def _analysis(guidance: Prompt, scrubbed: str, policy: str) -> list[Message]:
    questions = analysis.questions_of(policy_version_get(policy).read())
    return analysis_prompts.messages(guidance.text, questions, scrubbed)
