"""Rules held against texts: what is found, where exactly, in which order, how grave it is, and in what time."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.analysis import BY_MODEL, Finding, Rule, evaluated, marked, merged, read_rules, risk_level, suggestions
from ai.analysis.evaluation import MOST_OF_A_RULE
from ai.analysis.files import read_folder

TODAY = dt.date(2026, 11, 23)
LIBRARY = Path(__file__).resolve().parents[2] / "ai" / "policies" / "library"
BASE: dict[str, Any] = {"severity": "medium", "message": "Wrong.", "legalBasis": "RA 1"}


def rules(*checks: dict[str, Any]) -> tuple[Rule, ...]:
    return read_rules([{**BASE, "id": f"r{number}", **check} for number, check in enumerate(checks, 1)])


def found(text: str, *checks: dict[str, Any]) -> list[tuple[str, str | None]]:
    findings = evaluated(text, rules(*checks), today=TODAY).findings
    assert all(one.quote is None or text[one.start : one.end] == one.quote for one in findings)
    return [(one.rule_id, one.quote) for one in findings]


def test_requires__in_any_wording__is_satisfied() -> None:
    check = {"requires": ["security deposit", "deposito"]}
    assert found("Ang DEPÓSITO ay ibabalik.", check) == []
    assert found("No such clause.", check) == [("r1", None)]
    (missing,) = evaluated("", rules(check), today=TODAY).findings
    assert (missing.quote, missing.start, missing.end) == (None, None, None)
    assert missing.as_json() == {
        "ruleId": "r1",
        "severity": "medium",
        "message": "Wrong.",
        "legalBasis": "RA 1",
        "blocking": False,
        "toBeConfirmed": False,
        "foundBy": "rule",
    }


def test_forbids__each_place_is_a_finding_with_its_very_words() -> None:
    text = "🙂 Peña shall waive\n  all Rights. He WAIVES his right."
    check = {"forbids": ["waive* <3> right|rights"]}
    findings = evaluated(text, rules(check), today=TODAY).findings
    assert [(one.quote, one.start, one.end) for one in findings] == [
        ("waive\n  all Rights", 13, 31),
        ("WAIVES his right", 36, 52),
    ]


def test_forbids__in_a_sentence_that_says_the_contrary__is_no_finding() -> None:
    check = {"forbids": ["waive* <3> right|rights"], "unless": ["not <2> waive*"]}
    assert found("He does not waive any right. She waives her rights.", check) == [("r1", "waives her rights")]


def test_when__the_rule_applies_only_where_its_matter_is_spoken_of() -> None:
    check = {"when": ["renew*"], "requires": ["increase"]}
    assert found("A lease.", check) == []
    assert found("A renewable lease.", check) == [("r1", None)]
    assert found("A renewable lease; the increase is 5%.", check) == []


NUMBER = {"near": ["deposit"], "kind": "period", "unit": "months", "max": 2, "within": 6}


@pytest.mark.parametrize(
    ("text", "change", "expected"),
    [
        ("A deposit of three (3) months.", {}, "deposit of three (3) months"),
        ("A deposit of two (2) months.", {}, None),
        ("A deposit of ninety (90) days.", {}, "deposit of ninety (90) days"),
        ("A deposit of two (3) months.", {}, "deposit of two (3) months"),  # words and figures disagree
        ("A deposit of P3.00 for two months.", {}, None),  # other kinds are not looked at
        ("A deposit of two months, not of three months.", {}, None),  # the nearest counts
        ("A deposit a b c d e f three months.", {}, None),  # out of reach
        ("A deposit.\n\nThree months.", {}, None),  # another paragraph
        ("Three months deposit.", {}, None),
        ("Three months deposit.", {"side": "before"}, "Three months deposit"),
        ("Three months deposit.", {"side": "both"}, "Three months deposit"),
        ("A deposit of one month.", {"min": 1, "max": 1}, None),
        ("A deposit of one week.", {"min": 1, "max": 1}, "deposit of one week"),
        ("A deposit of 5% or 3% per month.", {"kind": "percent", "unit": None, "per": "year", "max": 36}, None),
        ("A deposit of 5% or 4% per month.", {"kind": "percent", "unit": None, "per": "year", "max": 36},
         "deposit of 5% or 4%"),
        ("A deposit of P5,000.01.", {"kind": "amount", "unit": None, "max": 5000}, "deposit of P5,000.01"),
        ("A deposit of P5,000.00.", {"kind": "amount", "unit": None, "max": 5000}, None),
        ("A deposit of twenty-five (25) coins.", {"kind": "count", "unit": None, "max": 24},
         "deposit of twenty-five (25)"),
    ],
)  # fmt: skip
def test_number__nearest_of_its_kind_within_reach__is_held_against_the_bounds(
    text: str, change: dict[str, Any], expected: str | None
) -> None:
    bound = {name: value for name, value in {**NUMBER, **change}.items() if value is not None}
    assert found(text, {"number": bound}) == ([("r1", expected)] if expected else [])


@pytest.mark.parametrize(
    ("text", "change", "expected"),
    [
        ("held on 23 November 2026", {}, None),
        ("held on November 24, 2026", {}, "held on November 24, 2026"),
        ("held on 2018-12-31", {}, "held on 2018-12-31"),
        ("idinaos noong ika-5 ng Enero 2030", {"near": ["idinaos"]}, "idinaos noong ika-5 ng Enero 2030"),
        ("held on the usual day", {}, None),
        ("held on 2026-12-23", {"notAfter": "today+30"}, None),
        ("held on 2026-12-24", {"notAfter": "today+30"}, "held on 2026-12-24"),
    ],
)
def test_date__is_held_against_its_days(text: str, change: dict[str, Any], expected: str | None) -> None:
    bound = {"near": ["held on"], "notBefore": "2019-02-23", "notAfter": "today", **change}
    assert found(text, {"date": bound}) == ([("r1", expected)] if expected else [])


def test_quote__too_long_to_read__is_the_number_alone() -> None:
    text = f"deposit{' ' * 3000}three months"
    assert found(text, {"number": NUMBER}) == [("r1", "three months")]


def test_rule_offended_very_often__is_told_fifty_times_and_counted() -> None:
    made = evaluated("waive. " * 60, rules({"forbids": ["waive"]}), today=TODAY)
    assert (len(made.findings), made.omitted) == (MOST_OF_A_RULE, 10)


def test_overlapping_wordings_of_one_rule__are_one_finding() -> None:
    check = {"forbids": ["waive* <3> rights", "waives all", "all rights"]}
    assert found("waives all rights", check) == [("r1", "waives all")]


def finding(rule: str, severity: str = "low", start: int | None = None, end: int | None = None, **more: Any) -> Finding:
    return Finding(rule, severity, "Wrong.", start=start, end=end, quote=None if start is None else "q", **more)


def test_merged__the_gravest_first_then_by_place_and_each_once() -> None:
    findings = [
        finding("a", "low", 5, 9),
        finding("b", "critical", 90, 95),
        finding("c", "high", 20, 30),
        finding("c", "high", 20, 30),
        finding("d", "high"),
        finding("d", "high"),
        finding("e", "high", 20, 30),
        finding("f", "info", 1, 2),
    ]
    assert [(one.rule_id, one.start) for one in merged(findings)] == [
        ("b", 90), ("d", None), ("c", 20), ("e", 20), ("a", 5), ("f", 1),
    ]  # fmt: skip


def test_merged__a_model_s_finding_at_the_place_of_a_rule_s__gives_way() -> None:
    by_rule, by_model, beside = (
        finding("a", start=10, end=20),
        finding("a", start=5, end=15, found_by=BY_MODEL),
        finding("a", start=20, end=25, found_by=BY_MODEL),
    )
    assert merged([by_model, beside, by_rule]) == [by_rule, beside]
    assert len(merged([finding("a"), finding("a", start=1, end=2, found_by=BY_MODEL)])) == 2


def test_finding__written_and_read_again__is_the_same() -> None:
    one = Finding("a", "high", "m", True, "s", "l", True, "q", 3, 4, BY_MODEL)
    assert Finding.from_json(one.as_json()) == one
    assert Finding.from_json(finding("a").as_json()) == finding("a")


def test_suggestions__each_once_in_order() -> None:
    said = [finding("a", suggestion="x"), finding("b"), finding("c", suggestion="y"), finding("d", suggestion="x")]
    assert suggestions(said) == ["x", "y"]


@pytest.mark.parametrize(
    ("severities", "blocking", "level"),
    [
        ([], 0, "low"),
        (["info"] * 9, 0, "low"),
        (["low"] * 4, 0, "low"),
        (["low"] * 5, 0, "medium"),
        (["medium"], 0, "medium"),
        (["medium"] * 2 + ["low"] * 9, 0, "medium"),
        (["medium"] * 3, 0, "high"),
        (["high"], 0, "high"),
        (["high"] * 2 + ["medium"] * 9, 0, "high"),
        (["high"] * 3, 0, "critical"),
        (["critical"], 0, "critical"),
        (["low"], 1, "high"),
        (["info"], 1, "high"),
    ],
)
def test_risk_level__follows_the_stated_rule(severities: Sequence[str], blocking: int, level: str) -> None:
    findings = [
        finding(f"r{number}", severity, blocking=number < blocking) for number, severity in enumerate(severities)
    ]
    assert risk_level(findings) == level
    assert risk_level(findings * 3) == level  # rules are counted, not places


def test_marked__shows_the_whole_text_and_the_gravest_where_findings_overlap() -> None:
    text = "0123456789"
    findings = [finding("a", "high", 2, 5), finding("b", "low", 0, 8), finding("c", "low"), finding("d", "low", 3, 4)]
    pieces = marked(text, findings)
    assert [(one.text, one.number) for one in pieces] == [("01", 2), ("234", 1), ("567", 2), ("89", 0)]
    assert marked(text, []) == marked(text, [finding("c")])
    assert "".join(one.text for one in marked(text, [])) == text


@pytest.fixture(scope="module")
def every_rule() -> tuple[Rule, ...]:
    return tuple(rule for one in read_folder(LIBRARY) for rule in read_rules(one.rules))


WORDS = st.sampled_from(
    "waives all rights interest 5% per month deposit three (3) months P5,000.00 shall not term of this lease 99 years "
    "Niño 🙂 e\u0301 ______ “quoted” \u202eltr probation 1 year \n\n . ; January 5, 2199 held on personal data "
    "indefinitely".split(" ")
)


@given(st.lists(WORDS, max_size=60), st.text(max_size=20))
def test_any_text__every_quote_stands_where_it_is_said_to(
    every_rule: tuple[Rule, ...], words: list[str], tail: str
) -> None:
    text = " ".join(words) + tail
    findings = evaluated(text, every_rule, today=TODAY).findings
    for one in findings:
        assert (one.quote is None) == (one.start is None)
        assert one.quote is None or text[one.start : one.end] == one.quote != ""
    assert "".join(one.text for one in marked(text, findings)) == text


HOSTILE = {
    "spaces": " ",
    "newlines": "\n",
    "one word": "the ",
    "a word of the rules": "employee ",
    "no word": "a",
    "accents": "\u0301",
    "markup": "<div><p class='x'>",
    "brackets": "(",
    "numbers": "5 ",
    "number words": "one hundred and ",
    "bounds": "interest 5% per month ",
    "half a bound": "probation (6 ",
    "negations": "shall not waive ",
    "dates": "held on January 5, 2199 ",
    "a contract": "The lessee waives all rights to the deposit of three (3) months for 99 years.\n\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time__grows_no_faster_than_the_text(every_rule: tuple[Rule, ...], name: str) -> None:
    """Twice the text, less than three times the time; the best of some tries, since the machine has other work too."""
    piece = HOSTILE[name]

    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        begin = time.process_time()
        evaluated(text, every_rule, today=TODAY)
        return time.process_time() - begin

    seconds(1000)
    for _ in range(5):
        whole = min(seconds(120_000) for _ in range(2))
        if whole < 3 * max(min(seconds(60_000) for _ in range(2)), 0.002):
            return
    pytest.fail(f"{name}: {whole:.3f} s for 120,000 characters, more than three times that of half of them")
