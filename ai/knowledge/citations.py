"""Citations of Philippine laws, issuances and decisions in a text, and whether sources bear them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Laws = Mapping[str, frozenset[str]]  # a law in its short form, e.g. "RA 11232", to the sections that are known of it

_NO = r"(?:\.?[\s-]{0,3}(?:(?i:no|nos|blg|bilang|number|numbered)\b\.?|#)?\s{0,3})"
_SURE_NO = r"\.?\s{0,3}(?:(?i:no|nos|blg|bilang|number)\b\.?|#)\s{0,3}"  # where the name alone says too little
_SERIES = r"[,\s]*\(?(?:s\.|(?i:series\s+of))\s{0,3}"
_NUMBERED = {
    "RA": r"(?:R\.\s?A|RA|Rep\.?\s+Act|(?i:republic\s+act|batas\s+(?:ng\s+)?republika))(?:\s*\((?:RA|R\.\s?A\.)\))?"
    rf"{_NO}(?P<RA>\d{{1,2}},\d{{3}}(?!\d)|\d{{1,5}})",
    "BP": rf"(?:B\.\s?P|BP|(?i:batas\s+pambansa))(?:\s*\((?:BP|B\.\s?P\.)\))?{_NO}(?P<BP>\d{{1,4}})",
    "PD": rf"(?:P\.\s?D|PD|(?i:presidential\s+decree|(?:atas|dekreto)\s+ng\s+pangulo))(?:\s*\((?:PD|P\.\s?D\.)\))?{_NO}"
    r"(?P<PD>\d{1,4})",
    "EO": rf"(?:E\.\s?O|EO|(?i:executive\s+order|kautusang\s+tagapagpaganap))(?:\s*\((?:EO|E\.\s?O\.)\))?{_NO}"
    r"(?P<EO>\d{1,4})",
    "CA": rf"(?i:commonwealth\s+act){_NO}(?P<CA>\d{{1,4}})",
    "ACT": rf"(?:Act|ACT){_NO}(?P<ACT>\d{{3,4}})",
    "PROCLAMATION": rf"(?i:proclamation|proklamasyon){_SURE_NO}(?P<PROCLAMATION>\d{{1,4}})",
    "MC": rf"(?:SEC\s+(?:MC|M\.C)|(?:SEC\s+)?(?i:memorandum\s+circular)|MC(?={_NO}\d{{1,3}}{_SERIES}\d{{4}})){_NO}"
    rf"(?P<MC>\d{{1,3}})(?:{_SERIES}(?P<MCYEAR>\d{{4}})|-(?P<MCDASH>\d{{4}}))?",
    "JMC": rf"(?i:joint\s+(?:memorandum|administrative)\s+(?:circular|order)){_NO}(?P<JMC>\d{{1,3}}(?:-\d{{2,4}})?)",
    "BSP": rf"(?:BSP|Bangko Sentral)\s+(?i:circular){_NO}(?P<BSP>\d{{1,4}})",
    "BSP Memorandum": rf"(?:BSP\s+)?(?i:memorandum){_NO}(?P<BSPM>M-?\d{{4}}-\d{{1,3}})",
    "NPC": rf"NPC\s+(?i:circular|advisory){_NO}(?P<NPC>\d{{2,4}}-\d{{1,3}})",
    "Opinion": rf"(?:SEC(?:-OGC)?|DOJ|NPC|BIR|OGCC|PCC)\s+(?i:(?:advisory\s+|legal\s+)?(?:opinion|ruling)){_NO}"
    r"(?P<OPINION>[A-Z]{0,4}-?\d{1,4}(?:[-/]\d{2,4})?)",
    "DAO": rf"(?:DAO|(?i:department\s+administrative\s+order)){_NO}(?P<DAO>\d{{2}}-\d{{1,3}})",
    "AO": rf"(?:A\.\s?O|AO|(?i:administrative\s+order)){_SURE_NO}(?P<AO>\d{{1,4}}(?:-\d{{2,4}})?)",
    "DO": rf"(?:(?:DOLE|DTI|DOJ|DOF|DILG)\s+(?:DO|D\.\s?O)|D\.\s?O(?=\.)|(?i:department\s+order)){_NO}"
    r"(?P<DO>\d{1,4}(?:-[A-Z])?(?:-\d{2,4})?)",
    "RR": rf"(?:RR|(?i:revenue\s+regulations?)){_NO}(?P<RR>\d{{1,2}}-\d{{2,4}})",
    "RMC": rf"(?:RMC|(?i:revenue\s+memorandum\s+circular)){_NO}(?P<RMC>\d{{1,3}}-\d{{2,4}})",
    "RMO": rf"(?:RMO|(?i:revenue\s+memorandum\s+order)){_NO}(?P<RMO>\d{{1,3}}-\d{{2,4}})",
    "AM": rf"A\.\s?M{_NO}(?P<AM>\d{{2}}-\d{{1,2}}-\d{{1,3}}-SC|(?:[A-Z]{{1,4}}-)?\d{{2}}-\d{{2,4}})",
    "AC": rf"A\.\s?C{_SURE_NO}(?P<AC>\d{{3,6}})",
    "GR": rf"(?:G\.\s?R|CA-G\.\s?R)\.?\s{{0,3}}(?:(?:SP|CV|CR)\b)?{_NO}(?P<GR>(?:L-)?\d{{3,6}}(?:-\d{{2,6}})?)",
    "SCRA": r"(?P<SCRA>\d{1,4}\s+SCRA\s+\d{1,4})",
    "Phil.": r"(?P<PHIL>\d{1,4}\s+Phil\.\s+\d{1,4})",
}
_NAMED = {
    "Civil Code": r"(?i:civil\s+code|kodigo\s+sibil)",
    "Family Code": r"(?i:family\s+code|kodigo\s+ng\s+pamilya)",
    "Labor Code": r"(?i:labor\s+code|kodigo\s+(?:sa|ng)\s+paggawa)",
    "Revised Penal Code": r"(?i:revised\s+penal\s+code|binagong\s+kodigo\s+penal)",
    "NIRC": r"(?:NIRC|(?i:national\s+internal\s+revenue\s+code|tax\s+code))",
    "Local Government Code": r"(?i:local\s+government\s+code)",
    "Insurance Code": r"(?i:insurance\s+code)",
    "Cooperative Code": r"(?i:cooperative\s+code)",
    "Rules of Court": r"(?i:rules\s+of\s+court)",
    "Constitution": r"(?:(?:1987|Philippine)\s+){0,2}(?:Constitution|CONSTITUTION|(?i:saligang\s*batas))",
    "RA 11232": r"(?i:revised\s+corporation\s+code|binagong\s+kodigo\s+ng\s+korporasyon)",
    "BP 68": r"(?i:corporation\s+code)",
    "RA 10173": r"(?i:data\s+privacy\s+act|batas\s+sa\s+(?:data\s+privacy|pagkapribado\s+ng\s+datos))",
    "RA 8792": r"(?i:(?:e-|electronic\s+)commerce\s+act)",
    "RA 8799": r"(?i:securities\s+regulation\s+code)",
    "RA 8293": r"(?i:intellectual\s+property\s+code)",
    "RA 7394": r"(?i:consumer\s+act)",
    "RA 7042": r"(?i:foreign\s+investments?\s+act)",
    "RA 9160": r"(?i:anti-money\s+laundering\s+act)",
    "RA 11032": r"(?i:ease\s+of\s+doing\s+business(?:\s+[a-z]+){0,8}\s+act)",
    "AM 02-8-13-SC": r"(?i:rules\s+on\s+notarial\s+practice)",
}
_UNIT = (
    r"(?i:\bsecs?\b\.?|\bsections?\b|\bseksyon\b|\barts?\b\.?|\barticles?\b|\bartikulo\b|\brules?\b|\btuntunin\b"
    r"|\bss?\.|§+)"
)
_ITEM = r"(?:\d{1,4}(?:-?[A-Z]\b)?|[IVXLC]{1,7}\b)(?:\([a-z0-9]{1,3}\))*"
_AND = r"\s{0,3}(?:,|;|&|-|–|\band\b|\bat\b|\bto\b)\s{0,3}"
_SECTIONS = rf"{_UNIT}\s{{0,3}}{_ITEM}(?:{_AND}(?:{_UNIT}\s{{0,3}})?{_ITEM}){{0,8}}"
_RULES_OF = r"(?:(?i:IRR|implementing\s+rules(?:\s+and\s+regulations)?)\s+(?i:of|ng)\s+(?:(?i:the)\s+)?)?"
_LAW = "|".join([*_NUMBERED.values(), *(f"(?P<N{at}>{one})" for at, one in enumerate(_NAMED.values()))])
_CITATION = re.compile(
    rf"(?:(?P<before>{_SECTIONS})[,\s]+(?:(?i:of|ng|sa)\s+)?(?:(?i:the)\s+)?{_RULES_OF}"
    r"(?:(?:1987|Philippine)\s+)?)?"
    rf"(?<![A-Za-z0-9])(?:{_LAW})(?![0-9])(?:[,\s]*\(?(?P<after>{_SECTIONS})\)?)?"
)
_NUMBERS = re.compile(
    r"(?P<low>\d{1,4})(?:\([a-z0-9]{1,3}\))*(?:\s{0,3}(?:-|–|\bto\b)\s{0,3}(?P<high>\d{1,4}))?"
    r"|(?<![A-Za-z0-9])(?P<roman>[IVXLC]{1,7})(?![A-Za-z0-9])"
)
# "Nos. 7 and 8": what follows the first number of several.
_SEVERAL = re.compile(r"(?:\bNos\b|\bnos\b)")
_NEXT = re.compile(
    r"\s{0,3}(?:,|&|\band\b|\bat\b)(?:\s{0,3}\band\b)?\s{0,3}(?P<number>(?:L-)?\d{2,6}(?:-\d{2,6})?)(?!\w|,\d)"
)
_WORD = r"(?:[A-ZÑ][\w’'&-]+|[A-ZÑ]\.)"
_MORE = r"(?:\s+(?:of|and|the|de|la|dela|del|delos|y|&)){0,2}\s+"
# A decision by its title; it is told by the names beside its "v.".
_DECISION = re.compile(
    rf"(?<![\w’'&.-])(?:{_WORD}{_MORE}){{0,6}}(?P<left>[A-ZÑ][\w’'&-]+)(?:,?\s+(?i:inc|corp|co|jr|et\s+al)\b)?\.?,?"
    rf"\s+(?:v\.|vs\.?|versus|laban\s+(?:kay|sa))\s+(?:the\s+)?"
    rf"(?P<right>[A-ZÑ][\w’'&-]+)(?:{_MORE}{_WORD}){{0,6}}(?:,?\s+(?i:inc|corp|co|jr)\b\.?)?"
)
_BEFORE_TITLE = re.compile(r"(?:In|Under|See|Per|Citing|Following|Also|Cf\.?|The|And|As|Sa|Ayon)\s+")
_OF_A_YEAR = frozenset("EO AO DO JMC BSP NPC PROCLAMATION".split())
_YEAR = re.compile(r"\bs\.\s{0,3}(?:19|20)\d{2}\b")  # "EO 292, s. 1987" is of the series of that year
_LONGEST_RANGE = 60
_GROUPS = tuple(_NUMBERED)
_NAMES = tuple(_NAMED)
_GROUP_OF = {"BSP Memorandum": "BSPM", "Opinion": "OPINION", "Phil.": "PHIL"}  # where a name is none for a group


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
    found = [*_laws(text), *_decisions(text)]
    end = 0
    for one in sorted(found, key=lambda one: one.start):
        if one.start >= end:
            yield one
            end = one.end


def _laws(text: str) -> Iterator[Citation]:
    for match in _CITATION.finditer(text):
        law, by_name = _law(match)
        after = _YEAR.sub("", match["after"] or "") if law.split()[0] in _OF_A_YEAR else match["after"]
        sections = frozenset([*_sections(match["before"]), *_sections(after)])
        yield Citation(*match.span(), law, sections, by_name)
        if not by_name and _SEVERAL.search(match.group()):
            at = match.end()
            while more := _NEXT.match(text, at):
                yield Citation(*more.span("number"), f"{law.split()[0]} {more['number']}", frozenset())
                at = more.end()


def _decisions(text: str) -> Iterator[Citation]:
    if " v" not in text and " laban" not in text:
        return
    for match in _DECISION.finditer(text):
        start = match.start()
        if (lead := _BEFORE_TITLE.match(text, start, match.start("left"))) is not None:
            start = lead.end()
        left = "People" if match["left"] == "Philippines" else match["left"]
        yield Citation(start, match.end(), f"{left} v. {match['right']}".casefold(), frozenset())


def laws_in(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Every law that the texts cite, with all sections that they cite of it."""
    laws: dict[str, frozenset[str]] = {}
    for text in texts:
        for one in citations_in(text):
            laws[one.law] = laws.get(one.law, frozenset()) | one.sections
    return laws


def united(one: Laws, other: Laws) -> Laws:
    """The laws of both, each with the sections of both."""
    return {law: one.get(law, frozenset()) | other.get(law, frozenset()) for law in {*one, *other}}


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
    group = next(one for one in _GROUPS if match[_GROUP_OF.get(one, one)])
    number = " ".join(match[_GROUP_OF.get(group, group)].replace(",", "").split())
    if group in ("SCRA", "Phil."):
        return number, False
    year = (match["MCYEAR"] or match["MCDASH"]) if group == "MC" else ""
    return f"{group} {number}" + (f" of {year}" if year else ""), False


def _sections(given: str | None) -> Iterator[str]:
    for match in _NUMBERS.finditer(given or ""):
        if match["roman"]:
            yield match["roman"]
            continue
        low = int(match["low"])
        high = int(match["high"] or low)
        yield from (str(one) for one in range(low, min(max(high, low), low + _LONGEST_RANGE) + 1))
