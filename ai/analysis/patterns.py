"""The pattern language of policies: words in order, with gaps. It has no way to be slow.

    security deposit            these words, one after the other; case, accents and punctuation do not count
    terminat* <6> notice        a word that begins with "terminat", at most six words, then "notice"
    lessor|landlord|nagpapaupa  one of these words

A match stays within one paragraph (paragraphs are parted by an empty line). Regular expressions are not offered: a
pattern that staff write must not be able to stop the service. Finding takes time proportional to the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ai.analysis.words import Words, apart, words_of

LONGEST_PATTERN = 200  # characters
MOST_WORDS = 20
WIDEST_GAP = 40  # words
SHORTEST_BEGINNING = 3  # letters before a star
LONGEST_MATCH = 2_000  # characters
_GAP = re.compile(r"<([0-9]{1,3})>")


class PatternError(ValueError):
    """A pattern that is none; the message says why."""


@dataclass(frozen=True)
class _Item:
    """One place of a pattern: the words that fit, the beginnings that fit, and how many words may stand before it."""

    words: tuple[str, ...]
    beginnings: tuple[str, ...]
    gap: int


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern; `source` is as it was written."""

    source: str
    items: tuple[_Item, ...]

    def spans(self, words: Words) -> list[tuple[int, int]]:
        """The matches as (first word, last word), in order, the shortest ones, without overlap."""
        lists = [words.places_of(item.words, item.beginnings) for item in self.items]
        if not all(lists):
            return []
        matched = [(at, at) for at in lists[0]]
        for item, places in zip(self.items[1:], lists[1:], strict=True):
            matched = _continued(matched, places, item.gap, words.paragraphs)
            if not matched:
                return []
        return apart(span for span in matched if _is_short(words, span))


def compiled(source: str) -> Pattern:
    """Read a pattern. Raises PatternError with a sentence for the person who wrote it."""
    if len(source) > LONGEST_PATTERN:
        raise PatternError(f"A pattern has at most {LONGEST_PATTERN} characters.")
    items: list[_Item] = []
    gap: int | None = None
    for part in source.split():
        found_gap = _GAP.fullmatch(part)
        if found_gap:
            gap = _gap(int(found_gap.group(1)), gap, first=not items)
        else:
            items += _items(part, gap or 0)
            gap = None
    if gap is not None:
        raise PatternError("A gap stands between two words, not at the end.")
    if not items:
        raise PatternError("A pattern has at least one word.")
    if len(items) > MOST_WORDS:
        raise PatternError(f"A pattern has at most {MOST_WORDS} words.")
    return Pattern(" ".join(source.split()), tuple(items))


def _gap(width: int, before: int | None, *, first: bool) -> int:
    if first or before is not None:
        raise PatternError("A gap stands between two words, not at the beginning or after another gap.")
    if not 1 <= width <= WIDEST_GAP:
        raise PatternError(f"A gap is at least <1> and at most <{WIDEST_GAP}>.")
    return width


def _items(part: str, gap: int) -> list[_Item]:
    alternatives = [_alternative(one, part) for one in part.split("|")]
    if len(alternatives) == 1:  # "non-compete" is two words
        words, is_beginning = alternatives[0]
        *before, last = words
        singles = [_Item((one,), (), 0) for one in before]
        singles.append(_Item((), (last,), 0) if is_beginning else _Item((last,), (), 0))
        return [_Item(singles[0].words, singles[0].beginnings, gap), *singles[1:]]
    if any(len(words) > 1 for words, _ in alternatives):
        raise PatternError(f"“{part}”: each choice is a single word; write phrases as patterns of their own.")
    plain = tuple(sorted({words[0] for words, is_beginning in alternatives if not is_beginning}))
    beginnings = tuple(sorted({words[0] for words, is_beginning in alternatives if is_beginning}))
    return [_Item(plain, beginnings, gap)]


def _alternative(written: str, part: str) -> tuple[list[str], bool]:
    is_beginning = written.endswith("*")
    bare = written.removesuffix("*")
    if re.search(r"[^\w'’.,\-‑–/&%]", bare) or "_" in bare:
        raise PatternError(f"“{part}” holds a sign that patterns do not know. Use words, *, | and <number>.")
    words = words_of(bare).folded
    if not words or not all(words):
        raise PatternError(f"“{part}” holds no word.")
    if is_beginning and len(words[-1]) < SHORTEST_BEGINNING:
        raise PatternError(f"“{part}”: at least {SHORTEST_BEGINNING} letters stand before the star.")
    return words, is_beginning


def _continued(
    matched: list[tuple[int, int]], places: list[int], gap: int, paragraphs: list[int]
) -> list[tuple[int, int]]:
    """The matches so far that go on at one of `places`; both are walked once, since both ascend."""
    found: list[tuple[int, int]] = []
    at, count = -1, len(matched)
    for place in places:
        while at + 1 < count and matched[at + 1][1] < place:
            at += 1
        if at >= 0:
            first, last = matched[at]
            if place - last - 1 <= gap and paragraphs[last] == paragraphs[place]:
                found.append((first, place))
    return found


def _is_short(words: Words, span: tuple[int, int]) -> bool:
    start, end = words.span(*span)
    return end - start <= LONGEST_MATCH
