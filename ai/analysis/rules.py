"""What a rule of a policy is, once it has been read (`ai.analysis.language` reads it)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from ai.analysis.patterns import Pattern

SEVERITIES = ("info", "low", "medium", "high", "critical")  # the mildest first
CHECKS = ("requires", "forbids", "number", "date")
SIDES = ("after", "before", "both")
USUAL_REACH = 12  # words between the words that a bound is near to and the number or date
MANY = tuple[Pattern, ...]


@dataclass(frozen=True)
class Requires:
    """One of these must stand in the text."""

    patterns: MANY


@dataclass(frozen=True)
class Forbids:
    """None of these may stand in the text, but in a sentence where one of `unless` stands too."""

    patterns: MANY
    unless: MANY = ()


@dataclass(frozen=True)
class Near:
    """Where a bound looks: up to `within` words after, before or on both sides of one of `patterns`."""

    patterns: MANY
    side: str = "after"
    within: int = USUAL_REACH


@dataclass(frozen=True)
class NumberBound:
    """The nearest quantity of that kind must lie within the bounds, both of them allowed values.

    `unit` belongs to periods. With `per` only what is for a known time counts: percentages are compared for that time,
    periods (8 hours a day) count where they are for that very time.
    """

    near: Near
    kind: str
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""
    per: str = ""


@dataclass(frozen=True)
class Day:
    """A day: a date, or so many days after the day of the analysis."""

    date: dt.date | None = None
    days: int = 0

    def on(self, today: dt.date) -> dt.date:
        """The day itself."""
        return self.date if self.date is not None else today + dt.timedelta(days=self.days)


@dataclass(frozen=True)
class DateBound:
    """The nearest date must not lie before the one day or after the other."""

    near: Near
    not_before: Day | None = None
    not_after: Day | None = None


Check = Requires | Forbids | NumberBound | DateBound


@dataclass(frozen=True)
class Rule:
    """One rule. It applies to a text in which one of `when` stands, or to every text where `when` is empty.

    `confirm`: a lawyer of the practice has yet to confirm it. `question`: what a language model is asked beside the
    check. `keeps` and `offends` are wordings that were tried when the policy was published.
    """

    id: str
    severity: str
    message: str
    legal_basis: str
    check: Check
    kind: str  # one of CHECKS
    blocking: bool = False
    suggestion: str = ""
    confirm: bool = False
    question: str = ""
    when: MANY = ()
    keeps: tuple[str, ...] = ()
    offends: tuple[str, ...] = ()
