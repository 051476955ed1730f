"""Citations of Philippine law, by law and section: "RA 11232 s.14" is "Section 14 of Republic Act No. 11232"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NO = r"\s*(?:No\.?|Nos\.?|Blg\.?|Bilang)?\s*"
_SERIES = (
    ("RA", r"R\.?\s?A\.?|Republic\s+Act|Batas\s+Republika"),
    ("BP", r"B\.?P\.?|Batas\s+Pambansa"),
    ("PD", r"P\.?D\.?|Presidential\s+Decree"),
    ("EO", r"E\.?O\.?|Executive\s+Order"),
    ("CA", r"C\.?A\.?|Commonwealth\s+Act"),
    ("SEC MC", r"SEC\s+(?:MC|M\.C\.|Memorandum\s+Circular)"),
    ("BSP", r"BSP\s+(?:Circular|C\.?)"),
    ("NPC", r"NPC\s+(?:Circular|C\.?)"),
    ("RR", r"R\.?R\.?|Revenue\s+Regulations?"),
    ("ACT", r"Act"),
)
_NAMED = {
    "revised corporation code": "RA 11232",
    "corporation code": "RA 11232",
    "civil code": "RA 386",
    "family code": "EO 209",
    "labor code": "PD 442",
    "labour code": "PD 442",
    "revised penal code": "ACT 3815",
    "data privacy act": "RA 10173",
    "electronic commerce act": "RA 8792",
    "e-commerce act": "RA 8792",
    "tax code": "RA 8424",
    "national internal revenue code": "RA 8424",
}
_LAW = re.compile(
    "|".join(rf"(?P<k{at}>\b(?:{words}){_NO}(?P<n{at}>\d+(?:-[A-Z]\b)?))" for at, (_, words) in enumerate(_SERIES))
    + rf"|(?P<named>\b(?:{'|'.join(sorted(map(re.escape, _NAMED), key=len, reverse=True))})\b)",
    re.I,
)
_SPAN = r"\d+(?:\s*(?:-|–|to)\s*\d+)?"
_LIST = rf"{_SPAN}(?:\s*(?:,|and|,\s*and|&)\s*(?:(?:s|sec|secs|sections?|arts?|articles?)\.?\s*)?{_SPAN})*"
_UNIT = r"(?:§+|\b(?:ss?\.|secs?\.?|sections?|seksyon|arts?\.?|articles?|artikulo))"
_SECTION_BEFORE = re.compile(
    rf"{_UNIT}\s*({_LIST})(?:\s*\([\w]+\))*\s*(?:,|of|ng|sa|under|\s)*(?:the\s+)?(?:[A-Z][\w-]+\s+){{0,4}}\(?$", re.I
)
_SECTION_AFTER = re.compile(rf"^\)?\s*,?\s*(?:of\s+the\s+Philippines\s*,?\s*)?\(?{_UNIT}\s*({_LIST})", re.I)
_YEAR_AFTER = re.compile(r"^\s*,?\s*(?:\(?s(?:eries)?\.?\s*(?:of\s+)?|-)\s*(\d{4})\b", re.I)
_RANGE = re.compile(r"(\d+)(?:\s*(?:-|–|to)\s*(\d+))?")


@dataclass(frozen=True)
class Citation:
    """A law ("RA 11232") with the sections that are named; for a circular its year stands among them."""

    law: str
    sections: frozenset[int]
    written: str


def citations_in(text: str) -> list[Citation]:
    """The laws that a text cites, in their order."""
    found: list[Citation] = []
    for match in _LAW.finditer(text):
        law = _law(match)
        before = _SECTION_BEFORE.search(text[max(0, match.start() - 80) : match.start()])
        rest = text[match.end() : match.end() + 120]
        after = _YEAR_AFTER.match(rest) or _SECTION_AFTER.match(rest)
        given = [one[1] for one in (before, after) if one is not None]
        written = f"{before[0] if before else ''}{match[0]}{after[0] if after else ''}".strip(" (")
        found.append(
            Citation(law, frozenset(one for part in given for one in _numbers(part)), " ".join(written.split()))
        )
    return found


def untraceable(text: str, known: Iterable[str]) -> list[Citation]:
    """Those citations of `text` whose law, with the sections that are given, is cited in none of `known`."""
    held: dict[str, set[int]] = {}
    for source in known:
        for one in citations_in(source):
            held.setdefault(one.law, set()).update(one.sections)
    return [one for one in citations_in(text) if one.law not in held or not one.sections <= held[one.law]]


def law_numbers(text: str) -> list[str]:
    """The numbers of the laws a text cites, each once: what to look for in the knowledge base."""
    return list(dict.fromkeys(one.law.rpartition(" ")[2] for one in citations_in(text)))


def _law(match: re.Match[str]) -> str:
    if match["named"]:
        return _NAMED[match["named"].lower()]
    at = next(at for at in range(len(_SERIES)) if match[f"k{at}"])
    return f"{_SERIES[at][0]} {match[f'n{at}'].upper()}"


def _numbers(given: str) -> list[int]:
    numbers: list[int] = []
    for first, last in _RANGE.findall(given):
        end = int(last or first)
        numbers += range(int(first), min(end, int(first) + 500) + 1)
    return numbers
