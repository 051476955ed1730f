"""Citations of Philippine laws, issuances and decisions in a text, and whether sources bear them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Laws = Mapping[str, frozenset[str]]  # a law in its short form, e.g. "RA 11232", to the sections that are known of it

_NO = r"\.?\s{0,3}(?:(?i:no|nos|blg|bilang|number)\b\.?\s{0,3})?"
_NUMBERED = {
    "RA": rf"(?:R\.\s?A|RA|(?i:republic\s+act)){_NO}(?P<RA>\d{{1,5}})",
    "BP": rf"(?:B\.\s?P|BP|(?i:batas\s+pambansa)){_NO}(?P<BP>\d{{1,4}})",
    "PD": rf"(?:P\.\s?D|PD|(?i:presidential\s+decree)){_NO}(?P<PD>\d{{1,4}})",
    "EO": rf"(?:E\.\s?O|EO|(?i:executive\s+order)){_NO}(?P<EO>\d{{1,4}})",
    "CA": rf"(?i:commonwealth\s+act){_NO}(?P<CA>\d{{1,4}})",
    "ACT": rf"(?:Act|ACT){_NO}(?P<ACT>\d{{3,4}})",
    "MC": rf"SEC\s+(?:MC|M\.C|(?i:memorandum\s+circular)){_NO}(?P<MC>\d{{1,3}})"
    r"(?:[,\s]*(?:s\.|(?i:series\s+of))\s{0,3}(?P<MCYEAR>\d{4})|-(?P<MCDASH>\d{4}))?",
    "BSP": rf"(?:BSP|Bangko Sentral)\s+(?i:circular){_NO}(?P<BSP>\d{{1,4}})",
    "NPC": rf"NPC\s+(?i:circular|advisory){_NO}(?P<NPC>\d{{2,4}}-\d{{1,3}})",
    "DAO": rf"(?:DAO|(?i:department\s+administrative\s+order)){_NO}(?P<DAO>\d{{2}}-\d{{1,3}})",
    "RR": rf"(?:RR|(?i:revenue\s+regulations?)){_NO}(?P<RR>\d{{1,2}}-\d{{2,4}})",
    "AM": rf"A\.\s?M{_NO}(?P<AM>\d{{2}}-\d{{1,2}}-\d{{1,3}}-SC)",
    "GR": rf"G\.\s?R{_NO}(?P<GR>(?:L-)?\d{{3,6}})",
}
_NAMED = {
    "Civil Code": r"(?i:civil\s+code)",
    "Labor Code": r"(?i:labor\s+code)",
    "Revised Penal Code": r"(?i:revised\s+penal\s+code)",
    "NIRC": r"(?:NIRC|(?i:national\s+internal\s+revenue\s+code|tax\s+code))",
    "RA 11232": r"(?i:revised\s+corporation\s+code)",
    "RA 10173": r"(?i:data\s+privacy\s+act)",
    "RA 8792": r"(?i:(?:e-|electronic\s+)commerce\s+act)",
}
_UNIT = r"(?i:\bsecs?\b\.?|\bsections?\b|\bseksyon\b|\barts?\b\.?|\barticles?\b|\bartikulo\b|\bss?\.|§+)"
_ITEM = r"\d{1,4}(?:-?[A-Z]\b)?(?:\([a-z0-9]{1,3}\))*"
_AND = r"\s{0,3}(?:,|;|&|-|–|\band\b|\bat\b|\bto\b)\s{0,3}"
_SECTIONS = rf"{_UNIT}\s{{0,3}}{_ITEM}(?:{_AND}(?:{_UNIT}\s{{0,3}})?{_ITEM}){{0,8}}"
_LAW = "|".join([*_NUMBERED.values(), *(f"(?P<N{at}>{one})" for at, one in enumerate(_NAMED.values()))])
_CITATION = re.compile(
    rf"(?:(?P<before>{_SECTIONS})[,\s]+(?:(?i:of|ng|sa)\s+)?(?:(?i:the)\s+)?)?"
    rf"(?<![A-Za-z0-9])(?:{_LAW})(?![0-9])(?:[,\s]*\(?(?P<after>{_SECTIONS})\)?)?"
)
_NUMBERS = re.compile(r"(?P<low>\d{1,4})(?:\([a-z0-9]{1,3}\))*(?:\s{0,3}(?:-|–|\bto\b)\s{0,3}(?P<high>\d{1,4}))?")
_LONGEST_RANGE = 60
_GROUPS = tuple(_NUMBERED)
_NAMES = tuple(_NAMED)


@dataclass(frozen=True)
class Citation:
    """A law cited at `text[start:end]`, with the sections that are cited of it."""

    start: int
    end: int
    law: str
    sections: frozenset[str]
    by_name: bool = False  # "the Civil Code": a law that is, of which nothing is claimed unless a section is


def citations_in(text: str) -> Iterator[Citation]:
    """The citations in `text`, in order."""
    for match in _CITATION.finditer(text):
        law, by_name = _law(match)
        sections = frozenset([*_sections(match["before"]), *_sections(match["after"])])
        yield Citation(*match.span(), law, sections, by_name)


def laws_in(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Every law that the texts cite, with all sections that they cite of it."""
    laws: dict[str, frozenset[str]] = {}
    for text in texts:
        for one in citations_in(text):
            laws[one.law] = laws.get(one.law, frozenset()) | one.sections
    return laws


def is_borne_out(citation: Citation, known: Laws) -> bool:
    """Whether the sources cite that law too, and each section that is cited of it."""
    if citation.by_name and not citation.sections:
        return True
    sections = known.get(citation.law)
    if sections is None:  # a circular's year may be left out
        return any(law.startswith(f"{citation.law} of ") for law in known) and not citation.sections
    return citation.sections <= sections


def _law(match: re.Match[str]) -> tuple[str, bool]:
    for at, name in enumerate(_NAMES):
        if match[f"N{at}"]:
            return name, True
    group = next(one for one in _GROUPS if match[one])
    number = match[group]
    year = (match["MCYEAR"] or match["MCDASH"]) if group == "MC" else ""
    return f"{group} {number}" + (f" of {year}" if year else ""), False


def _sections(given: str | None) -> Iterator[str]:
    for match in _NUMBERS.finditer(given or ""):
        low = int(match["low"])
        high = int(match["high"] or low)
        yield from (str(one) for one in range(low, min(max(high, low), low + _LONGEST_RANGE) + 1))
