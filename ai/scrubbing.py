"""The scrubber of one question, which does not read again what it has found clean before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.conf import settings

from core.pii import Known, PlaceholderMap, Scrubber

MOST_CLEAN = 5_000

# Texts in which the scrubber found nothing at all, as hashes of them, of whom it knew and of whether the model of names
# was on: what it finds depends on nothing else. The same few passages, and many questions, come again and again. Of a
# text with anything personal in it nothing is remembered: its placeholders are those of one conversation.
_clean: dict[bytes, None] = {}


class QuestionScrubber:
    """Scrubs the texts of one question with one map. Raises ScrubFailed as `Scrubber` does."""

    def __init__(self, known: Sequence[Known], mapping: PlaceholderMap) -> None:
        self._known, self._mapping = known, mapping
        self._knows = _digest(repr((bool(settings.PII_NER), list(known))))

    @cached_property
    def _scrubber(self) -> Scrubber:
        return Scrubber(self._known)

    def text(self, text: str) -> str:
        """`text` without personal values."""
        return self.texts({"": text})[""]

    def texts(self, parts: dict[str, str]) -> dict[str, str]:
        """The same for the parts of one thing, e.g. title, citation and text of a passage."""
        key = _digest(repr(parts), self._knows)
        if key in _clean:
            return parts
        sent = {name: self._scrubber.scrub(text, self._mapping).text for name, text in parts.items()}
        if sent == parts:
            _remember(key)
        return sent

    def data(self, data: Any) -> Any:
        """The same for JSON data, which is always read anew."""
        return self._scrubber.scrub_data(data, self._mapping).data if data else data


def _remember(key: bytes) -> None:
    if len(_clean) >= MOST_CLEAN:
        _clean.clear()
    _clean[key] = None


def forget() -> None:
    """Read every text anew (tests)."""
    _clean.clear()


def _digest(text: str, before: bytes = b"") -> bytes:
    return hashlib.sha256(before + text.encode(errors="surrogatepass")).digest()
