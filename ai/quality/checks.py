"""Named checks of a draft, and the score that they make.

The score is 100 times the mean of the checks' shares, rounded down; a check's share is the part of its items that
passed, and 1 where it has none. So 100 says that nothing failed. Required points are looked for in English drafts
alone, by their telling words: other words for the same would count as absent in a translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ai.knowledge.citations import Laws, citations_in, is_borne_out, laws_in, united
from ai.knowledge.terms import index_terms, query_terms
from ai.quality.amounts import amounts_in, numbers_in
from ai.quality.dates import dates_in
from ai.quality.names import names_in, telling_words

MOST_TOLD = 5
MOST_NUMBERS = 60  # of one mapping that are multiplied with each other
_BLANK = re.compile(
    r"_{3,}|\[\[[^\[\]]{1,60}\]\]|\{\{.*?\}\}|\[(?:●|•|\s*|insert[^\]]*|name|date|amount|address|to be [^\]]*|tbd)\]"
    r"|\bTBD\b|\bX{3,}\b",
    re.I,
)
_NEGATIVE = re.compile(r"^(?:no|not|without|never)\b", re.I)


@dataclass(frozen=True)
class Written:
    """One section as it was written, with the points it must state."""

    title: str
    text: str = field(repr=False)
    required_points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that did not pass: in which section, and what."""

    section: str
    what: str


@dataclass(frozen=True)
class Check:
    """A check with how many things it looked at and those that failed."""

    name: str
    items: int
    failed: tuple[Finding, ...]

    @property
    def share(self) -> float:
        """The part that passed, 0 to 1; 1 where there was nothing to look at."""
        return 1.0 if not self.items else max(0.0, 1 - len(self.failed) / self.items)


@dataclass(frozen=True)
class Report:
    """All checks of a draft."""

    checks: tuple[Check, ...]

    @property
    def score(self) -> int:
        """0 to 100, by the formula above."""
        return int(100 * sum(one.share for one in self.checks) / len(self.checks))

    @property
    def warnings(self) -> list[str]:
        """A sentence for each failed check: what and where."""
        return [_told(one) for one in self.checks if one.failed]

    def as_data(self) -> list[dict[str, Any]]:
        """As it is kept on the draft."""
        return [
            {
                "name": one.name,
                "items": one.items,
                "failed": [{"section": finding.section, "what": finding.what} for finding in one.failed],
            }
            for one in self.checks
        ]


SENTENCES = {
    "required-points": "Points that a section must state were not found: {}.",
    "amounts": "Amounts that neither the inputs nor the knowledge base give: {}.",
    "dates": "Dates that neither the inputs nor the knowledge base give: {}.",
    "names": "Names that neither the inputs nor the case give: {}.",
    "citations": "Laws cited that neither the inputs nor the knowledge base hold: {}.",
    "blanks": "Left open: {}.",
}


def examine(
    sections: Sequence[Written],
    *,
    inputs: Mapping[str, Any],
    approved: Sequence[str] = (),
    parties: Sequence[str] = (),
    laws: Laws | None = None,
    locale: str = "en",
) -> Report:
    """Hold the sections against what they were made from.

    `approved`: texts of the template and of the knowledge passages in the prompt; `parties`: names of the case;
    `laws`: those that the knowledge base cites.
    """
    given = [*_texts(inputs), *approved]
    whole = "\n".join(given)
    numbers = numbers_in(whole) | _derived(inputs)
    days = {day for _, readings in dates_in(whole) for day in readings}
    known_names = [telling_words(one) for one in [*given, *_joined(inputs), *parties]]

    def strange_amounts(text: str) -> tuple[int, list[str]]:
        found = amounts_in(text)
        return len(found), [written for written, value in found if value not in numbers]

    def strange_dates(text: str) -> tuple[int, list[str]]:
        found = dates_in(text)
        return len(found), [written for written, readings in found if not readings & days]

    def strange_names(text: str) -> tuple[int, list[str]]:
        found = names_in(text)
        return len(found), [one for one in found if not any(telling_words(one) <= words for words in known_names)]

    known_laws = united(laws_in(given), laws or {})

    def strange_citations(text: str) -> tuple[int, list[str]]:
        found = list(citations_in(text))
        return len(found), [text[one.start : one.end] for one in found if not is_borne_out(one, known_laws)]

    return Report(
        (
            _points(sections if locale.partition("-")[0].lower() == "en" else ()),
            _check("amounts", sections, strange_amounts),
            _check("dates", sections, strange_dates),
            _check("names", sections, strange_names),
            _check("citations", sections, strange_citations),
            _blanks(sections),
        )
    )


def _check(name: str, sections: Sequence[Written], look: Callable[[str], tuple[int, list[str]]]) -> Check:
    items, failed = 0, []
    for section in sections:
        count, strange = look(section.text)
        items += count
        failed += [Finding(section.title, one) for one in strange]
    return Check(name, items, tuple(failed))


def _points(sections: Sequence[Written]) -> Check:
    """A point is present when half of its telling words stand in the section; what is ruled out is not looked for."""
    items, failed = 0, []
    for section in sections:
        held = set(index_terms(title="", heading="", citation="", text=section.text).split())
        for point in section.required_points:
            words = query_terms(point)
            if not words or _NEGATIVE.match(point):
                continue
            items += 1
            if 2 * sum(one in held for one in words) < len(words):
                failed.append(Finding(section.title, point))
    return Check("required-points", items, tuple(failed))


def blanks_in(text: str) -> list[str]:
    """The blanks and placeholders that still stand in `text`, each once, in their order."""
    return list(dict.fromkeys(one[0] for one in _BLANK.finditer(text)))


def _blanks(sections: Sequence[Written]) -> Check:
    """Every section is one item; an empty one fails, and so does one with a blank or a placeholder."""
    failed = []
    for section in sections:
        blanks = blanks_in(section.text)
        if not section.text.strip():
            failed.append(Finding(section.title, "nothing was written"))
        elif blanks:
            failed.append(Finding(section.title, ", ".join(blanks[:3])))
    return Check("blanks", len(sections), tuple(failed))


def _told(check: Check) -> str:
    told = [f"{one.what} (in “{one.section}”)" for one in dict.fromkeys(check.failed)]
    more = [f"and {len(told) - MOST_TOLD} more"] if len(told) > MOST_TOLD else []
    return SENTENCES[check.name].format("; ".join([*told[:MOST_TOLD], *more]))


def _texts(value: Any) -> Iterator[str]:
    """Every single value of the inputs as text."""
    if isinstance(value, Mapping):
        for member in value.values():
            yield from _texts(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _joined(value: Any) -> Iterator[str]:
    """The plain members of each mapping as one text: a name may be given in parts."""
    if isinstance(value, Mapping):
        yield " ".join(str(one) for one in value.values() if isinstance(one, str))
        value = list(value.values())
    if isinstance(value, list | tuple):
        for member in value:
            yield from _joined(member)


def _derived(value: Any) -> set[Decimal]:
    """What follows from the inputs by one step: products within a mapping (shares by par value), totals of a list."""
    found: set[Decimal] = set()
    if isinstance(value, Mapping):
        own = sorted(
            {one for text in value.values() if isinstance(text, str | int | float) for one in numbers_in(str(text))}
        )
        found |= {one * other for one in own[:MOST_NUMBERS] for other in own[:MOST_NUMBERS]}
        value = list(value.values())
    elif isinstance(value, list | tuple):
        rows = [row for row in value if isinstance(row, Mapping)]
        for key in dict.fromkeys(key for row in rows for key in row):
            single = [numbers_in(str(row[key])) for row in rows if isinstance(row.get(key), str | int | float)]
            if single and all(len(one) == 1 for one in single):
                found.add(sum((next(iter(one)) for one in single), Decimal(0)))
    if isinstance(value, list | tuple):
        for member in value:
            found |= _derived(member)
    return found
