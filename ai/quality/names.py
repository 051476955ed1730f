"""Names in a text that can only be somebody's: with a title, a middle initial, a suffix, or a company's ending."""

from __future__ import annotations

import re

from core.pii.folding import fold

_CAP = r"[A-ZÑÁÉÍÓÚ][\w’'-]+"
_PARTICLE = r"(?:de\s+la|dela|delos|de\s+los|del|de|San|Sta\.|Santa|y)"
_WORDS = rf"{_CAP}(?:\s+(?:{_PARTICLE}\s+)?{_CAP}){{0,3}}"
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Atty|Dr|Engr|Hon|G|Gng|Bb)\.\s+"
    rf"((?:{_CAP}|[A-Z]\.)(?:\s+(?:{_PARTICLE}\s+)?(?:{_CAP}|[A-Z]\.)){{0,4}})"
)
_INITIALLED = re.compile(rf"\b({_CAP}(?:\s+{_CAP}){{0,2}}\s+[A-ZÑ]\.\s+(?:{_PARTICLE}\s+)?{_CAP}(?:\s+{_CAP})?)")
_SUFFIXED = re.compile(rf"\b({_CAP}\s+(?:{_PARTICLE}\s+)?{_WORDS},?\s+(?:Jr\.|Sr\.|III|IV))")
_COMPANY = re.compile(
    r"\b((?:[A-ZÑ][\w&’'.-]*\s+(?:(?:of|and|&|ng)\s+)?){1,6}"
    r"(?:Inc\.|Incorporated\b|Corp\.|Corporation\b|OPC\b|Ltd\.|LLP\b|Co\.))"
)
_LETTERS = re.compile(r"[a-z0-9]+")
# Words that make no name by themselves, and what kinds of company there are.
_COMMON = frozenset(
    "the a an this that said such any each every stock nonstock domestic foreign one person corporation corporations "
    "inc incorporated corp opc ltd llp co company mr mrs ms atty dr engr hon jr sr iii iv of and ng "
    "secretary president treasurer director notary public article articles section close private "
    "holding parent subsidiary client firm".split()
)


def names_in(text: str) -> list[str]:
    """The names as they are written, each once."""
    found: dict[str, None] = {}
    for pattern in (_TITLED, _INITIALLED, _SUFFIXED, _COMPANY):
        for match in pattern.finditer(text):
            name = " ".join(match[1].split())
            if telling_words(name):
                found.setdefault(name)
    return [one for one in found if not any(one != other and one in other for other in found)]


def telling_words(name: str) -> frozenset[str]:
    """The levelled words of a name without initials and what is in many names."""
    return frozenset(word for word in _LETTERS.findall(fold(name)) if len(word) > 1 and word not in _COMMON)
