"""Reading the knowledge base: who may see which source, and the passages that answer a question."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

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
SEARCH_SECONDS = 600
MOST_REMEMBERED = 500  # searches, each of a few passages
log = structlog.get_logger(__name__)


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
    passages = Passage.objects.select_related("source")
    if not _is_shown_knowledge(user):
        return passages.none()
    return passages.filter(_of_case(user, case, "source__"), source__is_active=True)


def _is_shown_knowledge(user: Any) -> bool:
    return bool(getattr(user, "is_authenticated", False) and user.is_active and user.is_cleared)


def _of_case(user: Any, case: Case | None, path: str) -> Q:
    scope = Q(**{f"{path}case__isnull": True})
    if case is not None:
        own = Q(**{f"{path}case__in": cases.visible_to(user).filter(pk=case.pk)})
        scope |= own if user.is_staff else own & Q(**{f"{path}for_client": True})
    return scope


def passages_found(
    user: Any, query: str, *, case: Case | None = None, locale: str | None = None, limit: int = 8
) -> list[FoundPassage]:
    """The passages that answer `query` best, best first; the same order for the same question, on every database.

    `query` is any text: signs are not operators, and one without a single telling word finds nothing. `locale` ("en",
    "fil") is preferred, not required: a question in Filipino still finds what stands only in English. At most `limit`
    (1 to 50). What was written in a transaction that still runs need not be found in it.
    """
    if limit < 1:
        return []
    most = min(limit, MOST_PASSAGES)
    if not _is_shown_knowledge(user):
        return []
    key = _search_key(user, query, case=case, locale=locale)
    if case is None and (key, most) in _remembered:
        return list(_remembered[key, most])
    found = _found_under(key, passages_visible_to(user, case=case), query, _scopes(user, case), locale, most)
    if case is None:
        _remember((key, most), found)
    return found


# What the knowledge base said to the latest questions: its key changes with it. Texts of cases stay in the database.
_remembered: dict[tuple[str, int], list[FoundPassage]] = {}


def _remember(key: tuple[str, int], found: list[FoundPassage]) -> None:
    while len(_remembered) >= MOST_REMEMBERED:
        _remembered.pop(next(iter(_remembered)), None)
    _remembered[key] = found


def _found_under(
    key: str, passages: QuerySet[Passage], query: str, scopes: list[str], locale: str | None, most: int
) -> list[FoundPassage]:
    kept = _kept(key)
    if kept is not None:
        found = _rows(passages, kept[:most])
        if found is not None:
            return found
    best = _searched(passages, query, scopes, locale)
    _keep(key, best)
    return _rows(passages, best[:most]) or []


def laws_cited(user: Any, *, case: Case | None = None) -> dict[str, frozenset[str]]:
    """The laws, with their sections, that the sources cite which may ground an answer to `user`."""
    cited = passages_visible_to(user, case=case).order_by().values_list("citation", "source__citation").distinct()
    return knowledge.laws_in({text for both in cited for text in both if text})


def _scopes(user: Any, case: Case | None) -> list[str]:
    if case is None:
        return [fulltext.KNOWLEDGE]
    of_case = fulltext.case_scope if getattr(user, "is_staff", False) else fulltext.client_scope
    return [fulltext.KNOWLEDGE, of_case(case.pk)]


def _search_key(user: Any, query: str, *, case: Case | None, locale: str | None) -> str:
    """A hash over the question and over how the sources that may answer it stand now."""
    parts = [query, *_scopes(user, case), str(locale), *map(str, _stand(user, case))]
    return f"ai:search:{hashlib.sha256(chr(0).join(parts).encode(errors='surrogatepass')).hexdigest()}"


# Every question asks this, and building the query takes longer than answering it: a sixth of a cached answer.
_KNOWLEDGE_STANDS = "SELECT COUNT(*), MAX(updated_at) FROM ai_source WHERE case_id IS NULL AND is_active"


def _stand(user: Any, case: Case | None) -> tuple[Any, ...]:
    """How many sources may answer, and when the last of them was changed."""
    if case is not None:
        grounds = Source.objects.filter(_of_case(user, case, ""), is_active=True)
        return tuple(grounds.aggregate(count=Count("pk"), last=Max("updated_at")).values())
    with connection.cursor() as cursor:
        cursor.execute(_KNOWLEDGE_STANDS)
        return tuple(cursor.fetchone())


def _kept(key: str) -> list[tuple[int, float]] | None:
    try:
        kept: list[tuple[int, float]] | None = cache.get(key)
    except Exception as error:  # whatever the cache's client raises, the cache is away
        log.warning("ai.cache.away", error=type(error).__name__)
        return None
    return kept


def _keep(key: str, best: list[tuple[int, float]]) -> None:
    try:
        cache.set(key, best, SEARCH_SECONDS)
    except Exception as error:  # without its cache the search works, only slower
        log.warning("ai.cache.away", error=type(error).__name__)


def _searched(
    passages: QuerySet[Passage], query: str, scopes: list[str], locale: str | None
) -> list[tuple[int, float]]:
    """The keys and scores of the best passages, best first."""
    words = knowledge.query_terms(query)
    if not words:
        return []
    rows = fulltext.matching(passages, words, scopes, most=MOST_CANDIDATES)
    found = rows.values_list("pk", "terms", "source__locale", "source__case_id")
    candidates = [knowledge.Candidate(key, terms, spoken, of_case=bool(of)) for key, terms, spoken, of in found]
    return knowledge.ranked(candidates, words, locale=locale)[:MOST_PASSAGES]


def _rows(passages: QuerySet[Passage], best: list[tuple[int, float]]) -> list[FoundPassage] | None:
    """The passages of these keys, in this order; None where one is there no longer."""
    rows = {one.pk: one for one in passages.filter(pk__in=[key for key, _ in best]).defer("source__text", "terms")}
    return [_found(rows[key], score) for key, score in best] if len(rows) == len(best) else None


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
