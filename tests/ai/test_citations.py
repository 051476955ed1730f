"""Citations of laws: found in the forms that people write, and borne out by sources or not."""

from __future__ import annotations

import pytest

from ai.chat import AnswerReader
from ai.knowledge import citations_in, is_borne_out, laws_in
from core.pii import PlaceholderMap

KNOWN = laws_in(["RA 11232 s.117, s.119", "RA 11232 s.13-14; SEC MC 9 s.2026", "Civil Code art.1358; RA 11055"])


@pytest.mark.parametrize(
    ("text", "law", "sections"),
    [
        ("See RA 11232.", "RA 11232", ""), ("Republic Act No. 11232", "RA 11232", ""),
        ("R.A. No. 11232", "RA 11232", ""),
        ("RA 11232 s.14", "RA 11232", "14"), ("RA 11232, Sec. 14", "RA 11232", "14"),
        ("Section 14 of Republic Act No. 11232", "RA 11232", "14"), ("Seksyon 14 ng RA 11232", "RA 11232", "14"),
        ("Sections 13 to 15 of the Revised Corporation Code", "RA 11232", "13 14 15"),
        ("RA 11232 s.117, s.119", "RA 11232", "117 119"), ("RA 10173 (§ 16-18)", "RA 10173", "16 17 18"),
        ("Art. 1358 of the Civil Code", "Civil Code", "1358"), ("Civil Code art.1358", "Civil Code", "1358"),
        ("SEC Memorandum Circular No. 9, series of 2026", "MC 9 of 2026", ""), ("SEC MC 9 s.2026", "MC 9 of 2026", ""),
        ("SEC MC No. 9-2026", "MC 9 of 2026", ""), ("BSP Circular No. 1206", "BSP 1206", ""),
        ("NPC Circular 16-03", "NPC 16-03", ""), ("DAO 18-07", "DAO 18-07", ""), ("RR No. 7-2024", "RR 7-2024", ""),
        ("A.M. No. 02-8-13-SC", "AM 02-8-13-SC", ""), ("G.R. No. 123456", "GR 123456", ""),
        ("Batas Pambansa Blg. 22", "BP 22", ""), ("B.P. 22", "BP 22", ""), ("Executive Order 292", "EO 292", ""),
        ("Presidential Decree No. 442", "PD 442", ""), ("Act No. 3883", "ACT 3883", ""), ("Act 3883", "ACT 3883", ""),
        ("Republic Act (RA) No. 11232", "RA 11232", ""), ("Rep. Act No. 11232", "RA 11232", ""),
        ("RA-11232", "RA 11232", ""), ("R.A. #11232", "RA 11232", ""), ("RA 11,232", "RA 11232", ""),
        ("Batas Republika Blg. 11232", "RA 11232", ""), ("Batas ng Republika Bilang 11232", "RA 11232", ""),
        ("Artikulo 1358 ng Kodigo Sibil", "Civil Code", "1358"),
        ("Kautusang Tagapagpaganap Blg. 292", "EO 292", ""), ("EO 292, s. 1987", "EO 292", ""),
        ("Seksyon 16 ng Batas sa Data Privacy", "RA 10173", "16"),
        ("Rule 4 of the IRR of RA 10173", "RA 10173", "4"), ("Art. 68 of the Family Code", "Family Code", "68"),
        ("Section 4, Rule 74 of the Rules of Court", "Rules of Court", "4 74"),
        ("Article XII, Section 11 of the 1987 Constitution", "Constitution", "XII 11"),
        ("Saligang Batas, Artikulo XII, Seksyon 11", "Constitution", "XII 11"),
        ("Section 8 of the Securities Regulation Code", "RA 8799", "8"), ("RMC No. 5-2024", "RMC 5-2024", ""),
        ("Revenue Memorandum Order 12-2023", "RMO 12-2023", ""), ("DOLE D.O. No. 174-17", "DO 174-17", ""),
        ("Department Order No. 174", "DO 174", ""), ("Administrative Order No. 7", "AO 7", ""),
        ("Memorandum Circular No. 28, Series of 2020", "MC 28 of 2020", ""),
        ("MC No. 28, s. 2020", "MC 28 of 2020", ""),
        ("Joint Memorandum Circular No. 1-2021", "JMC 1-2021", ""), ("SEC-OGC Opinion No. 22-19", "Opinion 22-19", ""),
        ("NPC Advisory Opinion No. 2018-004", "Opinion 2018-004", ""), ("A.C. No. 12345", "AC 12345", ""),
        ("BSP Memorandum No. M-2020-016", "BSP Memorandum M-2020-016", ""), ("G.R. Nos. 123456-57", "GR 123456-57", ""),
        ("191 SCRA 150", "191 SCRA 150", ""), ("92 Phil. 456", "92 Phil. 456", ""),
        ("In Lim v. Court of Appeals, it", "lim v. court", ""), ("Lim vs. Cruz", "lim v. cruz", ""),
        ("People of the Philippines v. Juan Santos. The", "people v. juan", ""),
        ("Tala Weaving, Inc. v. Reyes", "weaving v. reyes", ""),
    ],
)  # fmt: skip
def test_citation__is_read_in_the_forms_that_people_write(text: str, law: str, sections: str) -> None:
    (found,) = citations_in(text)
    assert (found.law, found.sections) == (law, frozenset(sections.split()))


@pytest.mark.parametrize(
    "text",
    ["Extra 12 pages", "ARA 11 is a name", "section 3 of the lease", "an act of 1995", "article 5 above", "BPI 22",
     "the SEC asks for 9 copies", "PHP 11,232.00", "", "1. 2. 3.", "Rule 3 applies", "AO 5", "Memorandum No. 5",
     "MC Hammer 5", "GR 123", "see v. 2 of it", "[[PERSON_1]] v. [[PERSON_2]]", "Article VI is long"],
)  # fmt: skip
def test_citation__is_not_seen_in_other_words(text: str) -> None:
    assert list(citations_in(text)) == []


def test_citations__that_stand_together__are_each_one() -> None:
    text = "Lim v. Cruz, G.R. No. 123456, and Republic Act Nos. 11232, 10173 and 8792, or 191 SCRA 150."
    found = [(one.law, text[one.start : one.end]) for one in citations_in(text)]
    assert found == [
        ("lim v. cruz", "Lim v. Cruz"), ("GR 123456", "G.R. No. 123456"), ("RA 11232", "Republic Act Nos. 11232"),
        ("RA 10173", "10173"), ("RA 8792", "8792"), ("191 SCRA 150", "191 SCRA 150"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("RA 11232", True), ("Section 14 of RA 11232", True), ("RA 11232 s.13-14", True), ("SEC MC 9 s.2026", True),
        ("SEC MC No. 9", True), ("Art. 1358 of the Civil Code", True), ("the Civil Code", True),
        ("the Labor Code", True),
        ("Section 15 of RA 11232", False), ("Sections 14 and 15 of RA 11232", False), ("RA 99999", False),
        ("SEC MC 9 s.2025", False), ("Art. 22 of the Civil Code", False), ("Section 1 of RA 11055", False),
        ("Art. 1 of the Labor Code", False), ("G.R. No. 123456", False),
    ],
)  # fmt: skip
def test_citation__is_borne_out_only_with_each_of_its_sections(text: str, holds: bool) -> None:
    (found,) = citations_in(text)
    assert is_borne_out(found, KNOWN) is holds


def test_hostile_text__ends() -> None:
    for piece in ("Section 1, ", "RA ", "s.1 ", "1-", "Sec. 1 of the ", "Act No. ", "SEC MC ", "Lim v. ", "Aa ", "A. ",
                  "Republic Act Nos. 11 and 12, ", "Memorandum ", "Rule II, "):  # fmt: skip
        list(citations_in((piece * 100_000)[:100_000]))


def read(text: str, size: int) -> tuple[str, int]:
    reader = AnswerReader((), PlaceholderMap(), question="q", language="en", laws=lambda: KNOWN)
    shown = [reader.feed(text[at : at + size]) for at in range(0, len(text), size)]
    shown.append(reader.finish())
    return "".join(shown), reader.answer().removed


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_answer__cites_no_law_that_no_source_has__whole_or_in_pieces(size: int) -> None:
    text = (
        "Under Sec. 14 of R.A. No. 11232 you may. Under Sec. 45 of R.A. No. 11232 and G.R. No. 123456 you must. "
        "So be it."
    )
    shown, removed = read(text, size)
    assert shown == (
        "Under Sec. 14 of R.A. No. 11232 you may. Under [citation removed] and [citation removed] you must. So be it."
    )
    assert removed == 2
