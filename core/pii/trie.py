"""Finding many names in one walk over the words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.pii.folding import FoldedText
from core.pii.names import ANY_MIDDLE, COMPANY_SUFFIXES, SPELLINGS, SUFFIXES, WORD, Form

# What may stand between two words of one name: "Dela Cruz, Juan P." and "JUAN-P.-DELA-CRUZ", across a line break too.
_BETWEEN = re.compile(r"\s{0,40}[.,'\"&/()_*#-]{0,4}\s{0,40}")
_TAIL = re.compile(r"[\s,.(]{1,3}")


@dataclass(frozen=True)
class Thing:
    """A known person, organization or address: the kind of its placeholders and what it is told apart by."""

    kind: str
    identity: str
    suffix: str = ""


class _Node:
    """Where a walk over the words of forms has come to; made by the hundred for every request."""

    __slots__ = ("any_middle", "ends", "initials", "needs_capital", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.initials: dict[str, _Node] | None = None
        self.any_middle: _Node | None = None
        self.ends: Thing | None = None
        self.needs_capital = False


class _Words:
    """The levelled words of a text, each in its one spelling, and where they stand."""

    __slots__ = ("_folded", "ends", "starts", "texts")

    def __init__(self, folded: FoldedText, written: list[str]) -> None:
        self._folded = folded
        spans = [match.span() for match in WORD.finditer(folded.text)]
        self.starts, self.ends = [start for start, _ in spans], [end for _, end in spans]
        self.texts = [SPELLINGS.get(one, one) for one in written]

    def __len__(self) -> int:
        return len(self.texts)

    def capital(self, index: int) -> bool:
        """Whether the word is not written small in the source."""
        places, start = self._folded.places, self.starts[index]
        return not self._folded.source[start if places is None else places[start]].islower()


class WordTrie:
    """Forms of names, found whatever stands between their words."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, form: Form, thing: Thing) -> None:
        """Enter one form; the first thing that claims a form keeps it."""
        node = self._root
        for word in form.words:
            child = node.words.get(word)
            node = child if child is not None else _child(node, word)
        if node.ends is None:
            node.ends, node.needs_capital = thing, form.needs_capital
        elif not form.needs_capital:
            node.needs_capital = False

    def find(self, folded: FoldedText) -> Iterator[tuple[int, int, Thing]]:
        """Every longest match, as a span of the levelled text; later matches may overlap earlier ones."""
        known = self._root.words
        written = WORD.findall(folded.text)
        if known.keys().isdisjoint(SPELLINGS.get(one, one) for one in set(written)):
            return
        words = _Words(folded, written)
        for index, text in enumerate(words.texts):
            if text not in known:
                continue
            found = _longest(self._root, words, index, folded.text)
            if found is not None:
                last, thing = found
                yield words.starts[index], _with_tail(words, last, thing, folded.text), thing


def _child(node: _Node, word: str) -> _Node:
    if word == ANY_MIDDLE:
        node.any_middle = node.any_middle or _Node()
        return node.any_middle
    if word.endswith(ANY_MIDDLE):
        if node.initials is None:
            node.initials = {}
        return node.initials.setdefault(word[0], _Node())
    made = node.words[word] = _Node()
    return made


def _longest(root: _Node, words: _Words, index: int, text: str) -> tuple[int, Thing] | None:
    best: tuple[int, Thing] | None = None
    paths = [(root, index)]
    while paths:
        node, at = paths.pop()
        counts = at > index and node.ends is not None and (not node.needs_capital or words.capital(index))
        if counts and node.ends is not None and (best is None or at - 1 > best[0]):
            best = (at - 1, node.ends)
        if at == len(words):
            continue
        if at > index and not _BETWEEN.fullmatch(text, words.ends[at - 1], words.starts[at]):
            continue
        paths += [(child, at + 1) for child in _children(node, words, at)]
    return best


def _children(node: _Node, words: _Words, at: int) -> Iterator[_Node]:
    text = words.texts[at]
    if (child := node.words.get(text)) is not None:
        yield child
    if node.initials is not None and (child := node.initials.get(text[0])) is not None:
        yield child
    if node.any_middle is not None and (len(text) == 1 or words.capital(at)):
        yield node.any_middle


def _with_tail(words: _Words, last: int, thing: Thing, text: str) -> int:
    """The end of the match, moved over a suffix that belongs to the name: Jr., III, Inc., Corp."""
    end = words.ends[last]
    while last + 1 < len(words) and _TAIL.fullmatch(text, end, words.starts[last + 1]):
        follower = words.texts[last + 1]
        own_suffix = thing.kind == "PERSON" and follower in SUFFIXES and follower == thing.suffix
        if not own_suffix and not (thing.kind == "COMPANY" and follower in COMPANY_SUFFIXES):
            break
        last += 1
        end = words.ends[last]
    return end
