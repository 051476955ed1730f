"""Whether a quote stands word for word in its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

SHORTEST_QUOTE = 12  # characters; less stands anywhere by chance

SAME_SIGNS = str.maketrans(  # the shapes of quotation marks and dashes
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛‹›′`´", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)
_ELLIPSIS = re.compile(r"[\[(]\s*(?:\.{3,}|…)\s*[\])]|\.{3,}|…|\.(?:\s\.){2,}")
_NUMBER_GOES_ON = re.compile(r"\d[.,]\d")
_SPACE = re.compile(r"\s+")


class PassageText(Protocol):
    """What a quote is checked against."""

    @property
    def source_id(self) -> str: ...

    @property
    def text(self) -> str: ...


PassageT = TypeVar("PassageT", bound=PassageText)


@dataclass(frozen=True)
class Reference:
    """What an answer claims: these words stand in that source."""

    source_id: str
    quote: str


@dataclass(frozen=True)
class VerifiedReference(Generic[PassageT]):
    """A reference that holds: `quote` is `passage.text[start:end]`, as the source has it."""

    passage: PassageT
    quote: str
    start: int
    end: int


@dataclass(frozen=True)
class VerifiedReferences(Generic[PassageT]):
    """The references that hold, in their order and each once, and how many were removed."""

    kept: tuple[VerifiedReference[PassageT], ...]
    removed: int


def verified_quote(quote: str, passage_text: str) -> tuple[int, int] | None:
    """Where the quote stands in the passage (half-open, in characters of the passage), or None where it does not.

    White space, line breaks and the shapes of quotation marks and dashes may differ; nothing else may, letter case
    included. Quotes begin and end with whole words and
    whole numbers, and have 12 characters or more. An ellipsis means that every part
    stands there, in order; the span then runs from the first part to the last.
    """
    text, places = _levelled(passage_text)
    whole = _flat(quote)
    if len(whole) < SHORTEST_QUOTE:
        return None
    span = _found(whole, text, 0)
    if span is None:
        span = _found_in_parts([one for one in map(_flat, _ELLIPSIS.split(quote)) if one], text)
    return None if span is None else (places[span[0]], places[span[1] - 1] + 1)


def verified_references(references: Iterable[Reference], passages: Sequence[PassageT]) -> VerifiedReferences[PassageT]:
    """Keep what names a source among `passages` and quotes a passage of it word for word; count what does not.

    The same words of the same passage are kept once; a repetition is neither kept nor counted as removed.
    """
    kept: dict[tuple[int, int, int], VerifiedReference[PassageT]] = {}
    removed = 0
    for reference in references:
        held = _held(reference, passages)
        if held is None:
            removed += 1
        else:
            at, verified = held
            kept.setdefault((at, verified.start, verified.end), verified)
    return VerifiedReferences(tuple(kept.values()), removed)


def _held(reference: Reference, passages: Sequence[PassageT]) -> tuple[int, VerifiedReference[PassageT]] | None:
    for at, passage in enumerate(passages):
        if str(passage.source_id) == reference.source_id:
            span = verified_quote(reference.quote, passage.text)
            if span is not None:
                return at, VerifiedReference(passage, passage.text[span[0] : span[1]], *span)
    return None


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text.translate(SAME_SIGNS)).strip()


def _levelled(text: str) -> tuple[str, list[int]]:
    """The text with every run of white space as one blank, and where each character of it came from."""
    kept: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text.translate(SAME_SIGNS)):
        space = character.isspace()
        if space and kept and kept[-1] == " ":
            continue
        kept.append(" " if space else character)
        places.append(at)
    return "".join(kept), places


def _found(part: str, text: str, after: int) -> tuple[int, int] | None:
    at = text.find(part, after)
    while at != -1:
        end = at + len(part)
        if not _inside_word(text, at) and not _inside_word(text, end):
            return at, end
        at = text.find(part, at + 1)
    return None


def _inside_word(text: str, at: int) -> bool:
    """Whether a cut at `at` would part a word, or a number at its comma or point ("5,000" is not in "5,000,000")."""
    if not 0 < at < len(text):
        return False
    if text[at - 1].isalnum() and text[at].isalnum():
        return True
    return _NUMBER_GOES_ON.fullmatch(text, max(0, at - 1), at + 2) is not None or (
        at >= 2 and _NUMBER_GOES_ON.fullmatch(text, at - 2, at + 1) is not None
    )


def _found_in_parts(parts: list[str], text: str) -> tuple[int, int] | None:
    if sum(map(len, parts)) < SHORTEST_QUOTE:
        return None
    start, end = -1, 0
    for part in parts:
        span = _found(part, text, end)
        if span is None:
            return None
        start, end = (span[0] if start < 0 else start), span[1]
    return (start, end) if start >= 0 else None
