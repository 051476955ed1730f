"""Values back into a text that comes in pieces.

A placeholder may be cut anywhere, so what may be the beginning of one is held back until it is certain; never more
than LONGEST characters, and nothing of ordinary prose but a capital or a bracket at the very end.
"""

from __future__ import annotations

import re

from core.pii.placeholders import KINDS, PlaceholderMap, find_placeholders, in_brackets, value_of

LONGEST = 64  # characters of the longest placeholder in its most spaced form


def _sequence(*parts: tuple[str, str]) -> str:
    """An expression for a text that ends within the sequence: each part is (the whole, its beginnings)."""
    built = ""
    for whole, beginnings in reversed(parts):
        built = rf"(?:{beginnings}\Z|{whole}{built})" if built else rf"{beginnings}\Z"
    return built


def _beginnings(word: str) -> str:
    """The word's proper beginnings, the empty one too."""
    built = ""
    for letter in reversed(word[:-1]):
        built = f"(?:{letter}{built})?"
    return built


_BLANK = r"[ \t\r\n\u00a0]{0,3}"
_GAP = (_BLANK, _BLANK)
_ESCAPE = (r"\\?", "")
_KIND = (f"(?:{'|'.join(KINDS)})", f"(?:{'|'.join(map(_beginnings, KINDS))})")
_NUMBER = ("[0-9]{1,9}", "[0-9]{0,9}")
_OPEN = (_ESCAPE, (r"\[", ""), _GAP)
_SEPARATOR = (r"(?:\\?[_\- ])?", r"\\?")
_FORM_PARTS = (_GAP, (r"\.", ""), _GAP, _NUMBER)
_FORM = (rf"(?:{_BLANK}\.{_BLANK}[0-9]{{1,9}})?", f"(?:{_sequence(*_FORM_PARTS)})")
_INNER = (_KIND, _GAP, _SEPARATOR, _GAP, _NUMBER, _FORM, _GAP, _ESCAPE, (r"\]", ""), _GAP, _ESCAPE, (r"\]", ""))
# What PLACEHOLDER matches, as far as it goes, with the end of the text within it.
_OPENED = re.compile(f"(?:{_sequence(*_OPEN, *_INNER)}|{_sequence(*_OPEN, *_OPEN, *_INNER)})", re.IGNORECASE | re.ASCII)
# The same for BARE, which the character behind it decides.
_BARED = re.compile(
    r"(?<![A-Za-z0-9_\[])"
    + _sequence(_KIND, ("_", ""), _NUMBER, (r"(?:\.[0-9]{1,9})?", r"(?:\.[0-9]{0,9})?"), ("", ""))
)


class Restorer:
    """`restore` for a text in pieces: what `feed` and `close` give is, joined, the restored whole."""

    def __init__(self, mapping: PlaceholderMap) -> None:
        self._mapping = mapping
        self._before = ""  # the last character that went out as it came: it decides whether a bare form counts
        self._held = ""

    def feed(self, chunk: str) -> str:
        """The next piece in; out comes, restored, what no later piece can change."""
        text = self._before + self._held + chunk
        start = len(self._before)
        undecided = _undecided_from(text, start)
        # A match that begins in the decided part is complete, even where it reaches over the edge.
        matches = [match.span() for match in in_brackets(text, start) if match.start() < undecided]
        matches += [span for span in find_placeholders(text, start) if span[0] < undecided]
        cut = max([undecided, *(end for _, end in matches)])
        restored = self._restored(text, start, cut)
        self._before, self._held = text[max(cut - 1, 0) : cut], text[cut:]
        return restored

    def close(self) -> str:
        """What was held back; the text ends here."""
        text, start = self._before + self._held, len(self._before)
        self._before = self._held = ""
        return self._restored(text, start, len(text))

    def _restored(self, text: str, start: int, cut: int) -> str:
        pieces: list[str] = []
        for begin, end in find_placeholders(text, start):
            if begin >= cut:
                break
            pieces += [text[start:begin], value_of(text[begin:end], self._mapping)]
            start = end
        return "".join([*pieces, text[start:cut]])


def _undecided_from(text: str, start: int) -> int:
    """The first place at which something may begin that the end of `text` cuts."""
    start = max(start, len(text) - LONGEST)
    found = (expression.search(text, start) for expression in (_OPENED, _BARED))
    # The empty beginning, at the very end, holds nothing back.
    return min((match.start() for match in found if match), default=len(text))
