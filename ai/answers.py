"""Reading what a model wrote: JSON by sections where it kept to that, else one plain text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ai.backends.base import Section
from ai.fences import unfenced


def read_sections(text: str, sections: Sequence[Section]) -> tuple[dict[str, str], list[str]]:
    """The text of each section that the answer holds, and warnings about what did not fit.

    A plain-text answer is the first section; that is a valid answer, never a reason to ask again.
    """
    plain = unfenced(text)
    given = _as_sections(plain)
    wanted = [section.key for section in sections]
    fitting = {key: given[key] for key in wanted if given.get(key, "").strip()}
    if not fitting:
        warnings = ["The model answered in plain text; it stands as the first section."] if len(wanted) > 1 else []
        return {wanted[0]: plain.strip()}, warnings
    surplus = sorted(set(given) - set(wanted))
    return fitting, [
        f"The model wrote a section “{key[:60]}” that was not asked for; it was left out." for key in surplus
    ]


def _as_sections(text: str) -> dict[str, str]:
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return {}
    found: Any = data.get("sections", data) if isinstance(data, dict) else None
    if isinstance(found, list):
        found = {one.get("key"): one.get("text") for one in found if isinstance(one, dict)}
    if not isinstance(found, dict):
        return {}
    return {str(key): value for key, value in found.items() if isinstance(value, str)}
