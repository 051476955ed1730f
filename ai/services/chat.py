"""Chat: find passages → scrub → cache → one provider call however many ask → check what it cites → store.

Where no model can be asked, the best passages answer, word for word.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from accounts.exceptions import EmailUnconfirmed
from accounts.models import User
from ai import backends, flight, knowledge, privacy, selectors
from ai.backends.base import Completion, LanguageModelBackend, Message
from ai.chat import AnswerReader, ChatReference, ReadAnswer, language_of, phrase, quoted_answer
from ai.constants import OFFLINE
from ai.exceptions import NotYourUser
from ai.locales import is_ours, nearest_language, require_language_tag
from ai.models import Call, Consultation, ConsultationMessage
from ai.prompts import chat as prompts
from ai.prompts.shipped import Prompt
from ai.scrubbing import QuestionScrubber
from ai.selectors.chat import client_served
from ai.services.calls import Question, call_make, call_spared
from ai.services.consultations import Exchange, exchange_store
from ai.services.provider import heard
from cases.models import Case
from core.errors import InvalidInput
from core.pii import Known, PlaceholderMap

LONGEST_MESSAGE = 20_000  # characters
LONGEST_CONTEXT = 50_000  # characters of JSON
PROMPT = "chat"
MOST_SOURCES = 6
_FEWEST_WORDS = 4  # a shorter question asks about what was said before
Tell = Callable[[str], None]


@dataclass(frozen=True)
class _Asked:
    """A question with all that an answer to it is made from."""

    actor: User
    served: User
    message: str = field(repr=False)
    case: Case | None
    consultation: Consultation | None
    context: Mapping[str, Any] = field(repr=False)
    locale: str
    history: list[ConsultationMessage] = field(repr=False)
    passages: list[selectors.FoundPassage] = field(repr=False)
    guidance: Prompt


def chat(
    *,
    actor: User,
    user_id: uuid.UUID,
    message: str,
    case: Case | None = None,
    consultation: Consultation | None = None,
    context: Mapping[str, Any] | None = None,
    locale: str | None = None,
    tell: Tell | None = None,
) -> ConsultationMessage:
    """Answer `message`, and keep question and answer in `consultation` or in a new one.

    The caller has found `case` and `consultation` through what `actor` may see and go on with. `user_id` is the
    actor's own or, for staff, that of the client of `case`. `context` is free-form and goes to the model as data. With
    `tell` the answer is told piece by piece as it comes; the pieces make up its text.

    A provider that refuses for good (400, 401, 403), that rests, that has too many askers, or that no budget is left
    for, gives an answer made of passages, `degraded`. Raises EmailUnconfirmed, NotYourUser, InvalidInput; ScrubFailed
    when personal data could not be taken out; Retryable, RateLimited and OutcomeUnknown (503, 504) when the provider
    does not answer properly. Then nothing is stored. Call it outside a transaction: it may call a provider.
    """
    asked = _asked(actor, user_id, message, case, consultation, dict(context or {}), locale)
    exchange = _answer(asked, tell or (lambda piece: None), streamed=tell is not None)
    return exchange_store(exchange)


def _asked(
    actor: User,
    user_id: uuid.UUID,
    message: str,
    case: Case | None,
    consultation: Consultation | None,
    context: dict[str, Any],
    locale: str | None,
) -> _Asked:
    if not actor.is_cleared:
        raise EmailUnconfirmed
    if consultation is not None:
        case = _same_case(consultation, case)
    served = _served(actor, user_id, case)
    if consultation is not None and consultation.served_id != served.pk:
        raise NotYourUser("This consultation is held for somebody else. Begin a new one.")
    if locale:
        require_language_tag(locale)
    if len(json.dumps(context, ensure_ascii=False)) > LONGEST_CONTEXT:
        raise InvalidInput.at("/context", "max-length", f"context has at most {LONGEST_CONTEXT:,} characters of JSON.")
    history = selectors.said_before(consultation)
    spoken = locale or language_of(message) or (consultation.locale if consultation is not None else actor.locale)
    passages = _passages(actor, message, history, case=case, locale=spoken)
    guidance = selectors.prompt_in_use(PROMPT)
    return _Asked(actor, served, message, case, consultation, context, spoken, history, passages, guidance)


def _same_case(consultation: Consultation, case: Case | None) -> Case | None:
    if case is not None and case.pk != consultation.case_id:
        detail = "This consultation belongs to another case, or to none. Begin a new one."
        raise InvalidInput.at("/context/caseId", "other-case", detail)
    return consultation.case


def _served(actor: User, user_id: uuid.UUID, case: Case | None) -> User:
    if user_id == actor.pk:
        return actor
    client = client_served(case, user_id) if case is not None and actor.is_staff else None
    if client is None:
        raise NotYourUser("userId is your own id, or as staff that of the client of context.caseId.")
    return client


def _passages(
    actor: User, message: str, history: list[ConsultationMessage], *, case: Case | None, locale: str
) -> list[selectors.FoundPassage]:
    """What the sources say; a question of few words is searched together with the one before it."""
    asked_before = [one.text for one in history if one.role == ConsultationMessage.Role.USER][-1:]
    short = len(message.split()) < _FEWEST_WORDS
    query = " ".join([*asked_before, message]) if short else message
    language = nearest_language(locale)
    found = selectors.passages_found(actor, query, case=case, locale=language, limit=MOST_SOURCES)
    if found or short or not asked_before:
        return found
    return selectors.passages_found(
        actor, " ".join([*asked_before, message]), case=case, locale=language, limit=MOST_SOURCES
    )


def _answer(asked: _Asked, tell: Tell, *, streamed: bool) -> Exchange:
    backend = backends.configured()
    if not backend.sends_data_out:
        return _quoted(asked, tell)
    end = heard(backend, lambda: _from_model(asked, backend, tell, streamed=streamed))
    return end.answer if end.answer is not None else _quoted(asked, tell, refusal=end.refusal)


def _quoted(asked: _Asked, tell: Tell, *, refusal: str = "") -> Exchange:
    """The answer without a model: the best passages, word for word."""
    text, quotes = quoted_answer(asked.passages, nearest_language(asked.locale))
    tell(text)
    references = tuple(ChatReference.of(passage, quote) for passage, quote in quotes)
    return _exchange(asked, ReadAnswer(text, references, 0), backend=OFFLINE, model=OFFLINE, refusal=refusal)


def _from_model(asked: _Asked, backend: LanguageModelBackend, tell: Tell, *, streamed: bool) -> Exchange:
    earlier = asked.consultation.placeholders if asked.consultation is not None else []
    mapping = PlaceholderMap.load(earlier)
    prompt = _prompt(asked, mapping)
    language = nearest_language(asked.locale)
    reader = AnswerReader(asked.passages, mapping, question=asked.message, language=language, laws=lambda: _laws(asked))
    question = Question(Call.Purpose.CHAT, asked.guidance.version, prompt, asked.actor, asked.case)
    came: list[str] = []

    def feed(piece: str) -> None:
        came.append(piece)
        if shown := reader.feed(piece):
            tell(shown)

    def ask() -> Completion:
        return backend.stream(prompt, feed) if streamed else backend.complete(prompt)

    def pay() -> Completion:
        return call_make(question=question, backend=backend, ask=ask)

    flown = flight.fly(_cache_key(asked, backend, prompt), pay, keep_seconds=settings.LLM_CACHE_SECONDS)
    completion: Completion = flown.value
    spared = None
    if flown.cached:
        spared = call_spared(question=question, backend=backend, model=completion.model, save=False)
    if not came:
        feed(completion.text)
    if last := reader.finish():
        tell(last)
    read = reader.answer()
    if not read.text:
        read = ReadAnswer(phrase("nothing-left", language), (), read.removed)
        tell(read.text)
    return _exchange(
        asked, read, backend=backend.name, model=completion.model, prompt=prompt, mapping=mapping,
        cached=flown.cached, completion=completion, spared=spared,
    )  # fmt: skip


def _laws(asked: _Asked) -> knowledge.Laws:
    """What an answer may cite: the laws of the sources, and those that the asker and the passages speak of."""
    said = [asked.message, *(one.text for one in asked.history), json.dumps(asked.context, ensure_ascii=False)]
    spoken = knowledge.laws_in([*said, *(one.text for one in asked.passages)])
    cited = selectors.laws_cited(asked.actor, case=asked.case)
    return knowledge.united(spoken, cited)


def _prompt(asked: _Asked, mapping: PlaceholderMap) -> list[Message]:
    """The messages to be sent, all of them scrubbed with one map."""
    scrubber = QuestionScrubber(_known(asked), mapping)
    asker = ConsultationMessage.Role.USER
    history = [
        {"role": "user" if one.role == asker else "assistant", "content": scrubber.text(one.text)}
        for one in asked.history
    ]
    return prompts.messages(
        guidance=asked.guidance.text,
        history=history,
        question=scrubber.text(asked.message),
        sources=[
            scrubber.texts({"title": one.title, "citation": one.citation, "text": one.text}) for one in asked.passages
        ],
        context=scrubber.data(privacy.flattened(asked.context)),
        locale=asked.locale if is_ours(asked.locale) else scrubber.text(asked.locale),
        for_client=not asked.actor.is_staff,
    )


def _known(asked: _Asked) -> list[Known]:
    """The people of the case, those whom the context names, and whoever asks."""
    known = [*(privacy.known_of_case(asked.case) if asked.case is not None else ()), *privacy.known_in(asked.context)]
    for user in {asked.actor.pk: asked.actor, asked.served.pk: asked.served}.values():
        known += privacy.known_of_user(user)
    return known


def _cache_key(asked: _Asked, backend: LanguageModelBackend, prompt: list[Message]) -> str:
    """A hash over all that the answer depends on. What was asked of the knowledge base alone may serve everybody."""
    if asked.case is not None:
        scope = f"case:{asked.case.pk}:{asked.actor.role}"
    elif asked.history or asked.context:
        scope = f"user:{asked.actor.pk}"
    else:
        scope = "knowledge"
    parts = [scope, backend.name, backend.models, asked.guidance.version, prompt]
    return flight.key_of("chat", parts)


def _exchange(
    asked: _Asked,
    read: ReadAnswer,
    *,
    backend: str,
    model: str,
    prompt: list[Message] | None = None,
    mapping: PlaceholderMap | None = None,
    cached: bool = False,
    completion: Completion | None = None,
    refusal: str = "",
    spared: Call | None = None,
) -> Exchange:
    paid = completion if completion is not None and not cached else None
    return Exchange(
        asker=asked.actor,
        served=asked.served,
        case=asked.case,
        consultation=asked.consultation,
        locale=asked.locale,
        question=asked.message,
        answer=read,
        backend=backend,
        model=model,
        prompt_version=asked.guidance.version if completion is not None else "quotes-1",
        prompt=prompt or [],
        mapping=mapping,
        cached=cached,
        degraded=completion is None,
        tokens_in=paid.tokens_in if paid else 0,
        tokens_out=paid.tokens_out if paid else 0,
        refusal=refusal,
        spared=spared,
    )
