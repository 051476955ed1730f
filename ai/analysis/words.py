"""A text as the words that patterns are looked for in, each with its place, so that every find leads back to it."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

LONGEST_WORD = 64  # characters; a longer run of letters is no word of a contract and matches nothing
# What may stand inside a written word without parting it: accents of their own, soft hyphens, joiners, apostrophes.
_INNER = "\u0300-\u036f\u00ad\u200b-\u200d\u2060'’"
_WORD = re.compile(
    r"(?P<figure>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9A-Za-z])|[0-9]+(?:\.[0-9]+)?(?![0-9A-Za-z]))"
    r"|[Pp](?:[Hh][Pp])?(?=[0-9])"  # "P5,000" is a sign of currency and a figure
    rf"|[^\W_]+(?:[{_INNER}]+[^\W_]+)*[\u0300-\u036f]*"
)
_DROPPED = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060]")
_ENDING = re.compile(r"(?:'s|(?<=[aeiou])'t)\Z")  # lessee's; dalawampu't
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n|\u2029")
_SENTENCE = re.compile(r"[.!?;:](?=\s)")


@dataclass(frozen=True)
class Words:
    """The words of `text` in order: the i-th is `text[starts[i]:ends[i]]` and reads `folded[i]`.

    `paragraphs` and `sentences` number the stretch that each word stands in. `figures` are the indices of the words
    that are written in figures; their folded form has no commas.
    """

    text: str = field(repr=False)
    starts: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)
    folded: list[str] = field(repr=False)
    paragraphs: list[int] = field(repr=False)
    sentences: list[int] = field(repr=False)
    figures: frozenset[int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word stands."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.folded):
            found.setdefault(word, []).append(at)
        found.pop("", None)
        return found

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self.places)

    @cached_property
    def _remembered(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]]:
        return {}

    def places_of(self, words: tuple[str, ...], beginnings: tuple[str, ...] = ()) -> list[int]:
        """The indices, ascending, at which one of `words` stands or a word that begins with one of `beginnings`."""
        key = (words, beginnings)
        if key not in self._remembered:
            lists = [self.places[one] for one in self._meant(words, beginnings)]
            self._remembered[key] = lists[0] if len(lists) == 1 else sorted(at for one in lists for at in one)
        return self._remembered[key]

    def _meant(self, words: tuple[str, ...], beginnings: tuple[str, ...]) -> set[str]:
        meant = {one for one in words if one in self.places}
        for beginning in beginnings:
            at = bisect.bisect_left(self._vocabulary, beginning)
            while at < len(self._vocabulary) and self._vocabulary[at].startswith(beginning):
                meant.add(self._vocabulary[at])
                at += 1
        return meant

    def span(self, first: int, last: int) -> tuple[int, int]:
        """From where to where in the text the words `first` to `last` run."""
        return self.starts[first], self.ends[last]

    def between(self, left: int, right: int) -> str:
        """What stands in the text after the word `left` and before the word `right`."""
        return self.text[self.ends[left] : self.starts[right]]


def words_of(text: str) -> Words:
    """The words of `text`; the time is proportional to its length, whatever it is."""
    spans: list[tuple[int, int]] = []
    folded: list[str] = []
    figures: list[int] = []
    known: dict[str, str] = {}
    for match in _WORD.finditer(text):
        written = match.group()
        if match.lastgroup == "figure":
            figures.append(len(spans))
            folded.append(written.replace(",", "") if len(written) <= LONGEST_WORD else "")
        else:
            reading = known.get(written)
            if reading is None:
                reading = known[written] = fold(written)
            folded.append(reading)
        spans.append(match.span())
    starts, ends = [one[0] for one in spans], [one[1] for one in spans]
    paragraphs, sentences = _stretches(text, spans)
    return Words(text, starts, ends, folded, paragraphs, sentences, frozenset(figures))


def fold(word: str) -> str:
    """A word as it is compared: small letters without accents, without a possessive; "" for one too long."""
    if len(word) > LONGEST_WORD:
        return ""
    if word.isascii():
        plain = word.lower()
    else:
        plain = _DROPPED.sub("", unicodedata.normalize("NFKD", word.replace("’", "'"))).casefold()
    return _ENDING.sub("", plain).replace("'", "") if "'" in plain else plain


def _stretches(text: str, spans: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    if not spans:
        return [], []
    paragraphs, sentences = [0], [0]
    paragraph = sentence = 0
    for (_, end), (start, _) in pairwise(spans):
        if start - end > 1:  # a single character parts neither sentences nor paragraphs
            between = text[end:start]
            if ("\n" in between or "\u2029" in between) and _PARAGRAPH.search(between):
                paragraph += 1
                sentence += 1
            elif _SENTENCE.search(between):
                sentence += 1
        paragraphs.append(paragraph)
        sentences.append(sentence)
    return paragraphs, sentences


def apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of `spans` (first, last), ordered by their last, those that do not overlap one that was kept before."""
    kept: list[tuple[int, int]] = []
    for first, last in spans:
        if not kept or first > kept[-1][1]:
            kept.append((first, last))
    return kept
