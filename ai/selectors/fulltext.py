"""The one place that knows how each database finds words: FTS5 on SQLite, FULLTEXT (InnoDB) on MySQL and MariaDB.

What is searched is `Passage.terms` (`ai.knowledge.terms`), letters and digits only, so that no question can hold an
operator. Each passage also carries the term of its scope, which keeps the index from walking other cases' passages.
InnoDB shows a row to a search only after its transaction has been committed, also to that transaction itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

from ai.models import Passage

KNOWLEDGE = "sxknowledge"


def case_scope(case_id: uuid.UUID) -> str:
    """The term under which a case's passages stand."""
    return f"sxcase{case_id.hex}"


def client_scope(case_id: uuid.UUID) -> str:
    """The term under which those passages of a case stand that its client may see."""
    return f"sxclient{case_id.hex}"


def matching(
    passages: QuerySet[Passage], words: Sequence[str], scopes: Sequence[str], *, most: int
) -> QuerySet[Passage]:
    """Those of `passages` that hold one of the words within one of the scopes, at most `most`, the likeliest first."""
    if connection.vendor == "sqlite":
        query = f"({' OR '.join(words)}) AND ({' OR '.join(scopes)})"
        found = RawSQL(
            "SELECT rowid FROM ai_passage_search WHERE ai_passage_search MATCH %s ORDER BY rank, rowid LIMIT %s",
            (query, most),
        )
        return passages.filter(pk__in=found)
    query = f"+({' '.join(words)}) +({' '.join(scopes)})"
    score = RawSQL("MATCH (ai_passage.terms) AGAINST (%s IN BOOLEAN MODE)", (query,))
    return passages.annotate(likeliness=score).filter(likeliness__gt=0).order_by(F("likeliness").desc(), "pk")[:most]
