"""The checks of a draft, its score, and the Markdown that a model may write."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ai import quality
from ai.knowledge import laws_in
from ai.quality.amounts import amounts_in
from ai.quality.dates import dates_in

INPUTS = {
    "corporateName": "Kanaryo Harvest Foods Inc.",
    "capital": "5000000.00",
    "signedOn": "2026-11-23",
    "incorporators": [{"name": "Juan P. dela Cruz"}],
}
GOOD = (
    "Kanaryo Harvest Foods Inc. has a capital of ₱5M (Five Million Pesos), PHP 5,000,000.00. Mr. Juan P. dela Cruz "
    "signs on the 23rd day of November 2026 under Section 14 of Republic Act No. 11232."
)


def examined(text: str, points: tuple[str, ...] = (), **more: Any) -> quality.Report:
    section = quality.Written("Body", text, points)
    return quality.examine([section], inputs=INPUTS, laws=laws_in(["RA 11232 s.13-14"]), **more)


def test_examine__all_traceable__is_100() -> None:
    report = examined(GOOD, ("the capital",))
    assert (report.score, report.warnings) == (100, [])
    assert {one.name: one.items for one in report.checks} == {
        "required-points": 1, "amounts": 3, "dates": 1, "names": 2, "citations": 1, "blanks": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            "Costs PHP 7,000.00.",
            "Amounts that neither the inputs nor the knowledge base give: PHP 7,000.00 (in “Body”).",
        ),
        ("On May 3, 2025.", "Dates that neither the inputs nor the knowledge base give: May 3, 2025 (in “Body”)."),
        ("By Atty. Pedro Reyes.", "Names that neither the inputs nor the case give: Pedro Reyes (in “Body”)."),
        ("See BP 22.", "Laws cited that neither the inputs nor the knowledge base hold: BP 22 (in “Body”)."),
        ("Pay ________.", "Left open: ________ (in “Body”)."),
        ("For [[PERSON_7]].", "Left open: [[PERSON_7]] (in “Body”)."),
        ("", "Left open: nothing was written (in “Body”)."),
    ],
)
def test_examine__what_is_not_traceable__is_one_warning(text: str, warning: str) -> None:
    report = examined(text)
    assert report.warnings == [warning]
    assert report.score == 83


def test_examine__absent_point__is_a_warning_in_english_only() -> None:
    assert examined("Nothing.", ("the voting rights",)).warnings == [
        "Points that a section must state were not found: the voting rights (in “Body”)."
    ]
    assert examined("Wala.", ("the voting rights",), locale="fil").warnings == []


@pytest.mark.parametrize(
    "text", ["PHP 5,000,000.00", "₱5M", "P5,000,000", "Five Million Pesos", "5 million pesos", "Php5000000"]
)
def test_amounts__are_compared_by_value(text: str) -> None:
    assert {value for _, value in amounts_in(text)} == {Decimal(5_000_000)}


@pytest.mark.parametrize(
    "text", ["2026-11-23", "November 23, 2026", "23 Nov 2026", "23rd day of November 2026", "ika-23 ng Nobyembre 2026",
             "11/23/2026"]
)  # fmt: skip
def test_dates__are_compared_by_day(text: str) -> None:
    ((_, days),) = dates_in(text)
    assert [one.isoformat() for one in days] == ["2026-11-23"]


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, 5 < 6 and R&D.\n\nSecond paragraph with **bold** and *italics*.",
        "1. One\n2. Two\n   - nested\n\n________\nSignature",
        "[[PERSON_1]][[ADDRESS_1.2]] and [[COMPANY_1]](the Company)",
    ],
)
def test_sanitised__what_papers_take__is_unchanged(text: str) -> None:
    assert quality.sanitised(text) == (text, [])


INJECTIONS = [
    "<script>alert(1)</script>", "<scr<script>x</script>ipt>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)", "<svg/onload=alert(1)>", "<!-- <script> -->", "<iframe src=//evil>",
    "[click](javascript:alert(1))", "[click](JaVaScRiPt:alert(1) 'x')", "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil/pixel.png)", "![x][ref]\n\n[ref]: https://evil/p.png", "[x][r]\n\n[r]: javascript:alert(1)",
    "<https://evil/x>", "<javascript:alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;", "[x](&#106;avascript:alert(1))",
    "````\n```\n<script>alert(1)</script>\n```\n````", "[a]([b](javascript:alert(1)))", "java\u200bscript:alert(1)",
    "<a href='javascript:alert(1)'>x</a>", "> <b onclick=alert(1)>x</b>", "javascript:alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
def test_sanitised__injection__leaves_nothing_that_acts_and_says_so(text: str) -> None:
    clean, taken = quality.sanitised(f"Before. {text}\n\nAfter.")
    assert [one for one in ("<", "javascript:", "data:", "](", "![", "onerror", "```") if one in clean.lower()] == []
    assert clean.startswith("Before.")
    assert taken != []
    assert quality.sanitised(clean) == (clean, [])


def test_sanitised__words_of_headings_tables_and_links_stay() -> None:
    text = "# Purpose\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nSee [the Code](https://x.example)."
    assert quality.sanitised(text) == ("Purpose\n\na; b\n1; 2\n\nSee the Code.", ["links", "headings", "tables"])
