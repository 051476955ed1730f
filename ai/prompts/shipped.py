"""The prompt texts that come with the product: `library/<purpose>.md`, with a number raised at each change."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

LIBRARY = Path(__file__).parent / "library"
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_NUMBER = re.compile(r"^number:\s*(\d+)\s*$", re.MULTILINE)
_MARKERS = re.compile(r"^markers:\s*\[(.*)\]\s*$", re.MULTILINE)
_QUOTED = re.compile(r'"([^"]+)"')


@dataclass(frozen=True)
class Prompt:
    """The text in use with the version that is kept on what was made with it, e.g. drafting-2 or drafting-r7."""

    version: str
    text: str


@dataclass(frozen=True)
class ShippedPrompt:
    """A text of the library. `markers` are words that every later text of the purpose must hold too."""

    purpose: str
    number: int
    text: str
    markers: tuple[str, ...]

    @property
    def version(self) -> str:
        return f"{self.purpose}-{self.number}"


def purposes() -> list[str]:
    """The purposes that have a text."""
    return sorted(one.stem for one in LIBRARY.glob("*.md"))


@functools.cache
def shipped(purpose: str) -> ShippedPrompt:
    """The library's text for `purpose`. Raises KeyError for a purpose that has none."""
    if purpose not in purposes():
        raise KeyError(purpose)
    whole = (LIBRARY / f"{purpose}.md").read_text(encoding="utf-8")
    front = _FRONT.match(whole)
    head = front.group(1) if front else ""
    number, markers = _NUMBER.search(head), _MARKERS.search(head)
    return ShippedPrompt(
        purpose=purpose,
        number=int(number.group(1)) if number else 1,
        text=(whole[front.end() :] if front else whole).strip(),
        markers=tuple(_QUOTED.findall(markers.group(1))) if markers else (),
    )
