"""Answering without a model: the best passages, word for word, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from ai import knowledge
from ai.chat.phrases import phrase

MOST_QUOTED = 3
LONGEST_QUOTE = 600  # characters
LONGEST_SENTENCE = 300  # characters
# A passage this much weaker than the best one answers something else.
WEAKEST = 0.35
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+|\n+")


class Quotable(Protocol):
    """A passage as far as it is quoted."""

    @property
    def title(self) -> str: ...
    @property
    def citation(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def score(self) -> float: ...


P = TypeVar("P", bound=Quotable)


def quoted_answer(passages: Sequence[P], language: str) -> tuple[str, list[tuple[P, str]]]:
    """The answer, and what it quotes of which passage; every quote is a slice of its passage."""
    best = [one for one in passages[:MOST_QUOTED] if one.score >= WEAKEST * passages[0].score]
    if not best:
        return phrase("nothing-found", language), []
    quotes = [(one, _beginning(one.text)) for one in best]
    lines = [f"“{quote}”\n({one.citation or one.title})" for one, quote in quotes]
    return "\n\n".join([phrase("quoted", language), *lines]), quotes


def telling_sentence(text: str, question: str) -> str:
    """The sentence of `text` that holds most of the question's words; a slice of it, at most LONGEST_SENTENCE long."""
    words = set(knowledge.query_terms(question))
    sentences = [one for one in _sentences(text) if len(one) >= knowledge.SHORTEST_QUOTE] or [text.strip()]
    best = max(sentences, key=lambda one: len(words & set(knowledge.query_terms(one))))
    return best if len(best) <= LONGEST_SENTENCE else _whole_words(best, LONGEST_SENTENCE)


def _sentences(text: str) -> list[str]:
    return [one.strip() for one in _SENTENCE_END.split(text) if one.strip()]


def _beginning(text: str) -> str:
    """The passage, or as many whole sentences of it as fit."""
    whole = text.strip()
    if len(whole) <= LONGEST_QUOTE:
        return whole
    ends = [one.start() for one in _SENTENCE_END.finditer(whole, 0, LONGEST_QUOTE)]
    return whole[: ends[-1]].strip() if ends else _whole_words(whole, LONGEST_QUOTE)


def _whole_words(text: str, most: int) -> str:
    return text[:most].rsplit(maxsplit=1)[0]
