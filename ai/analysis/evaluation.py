"""The deterministic part of an analysis: what the rules of a policy have against a text. The same for the same day."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ai.analysis.dates import StatedDate, dates
from ai.analysis.findings import BY_RULE, Finding, finding_of, merged
from ai.analysis.patterns import LONGEST_MATCH
from ai.analysis.quantities import A_YEAR, Quantity, compare_periods, quantities
from ai.analysis.rules import DateBound, Forbids, Near, NumberBound, Requires, Rule
from ai.analysis.words import Words, words_of

MOST_OF_A_RULE = 50  # findings of one rule in one text; what goes beyond is counted
LONGEST_NUMBER = 12  # words
Span = tuple[int, int]


@dataclass(frozen=True)
class Evaluation:
    """The findings, in order, and how many more there were of rules with more than MOST_OF_A_RULE."""

    findings: list[Finding]
    omitted: int = 0


def evaluated(text: str, rules: Sequence[Rule], *, today: dt.date) -> Evaluation:
    """What `rules` have against `text`; dates are held against `today`. The time is proportional to the text."""
    words = words_of(text)
    found: list[Finding] = []
    omitted = 0
    for rule in rules:
        spans = offences(words, rule, today=today)
        omitted += max(0, len(spans) - MOST_OF_A_RULE)
        found += [finding_of(rule, text, span, found_by=BY_RULE) for span in spans[:MOST_OF_A_RULE]]
    return Evaluation(merged(found), omitted)


def offences(words: Words, rule: Rule, *, today: dt.date) -> list[Span | None]:
    """Where the text offends the rule, as places in the text in order; [None] where something is missing."""
    if rule.when and not any(pattern.spans(words) for pattern in rule.when):
        return []
    check = rule.check
    if isinstance(check, Requires):
        return [] if any(pattern.spans(words) for pattern in check.patterns) else [None]
    if isinstance(check, Forbids):
        return list(_joined(_forbidden(words, check)))
    if isinstance(check, NumberBound):
        return list(_joined(_out_of_bounds(words, check)))
    return list(_joined(_out_of_time(words, check, today)))


def _forbidden(words: Words, check: Forbids) -> Iterator[Span]:
    excused = {words.sentences[at] for pattern in check.unless for span in pattern.spans(words) for at in span}
    for pattern in check.patterns:
        for first, last in pattern.spans(words):
            if words.sentences[first] not in excused and words.sentences[last] not in excused:
                yield words.span(first, last)


def _out_of_bounds(words: Words, check: NumberBound) -> Iterator[Span]:
    near = _near(words, check.near)
    found = [one for one in quantities(words, _reached(words, check.near, near)) if _counts(one, check)]
    for span, at in _nearest(words, check.near, near, [(one.first, one.last) for one in found]):
        quantity = found[at]
        if any(_is_out(reading, quantity, check) for reading in quantity.readings):
            yield _quoted(words.span(*span), (quantity.start, quantity.end))


def _counts(quantity: Quantity, check: NumberBound) -> bool:
    if quantity.kind != check.kind:
        return False
    return not check.per or (quantity.per == check.per if check.unit else bool(quantity.per))


def _is_out(reading: Decimal, quantity: Quantity, check: NumberBound) -> bool:
    if check.per and not check.unit:
        reading = reading * A_YEAR[quantity.per] / A_YEAR[check.per]
    low = check.least is not None and _compare(reading, quantity, check.least, check.unit) < 0
    return low or (check.most is not None and _compare(reading, quantity, check.most, check.unit) > 0)


def _compare(reading: Decimal, quantity: Quantity, bound: Decimal, unit: str) -> int:
    if unit:
        return compare_periods(reading, quantity.unit, bound, unit)
    return (reading > bound) - (reading < bound)


def _out_of_time(words: Words, check: DateBound, today: dt.date) -> Iterator[Span]:
    found: list[StatedDate] = dates(words)
    not_before = check.not_before.on(today) if check.not_before else None
    not_after = check.not_after.on(today) if check.not_after else None
    for span, at in _nearest(words, check.near, _near(words, check.near), [(one.first, one.last) for one in found]):
        stated = found[at]
        if (not_before and stated.value < not_before) or (not_after and stated.value > not_after):
            yield _quoted(words.span(*span), words.span(stated.first, stated.last))


def _near(words: Words, near: Near) -> list[Span]:
    return sorted({span for pattern in near.patterns for span in pattern.spans(words)})


def _reached(words: Words, near: Near, spans: list[Span]) -> list[Span]:
    """The stretches of words in which a quantity may begin, ascending and apart."""
    reached: list[Span] = []
    for first, last in spans:
        # A number that ends within reach may begin a few words before it.
        left = first - near.within - LONGEST_NUMBER if near.side != "after" else last + 1
        right = last + near.within if near.side != "before" else first - 1
        left, right = max(0, left), min(len(words) - 1, right)
        if reached and left <= reached[-1][1] + 1:
            reached[-1] = (min(reached[-1][0], left), max(right, reached[-1][1]))
        else:
            reached.append((left, right))
    return reached


def _nearest(words: Words, near: Near, spans: list[Span], things: list[Span]) -> Iterator[tuple[Span, int]]:
    """For each of `spans` the nearest of `things` on the sides that count: the span and the index of the thing."""
    firsts = [first for first, _ in things]
    lasts = [last for _, last in things]
    for first, last in spans:
        sides: list[tuple[int, int]] = []
        if near.side != "before":
            at = bisect.bisect_right(firsts, last)
            if at < len(things):
                sides.append((firsts[at] - last, at))
        if near.side != "after":
            at = bisect.bisect_left(lasts, first) - 1
            if at >= 0:
                sides.append((first - lasts[at], at))
        for distance, at in sorted(sides)[:1]:
            if distance <= near.within and words.paragraphs[firsts[at]] == words.paragraphs[first]:
                yield (first, last), at


def _quoted(near: Span, thing: Span) -> Span:
    """Both in one quote, unless white space makes it too long to read."""
    start, end = min(near[0], thing[0]), max(near[1], thing[1])
    return (start, end) if end - start <= LONGEST_MATCH else thing


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order; of overlapping ones the first."""
    kept: list[Span] = []
    for start, end in sorted(set(spans)):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
