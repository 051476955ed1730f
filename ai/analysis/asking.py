"""The one place where a language model meets an analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ai.analysis.answers import Reading
from ai.analysis.chunks import Chunk
from ai.analysis.rules import Rule


@dataclass(frozen=True)
class Question:
    """What a model is asked on behalf of a rule."""

    rule_id: str
    text: str


class Asker(Protocol):
    """Asks a model about one piece of a text that was scrubbed before.

    It gives what `ai.analysis.answers.read_findings` reads from the answer: quotes as they stand in the scrubbed piece.
    It may raise one of the six errors of `core.backends`, or BudgetSpent.
    """

    def __call__(self, questions: Sequence[Question], chunk: Chunk) -> Reading: ...


def questions_of(rules: Sequence[Rule]) -> list[Question]:
    """The questions that the rules have, in their order."""
    return [Question(rule.id, rule.question) for rule in rules if rule.question]
