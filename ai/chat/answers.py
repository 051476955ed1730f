"""Reading a model's answer: its own words, and which of the sources it was given it quotes.

Plain text is a valid answer. A source is named in the text by its label ([S1]); quotes stand behind the sentence they
bear out, or in lines of their own under a heading at the end. Whatever names a source that the model was not given, or
quotes words that do not stand in it, is taken out and counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ai import knowledge
from ai.chat.phrases import phrase
from ai.chat.quoting import telling_sentence
from ai.chat.segments import Segments
from ai.fences import unfenced
from core.pii import PlaceholderMap, restore, unresolved

HEADING = "QUOTES:"
_HEADING = re.compile(r"\s*(?:#+\s*|\*\*)?(?:QUOTES|REFERENCES)\s*:?(?:\*\*)?\s*:?\s*", re.IGNORECASE)
_MARKER = re.compile(r"[ \t]*\[\s*S\d{1,3}(?:\s*[,;]\s*S\d{1,3})*\s*\]")
_LABEL = re.compile(r"S(\d{1,3})")
_QUOTED = re.compile(r"[“\"](?P<quote>[^“”\"]{1,2000})[”\"](?P<end>[.,;]?)[ \t]*\[\s*S(?P<number>\d{1,3})\s*\]")
_UNLABELLED = re.compile(r"[“\"](?P<quote>[^“”\"]{1,2000})[”\"](?![.,;]?[ \t]*\[\s*S\d)")
_FEWEST_QUOTED = 6  # words; fewer are a term or a name
_LINE = re.compile(r"[\s\-*•]*\[?S(?P<number>\d{1,3})\]?\s*[:\-–—]\s*(?P<quote>.+?)\s*")
_NO_QUOTE = ("", "none", "wala")
_OUTER = "“”„\"'‘’ "
BLANK = "____"  # in place of a placeholder that stands for nothing


class Citable(Protocol):
    """A passage that was in the prompt."""

    @property
    def source_id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def citation(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class ChatReference:
    """Words that stand in a source: `quote` is a slice of its passage."""

    source_id: str
    title: str
    citation: str
    url: str
    quote: str

    @classmethod
    def of(cls, passage: Citable, quote: str) -> ChatReference:
        """The reference to `quote` in `passage`."""
        return cls(str(passage.source_id), passage.title, passage.citation, passage.url, quote)


@dataclass(frozen=True)
class ReadAnswer:
    """The answer as it is shown; `removed` counts the quotes and citations that were taken out of it."""

    text: str = field(repr=False)
    references: tuple[ChatReference, ...]
    removed: int


class AnswerReader:
    """Reads one answer, whole or piece by piece; what `feed` and `finish` give makes up the text of the answer.

    `passages` are those in the prompt, in the order of their labels (S1 is the first); `mapping` brings the real
    values back. `laws` gives the laws and sections that the sources cite, and is asked only where the answer cites one;
    without it citations are left as they are.
    """

    def __init__(
        self,
        passages: Sequence[Citable],
        mapping: PlaceholderMap,
        *,
        question: str,
        language: str,
        laws: Callable[[], knowledge.Laws] | None = None,
    ) -> None:
        self._passages = passages
        self._laws = laws
        self._known: knowledge.Laws | None = None
        self._mapping = mapping
        self._question = question
        self._language = language
        self._segments = Segments()
        self._shown: list[str] = []
        self._space = ""  # white space at the end is shown only if more follows
        self._introduced = False  # whether what was read last cites a law and ends in a colon
        self._held: list[str] | None = None  # what is read only as a whole: JSON, and the lines under the heading
        self._quotes: dict[ChatReference, None] = {}
        self._cited: dict[int, None] = {}
        self._removed = 0

    def feed(self, piece: str) -> str:
        """What of the answer can be shown now that `piece` has come."""
        if self._held is not None:
            self._held.append(piece)
            return ""
        shown = "".join(self._take(segment) for segment in self._segments.feed(piece))
        if self._held is not None:
            self._hold(self._segments.rest())
        return shown

    def finish(self) -> str:
        """What is left to be shown."""
        last = self._segments.rest()
        shown = self._take(last) if self._held is None else self._hold(last)
        return shown + self._take_held()

    def answer(self) -> ReadAnswer:
        """All of it, once it is finished."""
        cited = (self._passages[index] for index in self._cited)
        quoted = {one.source_id for one in self._quotes}
        extracts = [
            ChatReference.of(one, telling_sentence(one.text, self._question))
            for one in cited
            if str(one.source_id) not in quoted
        ]
        references = tuple(dict.fromkeys([*self._quotes, *extracts]))
        return ReadAnswer("".join(self._shown), references, self._removed)

    def _hold(self, text: str) -> str:
        self._held = [*(self._held or []), text]
        return ""

    def _take(self, segment: str) -> str:
        if self._held is not None:
            return self._hold(segment)
        if not self._shown and segment.lstrip()[:1] in ("{", "`"):
            return self._hold(segment)
        if _HEADING.fullmatch(segment) and segment.strip():
            self._held = []
            return ""
        return self._show(self._proved(segment))

    def _take_held(self) -> str:
        held, self._held = "".join(self._held or []), []
        if not held.strip():
            return ""
        if not self._shown and held.lstrip()[:1] in ("{", "`"):
            return self._show(self._read_data(held))
        for line in held.splitlines():
            if line.strip(" \t-*.").casefold() not in _NO_QUOTE:
                self._read_line(line)
        return ""

    def _show(self, text: str) -> str:
        whole = (self._space + text) if self._shown else text.lstrip()
        shown = whole.rstrip()
        self._space = whole[len(shown) :] if shown or self._shown else ""
        if shown:
            self._shown.append(shown)
        return shown

    def _proved(self, segment: str) -> str:
        """The segment with real values, its quotes checked and its labels turned into citations."""
        checked = self._without_unproved_words_of_laws(_QUOTED.sub(self._quote_in_text, segment))
        proved = self._without_unproved_laws(checked)
        cited = _MARKER.sub(self._citations, proved)
        for invented in unresolved(cited, self._mapping):
            cited = cited.replace(invented, BLANK)
            self._removed += 1
        return restore(cited, self._mapping)

    def _without_unproved_words_of_laws(self, segment: str) -> str:
        """The segment without quotations that go with a citation, name no source, and stand in none."""
        cites = any(True for _ in knowledge.citations_in(segment))
        quoting = cites or self._introduced
        self._introduced = cites and segment.rstrip().endswith(":")
        return _UNLABELLED.sub(self._unlabelled, segment) if quoting else segment

    def _unlabelled(self, match: re.Match[str]) -> str:
        quote = match["quote"]
        if len(quote.split()) < _FEWEST_QUOTED:
            return match.group()
        ways = (quote, quote[:1].swapcase() + quote[1:])  # within a sentence a quotation begins small
        places = [(at, way) for way in ways for at in range(len(self._passages))]
        found = next((one for at, way in places if (one := self._verified(at, way))), None)
        if found is not None:
            self._quotes.setdefault(found)
            return match.group()
        if knowledge.verified_quote(restore(quote, self._mapping), self._question) is not None:
            return match.group()
        self._removed += 1
        return phrase("quote-removed", self._language)

    def _without_unproved_laws(self, segment: str) -> str:
        """The segment without citations of laws, or of sections of laws, that no source has."""
        if self._laws is None:
            return segment
        pieces: list[str] = []
        position = 0
        for citation in knowledge.citations_in(segment):
            if self._known is None:
                self._known = self._laws()
            if not knowledge.is_borne_out(citation, self._known):
                pieces += [segment[position : citation.start], phrase("citation-removed", self._language)]
                position = citation.end
                self._removed += 1
        return "".join([*pieces, segment[position:]])

    def _quote_in_text(self, match: re.Match[str]) -> str:
        if self._quoted(int(match["number"]), match["quote"]):
            return match.group()
        return f"{phrase('quote-removed', self._language)}{match['end']}"

    def _citations(self, match: re.Match[str]) -> str:
        citations: dict[str, None] = {}
        for label in _LABEL.finditer(match.group()):
            index = int(label.group(1)) - 1
            if 0 <= index < len(self._passages):
                self._cited.setdefault(index)
                citations.setdefault(self._passages[index].citation or self._passages[index].title)
            else:
                self._removed += 1
        return f" ({'; '.join(citations)})" if citations else ""

    def _quoted(self, number: int, quote: str) -> bool:
        """Keep the quote if it stands in the source of that number; else count it."""
        found = self._verified(number - 1, quote) if 0 < number <= len(self._passages) else None
        if found is None:
            self._removed += 1
            return False
        self._quotes.setdefault(found)
        return True

    def _verified(self, index: int, quote: str) -> ChatReference | None:
        passage = self._passages[index]
        span = knowledge.verified_quote(restore(quote, self._mapping).strip(_OUTER), passage.text)
        return None if span is None else ChatReference.of(passage, passage.text[span[0] : span[1]])

    def _read_line(self, line: str) -> None:
        match = _LINE.fullmatch(line)
        if match is None:
            self._removed += 1
            return
        self._quoted(int(match["number"]), match["quote"])

    def _read_data(self, text: str) -> str:
        """The answer of a model that wrote JSON: {"answer", "references": [{"source", "quote"}]}; else plain text."""
        plain = unfenced(text)
        try:
            data = json.loads(plain, strict=False)
        except (ValueError, RecursionError):
            return self._proved(plain)
        if not isinstance(data, dict) or not isinstance(data.get("answer"), str):
            return self._proved(plain)
        for source, quote in _references(data.get("references")):
            label = _LABEL.fullmatch(source)
            self._quoted(int(label.group(1)) if label else 0, quote)
        return self._proved(data["answer"])


def _references(given: Any) -> Iterator[tuple[str, str]]:
    for one in given if isinstance(given, list) else []:
        if isinstance(one, dict):
            yield str(one.get("source", "")).strip(" []"), str(one.get("quote", ""))
        else:
            yield "", str(one)
