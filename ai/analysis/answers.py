"""Reading what a language model has found. It is believed in nothing: ids must be of rules that it was asked about, and
every quote must stand in the text that it was given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ai.analysis.chunks import Chunk
from ai.analysis.rules import Rule
from ai.fences import unfenced
from ai.knowledge import SAME_SIGNS

MOST_A_CHUNK = 40  # findings of one answer that are read
SHORTEST_QUOTE = 4  # characters; less stands anywhere by chance
LONGEST_QUOTE = 2_000
LONGEST_MESSAGE = 500


@dataclass(frozen=True)
class ModelFinding:
    """What a model says to have found: these words of its piece of the text offend that rule."""

    rule_id: str
    quote: str = field(repr=False)
    message: str = field(default="", repr=False)
    suggestion: str = field(default="", repr=False)


@dataclass(frozen=True)
class Reading:
    """The findings of one answer that hold, and how many did not."""

    findings: tuple[ModelFinding, ...] = ()
    dropped: int = 0


def read_findings(answer: str, rules: Iterable[Rule], chunk: Chunk) -> Reading:
    """The findings in a model's answer about `chunk`, as the model saw it.

    The answer is JSON, {"findings": [{ruleId, quote, message, suggestion?}]} or that list alone, also within a Markdown
    fence. Anything else, plain text too, means no findings from the model. Dropped and counted are findings of a
    wrong shape, of rules without a question or unknown ones, and those whose quote does not stand in the chunk.
    """
    given = _given(answer)
    asked = {rule.id for rule in rules if rule.question}
    kept: list[ModelFinding] = []
    for one in given[:MOST_A_CHUNK]:
        finding = _finding(one, asked)
        if finding is not None and place_of(finding.quote, chunk.text) is not None:
            kept.append(finding)
    return Reading(tuple(kept), len(given) - len(kept))


def place_of(quote: str, text: str) -> tuple[int, int] | None:
    """From where to where `quote` stands in `text`, the first time; None where it does not.

    White space may differ, and so may the form of quotation marks and hyphens; nothing else. A quote does not begin or
    end within a word, nor within a number ("5,000" does not stand in "15,000" or "5,000,000").
    """
    parts = quote.translate(SAME_SIGNS).split()
    length = sum(map(len, parts))
    if length < SHORTEST_QUOTE or len(quote) > LONGEST_QUOTE:
        return None
    body = r"\s+".join(map(re.escape, parts))
    first = parts[0][0]
    before = _NUMBER_BEFORE if first.isdecimal() else _WORD_BEFORE if first.isalnum() else ""
    after = _EDGE_AFTER if parts[-1][-1].isalnum() else ""
    found = re.search(before + body + after, text.translate(SAME_SIGNS))
    return found.span() if found else None


_WORD_BEFORE = r"(?<![^\W_])"
_NUMBER_BEFORE = r"(?<![0-9])(?<![0-9][.,])"  # a letter may stand before it: P5,000
_EDGE_AFTER = r"(?![^\W_])(?!(?<=[0-9])[.,][0-9])"


def _given(answer: str) -> Sequence[Any]:
    try:
        data = json.loads(unfenced(answer), strict=False)
    except (ValueError, RecursionError):
        return ()
    found = data.get("findings") if isinstance(data, dict) else data
    return found if isinstance(found, list) else ()


def _finding(given: Any, asked: set[str]) -> ModelFinding | None:
    if not isinstance(given, dict):
        return None
    rule_id, quote, message = given.get("ruleId"), given.get("quote"), given.get("message")
    suggestion = given.get("suggestion")
    if not isinstance(rule_id, str) or rule_id not in asked or not isinstance(quote, str):
        return None
    said = message.strip()[:LONGEST_MESSAGE] if isinstance(message, str) else ""
    better = suggestion.strip()[:LONGEST_MESSAGE] if isinstance(suggestion, str) else ""
    return ModelFinding(rule_id, quote, said, better)
