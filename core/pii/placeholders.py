"""Placeholders such as `[[PERSON_1]]`: what stands in a scrubbed text in place of a value.

Models keep double square brackets with a capital word and a number verbatim. The number names the person or thing, a
second number (`[[PERSON_1.2]]`) another spelling of the same, so that the way back is exact and a model still sees
that both are one person. What a model does to them (case, spaces, Markdown escapes, a bracket less) is forgiven.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from typing import Any

KINDS = (
    "PERSON",
    "COMPANY",
    "ADDRESS",
    "EMAIL",
    "PHONE",
    "TIN",
    "SSS",
    "GSIS",
    "PHILHEALTH",
    "PAGIBIG",
    "UMID",
    "PHILSYS",
    "PASSPORT",
    "LICENCE",
    "PRC",
    "VOTER",
    "PLATE",
    "SECREG",
    "ROLL",
    "CARD",
    "ACCOUNT",
    "BIRTHDATE",
    "ID",
    "TEXT",  # what already looked like a placeholder in the text itself
)
_GAP = r"[ \t\r\n\u00a0]{0,3}"
_KIND = "|".join(KINDS)
PLACEHOLDER = re.compile(
    rf"(?:\\?\[{_GAP}){{1,2}}(?P<kind>{_KIND}){_GAP}(?:\\?[_\- ])?{_GAP}(?P<number>[0-9]{{1,9}})"
    rf"(?:{_GAP}\.{_GAP}(?P<form>[0-9]{{1,9}}))?{_GAP}\\?\](?:{_GAP}\\?\])?",
    re.IGNORECASE | re.ASCII,
)
# Brackets lost altogether: then only the exact capital form counts, or ordinary prose would be mistaken for one.
BARE = re.compile(
    r"(?P<kind>[A-Z](?<![A-Za-z0-9_\[].)[A-Z]{1,9})_(?P<number>[0-9]{1,9})(?:\.(?P<form>[0-9]{1,9}))?(?![A-Za-z0-9_\]])"
)
_ANY = (PLACEHOLDER, BARE)
_KINDS = frozenset(KINDS)


class PlaceholderMap:
    """Which placeholder stands for which value, for one request or one conversation. Never shared, never logged."""

    __slots__ = ("_by_surface", "_forms", "_last", "_numbers")

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._last: dict[str, int] = {}
        self._forms: dict[tuple[str, int], list[str]] = {}
        self._by_surface: dict[tuple[str, str, str], str] = {}

    def __repr__(self) -> str:
        return f"<PlaceholderMap of {len(self)}>"

    def __len__(self) -> int:
        return len(self._by_surface)

    def placeholder(self, kind: str, identity: str, surface: str) -> str:
        """The placeholder for `surface`, a spelling of the thing that `identity` names; the same each time."""
        known = self._by_surface.get((kind, identity, surface))
        if known is not None:
            return known
        number = self._numbers.get((kind, identity))
        if number is None:
            number = self._last[kind] = self._last.get(kind, 0) + 1
            self._numbers[kind, identity] = number
        forms = self._forms.setdefault((kind, number), [])
        forms.append(surface)
        made = f"[[{kind}_{number}]]" if len(forms) == 1 else f"[[{kind}_{number}.{len(forms)}]]"
        self._by_surface[kind, identity, surface] = made
        return made

    def value(self, kind: str, number: int, form: int = 1) -> str | None:
        """The value behind a placeholder; an unknown spelling gives the first one, an unknown number None."""
        forms = self._forms.get((kind, number))
        if forms is None:
            return None
        return forms[form - 1] if 1 <= form <= len(forms) else forms[0]

    def dump(self) -> list[list[Any]]:
        """What `load` makes the same map of: kind, identity and spellings of each thing, in the order of numbers."""
        return [[kind, identity, self._forms[kind, number]] for (kind, identity), number in self._numbers.items()]

    @classmethod
    def load(cls, dumped: Sequence[Sequence[Any]]) -> PlaceholderMap:
        """The map as it was dumped, so that a conversation goes on with the same placeholders."""
        made = cls()
        for kind, identity, surfaces in dumped:
            for surface in surfaces:
                made.placeholder(kind, identity, surface)
        return made


def find_placeholders(text: str, start: int = 0) -> list[tuple[int, int]]:
    """The spans of `text` from `start` on that are placeholders or look like them, in order, without overlap."""
    found = [match.span() for match in in_brackets(text, start) if _is_ours(match)]
    if "_" in text:
        bracketed = tuple(found)
        bare = (match.span() for match in BARE.finditer(text, start) if match["kind"] in _KINDS)
        found += [span for span in bare if not _inside(span, bracketed)]
    return sorted(found)


def in_brackets(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """What `PLACEHOLDER.finditer` finds from `start` on; tried at the brackets only."""
    at = text.find("[", start)
    while at >= 0:
        begin = at - 1 if at > start and text[at - 1] == "\\" else at
        match = PLACEHOLDER.match(text, begin)
        if match:
            yield match
            start = match.end()
        at = text.find("[", max(at + 1, start))


def _is_ours(match: re.Match[str]) -> bool:
    """Two brackets on each side say it; with fewer only the exact capital form does: "[Roll 1]" is ordinary prose."""
    whole = match.group()
    return (whole.count("["), whole.count("]")) == (2, 2) or (match["kind"].isupper() and "_" in whole)


def _inside(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    """Whether one of `others`, which stand in order, overlaps `span`."""
    at = bisect.bisect_right(others, span[0], key=lambda one: one[1])
    return at < len(others) and others[at][0] < span[1]


def restore(text: str, mapping: PlaceholderMap) -> str:
    """`text` with the values back in their places. Placeholders that `mapping` does not know stay as they are."""
    pieces: list[str] = []
    position = 0
    for start, end in find_placeholders(text):
        pieces += [text[position:start], value_of(text[start:end], mapping)]
        position = end
    return "".join([*pieces, text[position:]])


def _lookup(found: str, mapping: PlaceholderMap) -> str | None:
    match = next(match for pattern in _ANY if (match := pattern.fullmatch(found)))
    return mapping.value(match["kind"].upper(), int(match["number"]), int(match["form"] or 1))


def value_of(found: str, mapping: PlaceholderMap) -> str:
    """What stands behind the placeholder `found`; itself where `mapping` does not know it."""
    value = _lookup(found, mapping)
    return found if value is None else value


def unresolved(text: str, mapping: PlaceholderMap) -> list[str]:
    """The placeholders in `text` that `mapping` does not know, once each, in order: a model made them up."""
    found = (text[start:end] for start, end in find_placeholders(text))
    return list(dict.fromkeys(one for one in found if _lookup(one, mapping) is None))
