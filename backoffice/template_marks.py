"""Differences as people read them: words put in and taken out marked, what is the same left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from documents.drafting.comparing import LEFT_OUT, Part

_TAGS = {"inserted": "ins", "deleted": "del"}


def marked(parts: Iterable[Part | Mapping[str, Any]]) -> SafeString:
    """The parts as HTML with `<ins>` and `<del>`; whatever stands in the texts is escaped."""
    return mark_safe("".join(_tagged(*_read(part)) for part in parts))  # Safe: each text is escaped in _tagged


def words_counted(parts: Iterable[Part | Mapping[str, Any]]) -> str:
    """How much was put in and taken out: `3 words put in, 1 taken out`."""
    counts = {"inserted": 0, "deleted": 0}
    for part in parts:
        op, text = _read(part)
        if op in counts:
            counts[op] += len(text.split())
    noun = "word" if counts["inserted"] == 1 else "words"
    return f"{counts['inserted']} {noun} put in, {counts['deleted']} taken out"


def _read(part: Part | Mapping[str, Any]) -> tuple[str, str]:
    return (part.op, part.text) if isinstance(part, Part) else (str(part.get("op")), str(part.get("text", "")))


def _tagged(op: str, text: str) -> str:
    if op == LEFT_OUT:
        return f'<span class="hain-left-out">{escape(text)}</span>'
    tag = _TAGS.get(op)
    return f"<{tag}>{escape(text)}</{tag}>" if tag else str(escape(text))
