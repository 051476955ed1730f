"""The scrubber: personal values out before a text leaves, and back when the answer comes.

It fails closed. Whatever goes wrong inside, ScrubFailed is raised and the caller sends nothing; and what it gives has
been checked: no known value is left in it, and the way back gives the very text that came in.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from core.errors import DomainError
from core.pii import identifiers, names, values
from core.pii.folding import FoldedText, fold, fold_with_places
from core.pii.known import Known, KnownOrganization, KnownPerson, KnownValue
from core.pii.placeholders import PlaceholderMap, find_placeholders, restore
from core.pii.trie import Thing, WordTrie

log = structlog.get_logger(__name__)
_MOST_ROUNDS = 8
_LONGEST_NAME = 300  # characters; of a longer "name" only the exact text is looked for, not its forms


class ScrubFailed(DomainError):
    """Personal data could not be taken out with certainty, so nothing was sent."""

    code = "scrub-failed"
    status = 503
    title = "Personal data could not be taken out of the text, so nothing was sent"


@dataclass(frozen=True)
class Scrubbed:
    """A text that may leave, and the map that brings the values back."""

    text: str
    mapping: PlaceholderMap


@dataclass(frozen=True)
class ScrubbedData:
    """The same for JSON data: every text, number and key of `data` is scrubbed."""

    data: Any
    mapping: PlaceholderMap


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: str
    identity: str


class Scrubber:
    """Replaces the known things and whatever has the form of a Philippine identifier, in one text after another.

    One scrubber and one map serve one request; both die with it.
    """

    def __init__(self, known: Sequence[Known] = ()) -> None:
        try:
            self._matcher = _Matcher(known)
        except Exception as error:
            raise _failed("known", error) from None

    def scrub(self, text: str, mapping: PlaceholderMap | None = None) -> Scrubbed:
        """`text` without personal values. Pass the map of an earlier text to have the same placeholders again.

        Raises ScrubFailed on any doubt; the message never holds any of the text.
        """
        used = PlaceholderMap() if mapping is None else mapping
        try:
            scrubbed = self._replace(text, used)
            self._verify(text, scrubbed, used)
        except ScrubFailed:
            raise
        except Exception as error:
            raise _failed("text", error) from None
        return Scrubbed(scrubbed, used)

    def scrub_data(self, data: Any, mapping: PlaceholderMap | None = None) -> ScrubbedData:
        """JSON data without personal values, in the same shape; a number becomes a text only if it was replaced."""
        used = PlaceholderMap() if mapping is None else mapping
        return ScrubbedData(self._walk(data, used), used)

    def _walk(self, data: Any, mapping: PlaceholderMap) -> Any:
        if isinstance(data, dict):
            return {self.scrub(str(key), mapping).text: self._walk(value, mapping) for key, value in data.items()}
        if isinstance(data, list | tuple):
            return [self._walk(value, mapping) for value in data]
        if data is None or isinstance(data, bool):
            return data
        written = str(data)
        scrubbed = self.scrub(written, mapping).text
        return data if scrubbed == written and not isinstance(data, str) else scrubbed

    def _replace(self, text: str, mapping: PlaceholderMap) -> str:
        pieces: list[str] = []
        position = 0
        for found in self._spans(text):
            span = _with_backslash(found, text, position)
            surface = text[span.start : span.end]
            pieces += [text[position : span.start], mapping.placeholder(span.kind, span.identity, surface)]
            position = span.end
        return "".join([*pieces, text[position:]])

    def _spans(self, text: str) -> list[_Span]:
        """What is to be replaced, in order and without overlap."""
        taken = _Taken()
        for start, end in find_placeholders(text):
            taken.add(_Span(start, end, "TEXT", text[start:end]))
        for _ in range(_MOST_ROUNDS):
            if not self._take_known(text, taken):
                break
        else:
            raise _failed("rounds")
        folded = fold_with_places(text)
        for start, end, kind in identifiers.find_identifiers(folded.text):
            taken.add(_Span(*folded.span(start, end), kind, _plain(folded.text[start:end])))
        return taken.spans

    def _take_known(self, text: str, taken: _Taken) -> bool:
        """Take the known things that stand between what is taken already; cutting one out may lay another bare."""
        found = [
            _Span(start + one.start, start + one.end, one.kind, one.identity)
            for start, end in taken.gaps(len(text))
            for one in self._matcher.find(fold_with_places(text[start:end]))
        ]
        for one in sorted(found, key=lambda span: (span.start - span.end, span.start)):
            taken.add(one)
        return bool(found)

    def _verify(self, text: str, scrubbed: str, mapping: PlaceholderMap) -> None:
        if restore(scrubbed, mapping) != text:
            raise _failed("restore")
        position = 0
        for start, end in [*find_placeholders(scrubbed), (len(scrubbed), len(scrubbed))]:
            if self._matcher.remains_in(scrubbed[position:start]):
                raise _failed("verify")
            position = end


def _with_backslash(span: _Span, text: str, free_from: int) -> _Span:
    """Backslashes before a value go with it: before a placeholder the last would read as a Markdown escape."""
    start = span.start
    while start > free_from and text[start - 1] == "\\":
        start -= 1
    return replace(span, start=start)


class _Taken:
    """Spans that are to be replaced, in order and without overlap."""

    def __init__(self) -> None:
        self.spans: list[_Span] = []

    def add(self, candidate: _Span) -> None:
        """Take what nobody has taken yet of `candidate`; what two values share is replaced once."""
        at = bisect.bisect_right(self.spans, candidate.start, key=lambda one: one.end)
        start = candidate.start
        free: list[_Span] = []
        last = at
        while last < len(self.spans) and self.spans[last].start < candidate.end:
            other = self.spans[last]
            if start < other.start:
                free.append(replace(candidate, start=start, end=other.start))
            start = other.end
            last += 1
        if start < candidate.end:
            free.append(replace(candidate, start=start))
        self.spans[at:last] = sorted([*self.spans[at:last], *free], key=lambda one: one.start)

    def gaps(self, length: int) -> list[tuple[int, int]]:
        """The stretches of a text of `length` that are not taken."""
        edges = [0, *(edge for one in self.spans for edge in (one.start, one.end)), length]
        return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


class _Matcher:
    """All forms of all known things, ready to be found in a text."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._trie = WordTrie()
        self._expressions: dict[str, Thing] = {}
        self._anchors: dict[str, str] = {}  # expression to a word without which it cannot match
        self._literals: list[str] = []
        for one in known:
            self._add(one)
        self._parts = sorted(self._expressions, key=len, reverse=True)
        self._compiled: dict[tuple[str, ...], re.Pattern[str]] = {}

    def _add(self, one: Known) -> None:
        if isinstance(one, KnownValue):
            self._add_value(one)
            return
        kind = "PERSON" if isinstance(one, KnownPerson) else "COMPANY"
        identity = fold(one.name).strip()
        for name in (one.name, *one.other_names):
            suffix = names.parse_person(name).suffix if isinstance(one, KnownPerson) else ""
            thing = Thing(kind, identity, suffix)
            self._add_literal(name, thing)
            if len(name) > _LONGEST_NAME or sum(map(str.isalnum, name)) < 2:
                continue
            forms = names.organization_forms(name) if isinstance(one, KnownOrganization) else names.person_forms(name)
            for form in forms:
                self._trie.add(form, thing)

    def _add_value(self, one: KnownValue) -> None:
        if one.kind == "ADDRESS":
            thing = Thing("ADDRESS", fold(one.value).strip())
            self._add_literal(one.value, thing)
            for form in names.address_forms(one.value):
                self._trie.add(form, thing)
            return
        expression = values.expression_for(one.kind, one.value)
        if expression is not None:
            thing = Thing(one.kind, _plain(fold(one.value)))
            self._expressions.setdefault(expression, thing)
            self._add_literal(one.value, thing)

    def _add_literal(self, value: str, thing: Thing) -> None:
        expression = values.literal(fold(value))
        if expression is not None:
            self._expressions.setdefault(expression, thing)
            self._anchors[expression] = max(fold(value).split(), key=len)
            self._literals.append(_squeeze(value))

    def find(self, folded: FoldedText) -> Iterator[_Span]:
        """Every place where a known thing stands, as spans of the source; they may overlap."""
        for start, end, thing in self._trie.find(folded):
            yield _Span(*folded.span(start, end), thing.kind, thing.identity)
        for start, end, thing in self._matches(folded.text):
            yield _Span(*folded.span(start, end), thing.kind, thing.identity)
        if not folded.source.isascii():
            # Levelling drops invisible characters, and with them the gap between a name and what follows it.
            for start, end, thing in self._matches(_lowered(folded.source)):
                yield _Span(start, end, thing.kind, thing.identity)

    def _matches(self, text: str) -> Iterator[tuple[int, int, Thing]]:
        # One expression of many is slow at every letter: those that cannot match are left out of it.
        parts = tuple(part for part in self._parts if self._anchors.get(part, "") in text)
        if not parts:
            return
        pattern = self._compiled.get(parts)
        if pattern is None:
            pattern = self._compiled[parts] = re.compile("|".join(f"({part})" for part in parts))
        position = 0
        while match := pattern.search(text, position):
            yield *match.span(), self._expressions[parts[(match.lastindex or 1) - 1]]
            position = match.start() + 1  # the next may begin inside this one

    def remains_in(self, segment: str) -> bool:
        """Whether a known value stands word for word in what is about to leave. Shares no code with `find`."""
        plain = f" {_squeeze(segment)} "
        return any(_stands_alone(literal, plain) for literal in self._literals if literal in plain)


def _stands_alone(literal: str, text: str) -> bool:
    at = text.find(literal)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(literal) : at + len(literal) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = text.find(literal, at + 1)
    return False


def _lowered(text: str) -> str:
    """In small letters, character by character, so that every place stays what it was."""
    return "".join(small if len(small := one.casefold()) == 1 else one for one in text)


def _squeeze(text: str) -> str:
    return " ".join(text.casefold().split())


def _plain(folded: str) -> str:
    return "".join(filter(str.isalnum, folded)) or folded


def _failed(stage: str, error: Exception | None = None) -> ScrubFailed:
    # Neither the message nor the cause of the error is kept: both may quote the text.
    log.error("pii.scrub.failed", stage=stage, error=type(error).__name__ if error else "")
    return ScrubFailed("Nothing was sent to the AI provider. Try again; if it happens again, tell us the request id.")
