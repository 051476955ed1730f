"""Where a text that still grows may be cut: after whole sentences, never inside a quotation or a placeholder.

The cut depends on the text alone and not on the pieces in which it came, so that a streamed answer and one that came
as a whole are read the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BOUNDARY = re.compile(r"\n+|[.!?:;][\"”’)*\]]{0,4}[ \t]+")
# A point after these ends no sentence; a citation must not be cut in two.
_ABBREVIATED = re.compile(
    r"(?:^|[^A-Za-z])(?:secs?|ss?|arts?|nos?|blg|par|series|r\.\s?a|b\.\s?p|p\.\s?d|e\.\s?o|a\.\s?m|g\.\s?r|m\.c|a\.\s?c|"
    r"d\.\s?o|phil|rep|atty|mr|mrs|ms|dr|engr|hon|inc|corp|co|jr|sr|vs?)\.$",
    re.IGNORECASE,
)
_LONGEST_MARK = 5  # characters of a boundary before its white space
_LONGEST_HELD = 2000  # characters; a quotation or bracket that is never closed holds no more back
_BRACKET_REACH = 60  # characters; no placeholder is longer


class Segments:
    """Takes a text piece by piece, and gives it back in segments that can be read each by itself."""

    def __init__(self) -> None:
        self._rest = ""
        self._seen = 0  # up to here no cut may fall, whatever follows

    def feed(self, piece: str) -> Iterator[str]:
        """The segments that are whole now that `piece` has come."""
        self._rest += piece
        while (cut := self._cut()) is not None:
            segment, self._rest, self._seen = self._rest[:cut], self._rest[cut:], 0
            yield segment

    def rest(self) -> str:
        """What is left when no more comes."""
        left, self._rest, self._seen = self._rest, "", 0
        return left

    def _cut(self) -> int | None:
        for match in _BOUNDARY.finditer(self._rest, self._seen):
            end = match.end()
            if end == len(self._rest):  # more of the white space may come, and what follows it decides
                self._seen = match.start()
                return None
            if self._parts(match):
                return end
            self._seen = end
        self._seen = max(self._seen, len(self._rest) - _LONGEST_MARK)
        return None

    def _parts(self, match: re.Match[str]) -> bool:
        """Whether one may cut behind the boundary. What comes later changes nothing in it."""
        end = match.end()
        if "\n" not in match.group():
            if self._rest[end] in "[(":  # where a sentence comes from stands behind it
                return False
            if _ABBREVIATED.search(self._rest, max(0, match.start() - 12), match.start() + 1):
                return False
        return end >= _LONGEST_HELD or not _is_open(self._rest[:end])


def _is_open(text: str) -> bool:
    """Whether a quotation or a bracket begins in `text` and does not end in it."""
    if text.count("“") > text.count("”") or text.count('"') % 2:
        return True
    opened = text.rfind("[")
    return opened > text.rfind("]") and len(text) - opened <= _BRACKET_REACH
