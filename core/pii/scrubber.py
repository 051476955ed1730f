"""The scrubber: personal values out before a text leaves, and back when the answer comes.

It fails closed. Whatever goes wrong inside, or takes too long, ScrubFailed is raised and the caller sends nothing; and
what it gives has been checked: no known value is left in it, nor a number that says by its form what it is, and the way
back gives the very text that came in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core.pii import identifiers, ner, people, survivors
from core.pii.folding import FoldedText, checked, fold_with_places
from core.pii.known import Known
from core.pii.matcher import KnownMatcher, plain
from core.pii.placeholders import PlaceholderMap, find_placeholders, restore
from core.pii.spans import Span, Taken, splits_a_word, with_backslash
from core.pii.stages import Deadline, ScrubFailed, failed, stage

__all__ = ["ScrubFailed", "Scrubbed", "ScrubbedData", "Scrubber"]
_MOST_ROUNDS = 8


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


class Scrubber:
    """Replaces the known things, whatever has the form of a Philippine identifier, and the names of people whom
    nobody told us of, in one text after another.

    One scrubber and one map serve one request; both die with it.
    """

    def __init__(self, known: Sequence[Known] = ()) -> None:
        with stage("known", _deadline()):
            self._matcher = KnownMatcher(known)

    def scrub(self, text: str, mapping: PlaceholderMap | None = None) -> Scrubbed:
        """`text` without personal values. Pass the map of an earlier text to have the same placeholders again.

        Raises ScrubFailed on any doubt, and after PII_TIMEOUT_SECONDS; the message never holds any of the text.
        """
        used = PlaceholderMap() if mapping is None else mapping
        return Scrubbed(self._scrubbed(text, used, _deadline()), used)

    def scrub_data(self, data: Any, mapping: PlaceholderMap | None = None) -> ScrubbedData:
        """JSON data without personal values, in the same shape; a number becomes a text only if it was replaced."""
        used = PlaceholderMap() if mapping is None else mapping
        deadline = _deadline()
        with stage("data", deadline):
            return ScrubbedData(self._walk(data, used, deadline), used)

    def _walk(self, data: Any, mapping: PlaceholderMap, deadline: Deadline) -> Any:
        if isinstance(data, dict):
            return {
                self._scrubbed(str(key), mapping, deadline): self._walk(value, mapping, deadline)
                for key, value in data.items()
            }
        if isinstance(data, list | tuple):
            return [self._walk(value, mapping, deadline) for value in data]
        if data is None or isinstance(data, bool):
            return data
        written = str(data)
        scrubbed = self._scrubbed(written, mapping, deadline)
        return data if scrubbed == written and not isinstance(data, str) else scrubbed

    def _scrubbed(self, text: str, mapping: PlaceholderMap, deadline: Deadline) -> str:
        with stage("text", deadline):
            scrubbed = self._replace(text, mapping, deadline)
            self._verify(text, scrubbed, mapping, deadline)
            return scrubbed

    def _replace(self, text: str, mapping: PlaceholderMap, deadline: Deadline) -> str:
        spans = self._spans(text, deadline)
        pieces: list[str] = []
        position = 0
        with stage("placeholders", deadline):
            for found in spans:
                deadline.check()
                span = with_backslash(found, text, position)
                surface = text[span.start : span.end]
                pieces += [text[position : span.start], mapping.placeholder(span.kind, span.identity, surface)]
                position = span.end
            return "".join([*pieces, text[position:]])

    def _spans(self, text: str, deadline: Deadline) -> list[Span]:
        """What is to be replaced, in order and without overlap."""
        taken = Taken()
        with stage("lookalikes", deadline):
            for start, end in find_placeholders(text):
                taken.add(Span(start, end, "TEXT", text[start:end]).checked(len(text)))
        with stage("folding", deadline):
            folded = checked(fold_with_places(text), text)
        with stage("known", deadline):
            self._take_known(text, folded, taken, deadline)
        with stage("identifiers", deadline):
            for start, end, kind in identifiers.find_identifiers(folded.text, deadline.check):
                deadline.check()
                span = Span(*folded.span(start, end), kind, plain(folded.text[start:end]))
                taken.add(span.checked(len(text)))
        self._take_people(text, folded, taken, deadline)
        return taken.spans

    def _take_known(self, text: str, whole: FoldedText, taken: Taken, deadline: Deadline) -> None:
        """Take the known things that stand between what is taken already; cutting one out may lay another bare."""
        gaps = taken.gaps(len(text))
        for _ in range(_MOST_ROUNDS):
            found: list[Span] = []
            for start, end in gaps:
                folded = whole if end - start == len(text) else fold_with_places(text[start:end])
                for one in self._matcher.find(folded):
                    deadline.check()
                    found.append(Span(start + one.start, start + one.end, one.kind, one.identity).checked(len(text)))
            for one in sorted(found, key=lambda span: (span.start - span.end, span.start)):
                deadline.check()
                taken.add(one)
            # A cut between two words changes nothing for what stands beside it.
            gaps = [gap for gap in taken.gaps(len(text)) if any(splits_a_word(text, edge) for edge in gap)]
            if not found or not gaps:
                return
        raise failed("rounds")

    def _take_people(self, text: str, folded: FoldedText, taken: Taken, deadline: Deadline) -> None:
        """Take the names of people whom nobody told us of, by the heuristic and, where it is on, by a model."""
        with stage("people", deadline):
            done = [(one.start, one.end) for one in taken.spans]
            for start, end, identity in people.find_people(folded, done, deadline.check):
                taken.add(Span(*folded.span(start, end), "PERSON", identity).checked(len(text)))
        if settings.PII_NER:
            with stage("ner", deadline):
                for start, end in ner.find_people(text):
                    deadline.check()
                    taken.add(Span(start, end, "PERSON", plain(text[start:end].casefold())).checked(len(text)))

    def _verify(self, text: str, scrubbed: str, mapping: PlaceholderMap, deadline: Deadline) -> None:
        with stage("restore", deadline):
            if restore(scrubbed, mapping) != text:
                raise failed("restore")
        with stage("verify", deadline):
            suspects = self._matcher.suspects(scrubbed)
            position = 0
            for start, end in [*find_placeholders(scrubbed), (len(scrubbed), len(scrubbed))]:
                deadline.check()
                segment = scrubbed[position:start]
                if survivors.stand_in(segment) or (suspects and self._matcher.remains_in(segment, suspects)):
                    raise failed("verify")
                position = end


def _deadline() -> Deadline:
    return Deadline(settings.PII_TIMEOUT_SECONDS)
