"""Findings: what a rule has against a text, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ai.analysis.rules import SEVERITIES, Rule

BY_RULE, BY_MODEL = "rule", "model"


@dataclass(frozen=True)
class Finding:
    """What one rule has against the text. `quote` is `text[start:end]` in code points; a missing clause has none."""

    rule_id: str
    severity: str
    message: str
    blocking: bool = False
    suggestion: str = ""
    legal_basis: str = ""
    confirm: bool = False
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    found_by: str = BY_RULE

    def as_json(self) -> dict[str, Any]:
        """As it is answered and kept; what is empty is left out."""
        optional = {
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "suggestion": self.suggestion or None,
            "legalBasis": self.legal_basis or None,
        }
        return {
            "ruleId": self.rule_id,
            "severity": self.severity,
            "message": self.message,
            **{name: value for name, value in optional.items() if value is not None},
            "blocking": self.blocking,
            "toBeConfirmed": self.confirm,
            "foundBy": self.found_by,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Finding:
        """The finding that `as_json` wrote."""
        return cls(
            rule_id=kept["ruleId"],
            severity=kept["severity"],
            message=kept["message"],
            blocking=kept["blocking"],
            suggestion=kept.get("suggestion", ""),
            legal_basis=kept.get("legalBasis", ""),
            confirm=kept["toBeConfirmed"],
            quote=kept.get("quote"),
            start=kept.get("start"),
            end=kept.get("end"),
            found_by=kept["foundBy"],
        )


def finding_of(
    rule: Rule, text: str, span: tuple[int, int] | None, *, message: str = "", suggestion: str = "", found_by: str
) -> Finding:
    """The finding of `rule` at `span` of the text; without a span, that something is missing."""
    start, end = span if span is not None else (None, None)
    return Finding(
        rule_id=rule.id,
        severity=rule.severity,
        message=message or rule.message,
        blocking=rule.blocking,
        suggestion=suggestion or rule.suggestion,
        legal_basis=rule.legal_basis,
        confirm=rule.confirm,
        quote=text[start:end] if span is not None else None,
        start=start,
        end=end,
        found_by=found_by,
    )


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Each thing once, the gravest first, then by place; what is missing stands before what has a place.

    Of findings of one rule at overlapping places the first given is kept, and one of the rule itself before a
    model's. A rule that misses something says so once.
    """
    kept: dict[str, list[Finding]] = {}
    for one in sorted(findings, key=lambda one: (one.found_by == BY_MODEL, _place(one))):
        same_rule = kept.setdefault(one.rule_id, [])
        if not any(_is_same(one, other) for other in same_rule):
            same_rule.append(one)
    return sorted((one for same_rule in kept.values() for one in same_rule), key=_order)


def suggestions(findings: Sequence[Finding]) -> list[str]:
    """What the findings suggest, each once, in their order."""
    return list(dict.fromkeys(one.suggestion for one in findings if one.suggestion))


def _order(finding: Finding) -> tuple[Any, ...]:
    return (-SEVERITIES.index(finding.severity), _place(finding), finding.rule_id)


def _place(finding: Finding) -> tuple[int, int]:
    return (-1, -1) if finding.start is None or finding.end is None else (finding.start, finding.end)


def _is_same(one: Finding, other: Finding) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return one.start == other.start
    return one.start < other.end and other.start < one.end
