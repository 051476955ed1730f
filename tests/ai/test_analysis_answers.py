"""The model's part without a model: cutting texts, and believing nothing that an answer says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.analysis import Chunk, ModelFinding, Reading, Rule, chunks_of, place_of, questions_of, read_findings, read_rules

BASE: dict[str, Any] = {"severity": "low", "message": "Wrong.", "legalBasis": "RA 1", "requires": ["x"]}
RULES: tuple[Rule, ...] = read_rules(
    [{**BASE, "id": "asked", "question": "Is it?"}, {**BASE, "id": "too", "question": "And?"}, {**BASE, "id": "mute"}]
)
CHUNK = Chunk(100, "The Lessee shall pay\n  P5,000.00 to “the Lessor”.")


def answer(*findings: Any) -> str:
    return json.dumps({"findings": list(findings)})


def good(**change: Any) -> dict[str, Any]:
    return {"ruleId": "asked", "quote": "Lessee shall pay", "message": "Pays.", **change}


def test_answer__that_keeps_to_the_form__is_read() -> None:
    expected = Reading((ModelFinding("asked", "Lessee shall pay", "Pays.", "Say less."),))
    given = good(suggestion="Say less.")
    assert read_findings(answer(given), RULES, CHUNK) == expected
    assert read_findings(json.dumps([given]), RULES, CHUNK) == expected
    assert read_findings(f"```json\n{answer(given)}\n```", RULES, CHUNK) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I find nothing wrong with this lease.",
        "{",
        '{"findings": [',
        '{"findings": {"ruleId": "asked"}}',
        '{"findings": null}',
        "[[" * 100_000,
        "null",
        "3",
        '"Lessee shall pay"',
        "9" * 10_000,
        "\x00",
    ],
)
def test_answer__in_plain_text_or_broken__means_no_findings_and_nothing_dropped(text: str) -> None:
    assert read_findings(text, RULES, CHUNK) == Reading((), 0)


@pytest.mark.parametrize(
    "finding",
    [
        good(ruleId="invented"),
        good(ruleId="mute"),  # it was never asked
        good(ruleId=None),
        good(ruleId=["asked"]),
        good(quote="The Lessor shall pay"),
        good(quote=""),
        good(quote="   "),
        good(quote=None),
        good(quote=5),
        good(quote="essee shall"),
        good(quote="5,000"),  # of 5,000.00
        good(quote="pay"),
        good(quote="x" * 5000),
        "asked",
        None,
        {},
        [],
    ],
)
def test_finding__that_does_not_hold__is_dropped_and_counted(finding: Any) -> None:
    reading = read_findings(answer(finding, good()), RULES, CHUNK)
    assert (reading.findings, reading.dropped) == ((ModelFinding("asked", "Lessee shall pay", "Pays."),), 1)


def test_findings__beyond_what_is_read__are_dropped_and_counted() -> None:
    reading = read_findings(answer(*[good()] * 50), RULES, CHUNK)
    assert (len(reading.findings), reading.dropped) == (40, 10)


def test_words_of_a_model__are_cut_and_need_not_be_there() -> None:
    (one,) = read_findings(answer(good(message="x" * 900, suggestion=7)), RULES, CHUNK).findings
    assert (one.message, one.suggestion) == ("x" * 500, "")
    (one,) = read_findings(answer(good(message=None)), RULES, CHUNK).findings
    assert one.message == ""


@pytest.mark.parametrize(
    ("quote", "text", "expected"),
    [
        ("shall pay P5,000.00", CHUNK.text, "shall pay\n  P5,000.00"),
        ('to "the Lessor"', CHUNK.text, "to “the Lessor”"),
        ("to\u00a0“the Lessor”.", CHUNK.text, "to “the Lessor”."),
        ("5,000.00", CHUNK.text, "5,000.00"),
        ("non-compete", "a non\u2013compete", "non\u2013compete"),
        ("5,000", "15,000 and 5,000,000 and 5,000.", "5,000"),
        ("year", "years year", "year"),
        ("years", "two-years", "years"),
        ("Shall pay", CHUNK.text, None),
        ("a.c.", "abc. abcd", None),
        ("(a+)+$", "aaaa", None),
    ],
)
def test_quote__is_found_with_other_white_space_and_nothing_else(quote: str, text: str, expected: str | None) -> None:
    span = place_of(quote, text)
    assert (None if span is None else text[slice(*span)]) == expected


def test_quote__that_stands_twice__is_the_whole_word() -> None:
    assert place_of("5,000", "15,000 and 5,000,000 and 5,000.") == (25, 30)


def test_questions__are_those_of_the_rules_that_have_one() -> None:
    assert [(one.rule_id, one.text) for one in questions_of(RULES)] == [("asked", "Is it?"), ("too", "And?")]


def test_short_text__is_one_chunk_and_none_is_none() -> None:
    assert chunks_of("x" * 12_000) == [Chunk(0, "x" * 12_000)]
    assert chunks_of("") == []


def test_chunks__begin_and_end_at_paragraphs_and_overlap() -> None:
    paragraph = "Each party shall keep this. " * 12 + "\n\n"
    text = paragraph * 100
    chunks = chunks_of(text)
    assert len(chunks) > 2
    for one, following in zip(chunks, chunks[1:], strict=False):
        assert one.text.endswith("\n\n")
        assert following.text.startswith("Each party")
        assert 0 < one.end - following.start <= 1_500


def test_sentence_at_a_border__stands_whole_in_one_chunk() -> None:
    sentence = "The borrower pays five percent. "
    text = sentence * 2000
    chunks = chunks_of(text)
    for start in range(0, len(text), len(sentence)):
        end = start + len(sentence) - 1
        assert any(one.start <= start and end <= one.end for one in chunks)


@given(st.text(alphabet="ab .\n", max_size=400), st.integers(4, 60), st.integers(0, 20))
def test_chunks__of_any_text__hold_every_character_and_are_slices(text: str, largest: int, overlap: int) -> None:
    overlap = min(overlap, largest // 2 - 1)
    chunks = chunks_of(text, largest=largest, overlap=overlap)
    reached = 0
    for one in chunks:
        assert one.text == text[one.start : one.end]
        assert 0 < len(one.text) <= largest
        assert one.start <= reached < one.end
        assert reached - one.start <= overlap
        reached = one.end
    assert reached == len(text)
