"""Markdown fences around what a model wrote as a whole."""

from __future__ import annotations

import re

_FENCE = re.compile(r"\A\s*```[a-zA-Z]*\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)


def unfenced(text: str) -> str:
    """What stands inside, where the whole answer is one fence; else the answer."""
    return _FENCE.sub(r"\1", text)
