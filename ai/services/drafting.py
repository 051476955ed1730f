"""Drafting: scrub → cache → one provider call however many ask → put the real values back → store the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.exceptions import EmailUnconfirmed
from accounts.models import User
from ai import backends, flight, privacy, quality, selectors
from ai.backends.base import DraftAnswer, DraftingBackend, DraftRequest, Message
from ai.constants import DEFAULT_LOCALE, DEFAULT_TONE, OFFLINE, REQUEST_KEYS
from ai.events import DraftCreated
from ai.exceptions import BudgetSpent, CaseDraftsForStaff, ModelsBusy
from ai.knowledge import citations_in
from ai.locales import require_language_tag
from ai.models import Call, Draft, DraftType
from ai.selectors.analysis import policy_version_get
from ai.services.analysis import warnings_for_draft
from ai.services.calls import Question, call_make, call_spared
from ai.services.provider import heard, refusal_record
from cases.models import Case
from core import audit, events
from core.pii import KnownValue, PlaceholderMap, Scrubber, restore, unresolved

PROMPT = "drafting"
MOST_PASSAGES = 6


@dataclass(frozen=True)
class _Written:
    """A draft's text with where it came from, before it is stored."""

    answer: DraftAnswer
    backend: DraftingBackend
    prompt: list[Message]
    cached: bool = False
    refusal: str = ""  # the code of the provider's terminal refusal, if it refused
    spared: str = ""  # why no provider was asked, if one could have been


def draft(
    *,
    actor: User | None,
    type: str,  # noqa: A002 - the contract's name
    inputs: Mapping[str, Any],
    tone: str = DEFAULT_TONE,
    locale: str = DEFAULT_LOCALE,
    case: Case | None = None,
    policy: str | None = None,
    version: int | None = None,
) -> Draft:
    """Draft the sections of `type` (a template's slug or `freeform`) from `inputs`, which need not be complete.

    The caller has found `case` through the cases that `actor` may see. What is missing, left blank or doubtful stands
    in `warnings`. A provider that refuses for good (400, 401, 403), that rests after repeated failures, or that no
    budget is left for, gives a draft of the clause library with `degraded`.

    Raises EmailUnconfirmed; InvalidInput for a locale that is none; DraftTypeNotFound; PolicyNotFound;
    CaseDraftsForStaff for a client on a case; ScrubFailed when personal data could not be taken out, and Retryable or
    RateLimited (503 with Retry-After) when the provider does not answer properly. Then nothing is stored. Call it
    outside a transaction: it may call a provider.
    """
    if case is not None and actor is not None and actor.role == User.Role.CLIENT:
        raise CaseDraftsForStaff("A client's question goes to the lawyers of the case.")
    if actor is not None and not actor.is_cleared:
        raise EmailUnconfirmed
    require_language_tag(locale or DEFAULT_LOCALE)
    draft_type = selectors.draft_type_get(type, version)
    if policy:
        policy_version_get(policy)  # one that is not there is told before anything is paid
    guidance = selectors.prompt_in_use(PROMPT)
    request = DraftRequest(
        title=draft_type.title,
        sections=selectors.sections_of(draft_type),
        inputs=inputs,
        tone=tone or DEFAULT_TONE,
        locale=locale or DEFAULT_LOCALE,
        guidance=guidance,
        passages=_knowledge(actor, draft_type, inputs, locale),
    )
    written = _write(request, draft_type, actor=actor, case=case)
    warnings = selectors.missing_inputs(draft_type.input_schema, inputs)
    report = _examined(request, written.answer, actor=actor, case=case)
    if policy:
        warnings += warnings_for_draft(policy, _whole(request, written.answer))
    return _store(request, draft_type, written, warnings, report, inputs=inputs, actor=actor, case=case)


def _knowledge(
    actor: User | None, draft_type: DraftType, inputs: Mapping[str, Any], locale: str
) -> list[dict[str, str]]:
    """The passages of the knowledge base, never of a case, that fit what is to be drafted."""
    if not backends.configured().sends_data_out:
        return []
    asked = [str(inputs[key]) for key in REQUEST_KEYS if isinstance(inputs.get(key), str)]
    points = [point for one in draft_type.sections for point in one.get("requiredPoints") or ()]
    query = " ".join([draft_type.title, *asked, *points])
    found = selectors.passages_found(actor, query, locale=locale.partition("-")[0], limit=MOST_PASSAGES)
    return [{"citation": one.citation, "heading": one.heading, "text": one.text} for one in found]


def _whole(request: DraftRequest, answer: DraftAnswer) -> str:
    return "\n\n".join(answer.sections.get(one.key, "") for one in request.sections)


def _examined(request: DraftRequest, answer: DraftAnswer, *, actor: User | None, case: Case | None) -> quality.Report:
    """The draft held against the inputs, the case's names, the template's own words and the knowledge base."""
    template = [
        words
        for one in request.sections
        for words in (one.title, one.brief, *one.required_points, *one.clauses.values())
    ]
    passages = [words for one in request.passages for words in one.values()]
    people = privacy.known_of_case(case) if case is not None else []
    names = [name for one in people if not isinstance(one, KnownValue) for name in (one.name, *one.other_names)]
    return quality.examine(
        [quality.Written(one.title, answer.sections.get(one.key, ""), one.required_points) for one in request.sections],
        inputs=request.inputs,
        approved=[request.title, *template, *passages],
        parties=names,
        laws=selectors.laws_cited(actor) if any(citations_in(_whole(request, answer))) else None,
        locale=request.locale,
    )


def _write(request: DraftRequest, draft_type: DraftType, *, actor: User | None, case: Case | None) -> _Written:
    backend = backends.configured()
    if not backend.sends_data_out:
        return _Written(backend.draft(request), backend, [])
    end = heard(backend, lambda: _ask(backend, request, draft_type, actor=actor, case=case))
    if end.answer is not None:
        return replace(end.answer, answer=_completed(end.answer.answer, request))
    offline = backends.get(OFFLINE)
    return _Written(offline.draft(request), offline, [], refusal=end.refusal, spared=end.spared)


def _ask(
    backend: DraftingBackend, request: DraftRequest, draft_type: DraftType, *, actor: User | None, case: Case | None
) -> _Written:
    """The provider's draft with the real values back in it, from the cache if the very same was asked before."""
    known = [*(privacy.known_of_case(case) if case is not None else ()), *privacy.known_in(request.inputs)]
    known += privacy.known_of_user(actor) if actor is not None else []
    scrubber = Scrubber(known)
    scrubbed = scrubber.scrub_data(privacy.flattened(request.inputs))
    # Tone and locale are the caller's words too, and stand in the prompt.
    tone, locale = (scrubber.scrub(words, scrubbed.mapping).text for words in (request.tone, request.locale))
    passages = scrubber.scrub_data([dict(one) for one in request.passages], scrubbed.mapping).data
    outgoing = replace(request, inputs=scrubbed.data, tone=tone, locale=locale, passages=passages)
    prompt = backend.prompt(outgoing)
    version = backend.prompt_version(outgoing)
    key = _cache_key(backend, draft_type, version, prompt, _scope(actor, case))
    question = Question(Call.Purpose.DRAFT, version, prompt, actor, case)

    def pay() -> DraftAnswer:
        return call_make(question=question, backend=backend, ask=lambda: backend.draft(outgoing))

    flown = flight.fly(key, pay, keep_seconds=settings.LLM_CACHE_SECONDS)
    answer = _with_real_values(_sanitised(flown.value, request), scrubbed.mapping)
    if flown.cached:
        call_spared(question=question, backend=backend, model=answer.model)
        answer = replace(answer, tokens_in=0, tokens_out=0)
    return _Written(answer, backend, prompt, cached=flown.cached)


def _scope(actor: User | None, case: Case | None) -> str:
    """Whom a kept answer may serve: those of one case, else its asker alone."""
    return f"case:{case.pk}" if case is not None else f"user:{actor.pk if actor is not None else '-'}"


def _cache_key(backend: DraftingBackend, draft_type: DraftType, version: str, prompt: list[Message], scope: str) -> str:
    """A hash over all that the answer depends on; the prompt in it is scrubbed, and holds locale and tone."""
    parts = [
        scope,
        draft_type.slug,
        draft_type.version,
        draft_type.checksum,
        backend.name,
        backend.models,
        version,
        prompt,
    ]
    return flight.key_of("draft", parts)


def _sanitised(answer: DraftAnswer, request: DraftRequest) -> DraftAnswer:
    """Before the real values are put back, so that no name is taken for a sign of Markdown."""
    titles = {one.key: one.title for one in request.sections}
    sections, warnings = {}, []
    for key, text in answer.sections.items():
        sections[key], taken = quality.sanitised(text)
        if taken:
            warnings.append(
                f"“{titles.get(key, key)}” held what papers do not take ({', '.join(taken)}); only the words were kept."
            )
    return replace(answer, sections=sections, warnings=(*answer.warnings, *warnings))


def _with_real_values(answer: DraftAnswer, mapping: PlaceholderMap) -> DraftAnswer:
    invented = {one: None for text in answer.sections.values() for one in unresolved(text, mapping)}
    warnings = [f"The model left {one} in the text, which stands for nothing." for one in invented]
    sections = {key: restore(text, mapping) for key, text in answer.sections.items()}
    return replace(answer, sections=sections, warnings=(*answer.warnings, *warnings))


def _completed(answer: DraftAnswer, request: DraftRequest) -> DraftAnswer:
    """The model's draft with the sections that it did not write taken from the clause library."""
    absent = [section for section in request.sections if section.key not in answer.sections]
    if not absent:
        return answer
    library = backends.get(OFFLINE).draft(replace(request, sections=absent))
    warnings = [f"The model did not write “{one.title}”; it comes from the clause library." for one in absent]
    return replace(
        answer,
        sections={**answer.sections, **library.sections},
        warnings=(*answer.warnings, *warnings, *library.warnings),
    )


def _store(
    request: DraftRequest,
    draft_type: DraftType,
    written: _Written,
    warnings: list[str],
    report: quality.Report,
    *,
    inputs: Mapping[str, Any],
    actor: User | None,
    case: Case | None,
) -> Draft:
    answer = written.answer
    with transaction.atomic():
        made = Draft.objects.create(
            type=draft_type.slug,
            type_version=draft_type.version,
            title=draft_type.title,
            inputs=dict(inputs),
            tone=request.tone,
            locale=request.locale,
            case=case,
            author=actor,
            sections=[
                {"key": one.key, "title": one.title, "text": answer.sections.get(one.key, "")}
                for one in request.sections
            ],
            warnings=[*_why_no_model(written), *warnings, *answer.warnings, *report.warnings],
            quality_score=report.score,
            checks=report.as_data(),
            backend=written.backend.name,
            model=answer.model,
            prompt_version=written.backend.prompt_version(request),
            prompt=written.prompt,
            degraded=written.backend.degraded,
            cached=written.cached,
            tokens_in=answer.tokens_in,
            tokens_out=answer.tokens_out,
        )
        _record(made, written, actor)
    return made


def _why_no_model(written: _Written) -> list[str]:
    if written.refusal:
        return ["The AI provider refused the request, so the clause library wrote this draft. Staff have been told."]
    if written.spared == BudgetSpent.code:
        return ["The AI budget of this month is spent, so the clause library wrote this draft."]
    if written.spared == ModelsBusy.code:
        return ["The AI is answering many questions at the moment, so the clause library wrote this draft."]
    if written.spared:
        return ["The AI provider failed repeatedly and is given a pause, so the clause library wrote this draft."]
    return []


def _record(made: Draft, written: _Written, actor: User | None) -> None:
    facts = {
        "type": made.type,
        "version": made.type_version,
        "model": made.model,
        "promptVersion": made.prompt_version,
        "degraded": made.degraded,
        "cached": made.cached,
    }
    audit.record(actor=actor, verb="draft.created", subject=made, case_id=made.case_id, facts=facts, staff_only=True)
    refusal_record(subject=made, case_id=made.case_id, code=written.refusal)
    events.publish(DraftCreated(draft_id=made.pk, case_id=made.case_id, degraded=made.degraded))
