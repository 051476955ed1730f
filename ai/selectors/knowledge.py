"""Reading the knowledge base: who may see which source, and the passages that answer a question."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from ai import knowledge
from ai.models import Passage, Source
from ai.selectors import fulltext
from cases import selectors as cases
from cases.models import Case
from core.errors import NotFound
from core.ids import parse_id

MOST_CANDIDATES = 300  # that are ranked for one question
MOST_PASSAGES = 50


@dataclass(frozen=True)
class FoundPassage:
    """A passage with what is cited of its source. `text` is `source.text[start:end]`; a higher score is better."""

    passage_id: int
    source_id: str
    kind: str
    title: str
    citation: str
    url: str
    locale: str
    case_id: uuid.UUID | None
    number: int
    heading: str
    text: str
    start: int
    end: int
    score: float


def sources_visible_to(user: Any) -> QuerySet[Source]:
    """The sources staff may read, retired ones too: all knowledge, and the texts of the cases they may see."""
    sources = Source.objects.all()
    if not getattr(user, "is_authenticated", False) or not user.is_active or not user.is_staff:
        return sources.none()
    if user.role == User.Role.ADMIN:
        return sources
    return sources.filter(Q(case__isnull=True) | Q(case__in=cases.visible_to(user)))


def source_get(user: Any, source_id: Any) -> Source:
    """One source. Raises NotFound also for one that the user may not see."""
    wanted = parse_id(source_id)
    source = sources_visible_to(user).filter(pk=wanted).first() if wanted else None
    if source is None:
        raise NotFound
    return source


def passages_visible_to(user: Any, *, case: Case | None = None) -> QuerySet[Passage]:
    """The passages that may ground an answer to `user`: knowledge, and with `case` the texts of that case alone.

    Knowledge is for every cleared user. Texts of a case are for those who may see it, its client only where the text
    is marked for clients. Retired sources are in nothing.
    """
    passages = Passage.objects.filter(source__is_active=True).select_related("source")
    if not getattr(user, "is_authenticated", False) or not user.is_active or not user.is_cleared:
        return passages.none()
    scope = Q(source__case__isnull=True)
    if case is not None:
        own = Q(source__case__in=cases.visible_to(user).filter(pk=case.pk))
        scope |= own if user.is_staff else own & Q(source__for_client=True)
    return passages.filter(scope)


def passages_found(
    user: Any, query: str, *, case: Case | None = None, locale: str | None = None, limit: int = 8
) -> list[FoundPassage]:
    """The passages that answer `query` best, best first; the same order for the same question, on every database.

    `query` is any text: signs are not operators, and one without a single telling word finds nothing. `locale` ("en",
    "fil") is preferred, not required: a question in Filipino still finds what stands only in English. At most `limit`
    (1 to 50). What was written in a transaction that still runs need not be found in it.
    """
    words = knowledge.query_terms(query)
    if not words or limit < 1:
        return []
    scopes = [fulltext.KNOWLEDGE]
    if case is not None:
        scopes.append((fulltext.case_scope if getattr(user, "is_staff", False) else fulltext.client_scope)(case.pk))
    found = fulltext.matching(passages_visible_to(user, case=case), words, scopes, most=MOST_CANDIDATES)
    passages = {one.pk: one for one in found.defer("source__text")}
    candidates = [knowledge.Candidate(one.pk, one.terms, one.source.locale) for one in passages.values()]
    best = knowledge.ranked(candidates, words, locale=locale)[: min(limit, MOST_PASSAGES)]
    return [_found(passages[key], score) for key, score in best]


def citations_of(user: Any, numbers: Sequence[str]) -> list[str]:
    """The citations of the knowledge base that name one of these numbers of laws."""
    if not numbers:
        return []
    passages = passages_visible_to(user).filter(source__case__isnull=True)
    wanted = Q()
    for number in numbers[:50]:
        wanted |= Q(citation__contains=number) | Q(source__citation__contains=number)
    pairs = passages.filter(wanted).values_list("citation", "source__citation").distinct()[:2000]
    return list(dict.fromkeys(one for pair in pairs for one in pair if one))


def _found(passage: Passage, score: float) -> FoundPassage:
    source = passage.source
    return FoundPassage(
        passage_id=passage.pk,
        source_id=str(source.pk),
        kind=source.kind,
        title=source.title,
        citation=passage.citation or source.citation,
        url=source.url,
        locale=source.locale,
        case_id=source.case_id,
        number=passage.number,
        heading=passage.heading,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        score=score,
    )
