"""The risk level of a text, by one rule that anybody can count after."""

from __future__ import annotations

from collections.abc import Iterable

from ai.analysis.findings import Finding

LEVELS = ("low", "medium", "high", "critical")
STATED = (
    "Counted are the rules that have findings, each once however often it is offended; `info` never counts. "
    "`critical`: one critical rule, or three high ones. `high`: one high or blocking rule, or three medium ones. "
    "`medium`: one medium rule, or five low ones. `low`: everything else."
)


def risk_level(findings: Iterable[Finding]) -> str:
    """`low`, `medium`, `high` or `critical`, by the rule in `STATED`."""
    rules = {one.rule_id: one for one in findings}.values()
    count = dict.fromkeys(("low", "medium", "high", "critical", "info"), 0)
    for one in rules:
        count[one.severity] += 1
    if count["critical"] or count["high"] >= 3:
        return "critical"
    if count["high"] or any(one.blocking for one in rules) or count["medium"] >= 3:
        return "high"
    return "medium" if count["medium"] or count["low"] >= 5 else "low"
