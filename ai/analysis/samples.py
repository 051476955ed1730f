"""Trying a policy's own samples: a rule that does not do what its author wrote beside it is not published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ai.analysis.evaluation import offences
from ai.analysis.rules import Rule
from ai.analysis.words import words_of
from core.errors import Fault


def sample_faults(rules: Sequence[Rule], *, today: dt.date, pointer: str = "/rules") -> list[Fault]:
    """A Fault for each sample in `keeps` that its rule finds something in, and each in `offends` that it passes."""
    return [fault for index, rule in enumerate(rules) for fault in _of_rule(rule, f"{pointer}/{index}", today)]


def _of_rule(rule: Rule, pointer: str, today: dt.date) -> Iterator[Fault]:
    for at, sample in enumerate(rule.keeps):
        if offences(words_of(sample), rule, today=today):
            detail = f"“{rule.id}” has something against this sample, which keeps it."
            yield Fault(f"{pointer}/keeps/{at}", "sample", detail)
    for at, sample in enumerate(rule.offends):
        if not offences(words_of(sample), rule, today=today):
            detail = f"“{rule.id}” has nothing against this sample, which offends it."
            yield Fault(f"{pointer}/offends/{at}", "sample", detail)
