"""Known things in all their forms, ready to be found in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.pii import names, values
from core.pii.folding import FoldedText, fold, rejoined
from core.pii.known import Known, KnownOrganization, KnownPerson, KnownValue
from core.pii.spans import Span
from core.pii.trie import Thing, WordTrie

_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_LONGEST_NAME = 300  # characters; of a longer "name" only the exact text is looked for, not its forms


@dataclass(frozen=True, slots=True)
class _Expression:
    """How a thing may be written, and a part of it that is found much faster than the whole, if there is one."""

    pattern: re.Pattern[str]
    thing: Thing
    core: re.Pattern[str] | None
    by_itself: bool  # no letter and no digit stands before it

    def find(self, text: str) -> Iterator[tuple[int, int, Thing]]:
        if self.core is None:
            yield from self._between(text, 0, len(text))
            return
        for hit in self.core.finditer(text):
            around = max(0, hit.start() - values.AROUND), min(len(text), hit.end() + values.AROUND)
            for start, end, thing in self._between(text, *around):
                if start <= hit.start() < end:
                    yield start, end, thing
                    break

    def _between(self, text: str, position: int, stop: int) -> Iterator[tuple[int, int, Thing]]:
        while match := self.pattern.search(text, position, stop):
            start, end = match.span()
            if not (self.by_itself and start and text[start - 1].isalnum()):
                yield start, end, self.thing
            position = start + 1  # the next may begin inside this one


@dataclass(frozen=True, slots=True)
class _Way:
    """What is needed to compile an expression, and what must stand in a text for it to match."""

    thing: Thing
    anchors: tuple[str, ...]  # letters and digits alone
    core: str | None = None


class KnownMatcher:
    """All forms of all known things."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._trie = WordTrie()
        self._ways: dict[str, _Way] = {}
        self._literals: list[str] = []
        self._compiled: dict[str, _Expression] = {}
        for one in known:
            self._add(one)
        self._sources = sorted(self._ways, key=len, reverse=True)

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
            thing = Thing(one.kind, plain(fold(one.value)))
            anchors, core = values.anchors_for(one.kind, one.value), values.core_for(one.kind, one.value)
            self._ways.setdefault(expression, _Way(thing, anchors, core))
            self._add_literal(one.value, thing)

    def _add_literal(self, value: str, thing: Thing) -> None:
        expression = values.literal(fold(value))
        if expression is not None:
            self._ways.setdefault(expression, _Way(thing, (_letters(fold(value)),)))
            self._literals.append(_squeeze(value))

    def find(self, folded: FoldedText) -> Iterator[Span]:
        """Every place where a known thing stands, as spans of the source; they may overlap."""
        yield from self._found(folded)
        if "\n" in folded.text and (whole := rejoined(folded)) is not None:
            yield from self._found(whole)
        if folded.dropped:
            # Levelling drops invisible characters, and with them the gap between a name and what follows it.
            for start, end, thing in self._matches(_lowered(folded.source)):
                yield Span(start, end, thing.kind, thing.identity)

    def _found(self, folded: FoldedText) -> Iterator[Span]:
        for start, end, thing in (*self._trie.find(folded), *self._matches(folded.text)):
            yield Span(*folded.span(start, end), thing.kind, thing.identity)

    def _matches(self, text: str) -> Iterator[tuple[int, int, Thing]]:
        letters = _letters(text)
        for source in self._sources:
            way = self._ways[source]
            if any(anchor in letters for anchor in way.anchors):
                yield from self._expression(source, way).find(text)

    def _expression(self, source: str, way: _Way) -> _Expression:
        """The expression, compiled when first needed: most known things do not stand in most texts."""
        made = self._compiled.get(source)
        if made is None:
            # What must not stand before is looked at afterwards: an expression that begins with a letter is fast.
            by_itself = source.startswith(values.BEFORE)
            pattern = re.compile(source.removeprefix(values.BEFORE))
            core = re.compile(way.core) if way.core else None
            made = self._compiled[source] = _Expression(pattern, way.thing, core, by_itself)
        return made

    def suspects(self, text: str) -> list[str]:
        """The known values that stand in `text` at all, placeholders or not."""
        squeezed = _squeeze(text)
        return [literal for literal in self._literals if literal in squeezed]

    def remains_in(self, segment: str, literals: Sequence[str] | None = None) -> bool:
        """Whether a known value stands word for word in what is about to leave. Shares no code with `find`."""
        squeezed = f" {_squeeze(segment)} "
        looked_for = self._literals if literals is None else literals
        return any(_stands_alone(literal, squeezed) for literal in looked_for if literal in squeezed)


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
    small = text.casefold()
    if len(small) == len(text):  # nothing shrinks, so nothing grew
        return small
    return "".join(small if len(small := one.casefold()) == 1 else one for one in text)


def _squeeze(text: str) -> str:
    return " ".join(text.casefold().split())


def _letters(text: str) -> str:
    """The letters and digits of the text alone."""
    if text.isascii():  # ten times faster than an expression
        return text.encode().translate(None, _NO_LETTERS).decode()
    return re.sub(r"[\W_]+", "", text)


def plain(folded: str) -> str:
    """What tells a value apart however it is written: its letters and digits."""
    return "".join(filter(str.isalnum, folded)) or folded
