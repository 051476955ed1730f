"""Reading a model's answer: what it quotes stands in the sources, whole or in pieces."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.chat import AnswerReader, ReadAnswer, language_of, quoted_answer, telling_sentence
from ai.chat.segments import Segments
from core.pii import KnownPerson, PlaceholderMap, Scrubber


@dataclass(frozen=True)
class Passage:
    source_id: str
    title: str
    citation: str
    url: str
    text: str
    score: float = 1.0


CODE = Passage(
    "a",
    "Incorporation",
    "RA 11232 s.10",
    "https://law.example/11232",
    "Any person may form a corporation. There may be up to fifteen incorporators. A natural person must be of age.",
)
CAPITAL = Passage("b", "Capital", "RA 11232 s.12", "", "Stock corporations are not required to have a minimum capital.")
SOURCES = (CODE, CAPITAL)


def read(text: str, *, mapping: PlaceholderMap | None = None, language: str = "en") -> ReadAnswer:
    reader = AnswerReader(SOURCES, mapping or PlaceholderMap(), question="How many incorporators?", language=language)
    shown = reader.feed(text) + reader.finish()
    answer = reader.answer()
    assert shown == answer.text
    return answer


def quotes(answer: ReadAnswer) -> list[tuple[str, str]]:
    return [(one.citation, one.quote) for one in answer.references]


def test_plain_text__is_the_answer_and_cites_nothing() -> None:
    answer = read("  You need at least one incorporator.\n\nAsk again.  ")
    assert (answer.text, answer.references, answer.removed) == (
        "You need at least one incorporator.\n\nAsk again.",
        (),
        0,
    )


def test_label__becomes_the_citation_and_its_most_telling_sentence_the_quote() -> None:
    answer = read("Up to fifteen [S1]. No minimum capital [S1, S2].")
    assert answer.text == "Up to fifteen (RA 11232 s.10). No minimum capital (RA 11232 s.10; RA 11232 s.12)."
    assert quotes(answer) == [
        ("RA 11232 s.10", "There may be up to fifteen incorporators."),
        ("RA 11232 s.12", "Stock corporations are not required to have a minimum capital."),
    ]


def test_label_that_no_source_bears__is_removed_and_counted() -> None:
    answer = read("Up to fifteen [S1] or so [S7]. And [S0].")
    assert answer.text == "Up to fifteen (RA 11232 s.10) or so. And."
    assert answer.removed == 2
    assert [one.citation for one in answer.references] == ["RA 11232 s.10"]


def test_quotes_under_the_heading__are_kept_word_for_word_only() -> None:
    answer = read(
        "Up to fifteen [S1].\nQUOTES:\n"
        'S1: "There may be up to  fifteen incorporators."\n'
        'S1: "There may be up to fifty incorporators."\n'
        'S9: "There may be up to fifteen incorporators."\n'
        'S2: "There may be up to fifteen incorporators."\n'
        "RA 99999 s.1 says so too\n"
    )
    assert answer.text == "Up to fifteen (RA 11232 s.10)."
    assert quotes(answer) == [("RA 11232 s.10", "There may be up to fifteen incorporators.")]
    assert answer.removed == 4


INVENTED = "“Every incorporator shall first deposit one million pesos.”"


@pytest.mark.parametrize(
    ("text", "shown", "removed", "cited"),
    [
        (f"Section 10 of RA 11232 says {INVENTED} So do.", "Section 10 of RA 11232 says [quote removed] So do.", 1, []),
        (f"RA 11232 provides: {INVENTED} So do.", "RA 11232 provides: [quote removed] So do.", 1, []),
        (f"{INVENTED} (RA 11232, s. 10)", "[quote removed] (RA 11232, s. 10)", 1, []),
        ("RA 11232 says “there may be up to fifteen incorporators.”", None, 0, ["RA 11232 s.10"]),
        ("RA 11232 says “There may be up to fifteen incorporators.”", None, 0, ["RA 11232 s.10"]),
        ("RA 11232 knows the “one person corporation”.", None, 0, []),
        (f"You may write: {INVENTED}", None, 0, []),
        ("RA 11232 answers “How many incorporators do we two need?”", None, 0, []),
    ],
)
def test_quotation_beside_a_law__without_a_label__stands_in_a_source_or_goes(
    text: str, shown: str | None, removed: int, cited: list[str]
) -> None:
    question = "What is asked by “How many incorporators do we two need?”"
    for size in (1, 7, 1000):
        reader = AnswerReader(SOURCES, PlaceholderMap(), question=question, language="en")
        told = [reader.feed(text[at : at + size]) for at in range(0, len(text), size)]
        told.append(reader.finish())
        answer = reader.answer()
        assert "".join(told) == answer.text == (shown or text)
        assert (answer.removed, [one.citation for one in answer.references]) == (removed, cited)


def test_heading_without_quotes__removes_nothing() -> None:
    assert read("Yes.\n\nREFERENCES:\n- None.").removed == 0


def test_quote_in_the_text__that_does_not_stand_in_its_source__is_taken_out() -> None:
    answer = read('The law says “There may be up to fifteen incorporators” [S1] and "any number of them may act." [S1]')
    assert answer.text == (
        "The law says “There may be up to fifteen incorporators” (RA 11232 s.10) and [quote removed]"
    )
    assert answer.removed == 1


def test_json_answer__is_read_as_one() -> None:
    answer = read(
        json.dumps(
            {
                "answer": "Up to fifteen.",
                "references": [
                    {"source": "S1", "quote": "There may be up to fifteen incorporators."},
                    {"source": "RA 99999", "quote": "There may be up to fifteen incorporators."},
                    "RA 88888",
                ],
            }
        )
    )
    assert (answer.text, quotes(answer), answer.removed) == (
        "Up to fifteen.",
        [("RA 11232 s.10", "There may be up to fifteen incorporators.")],
        2,
    )


@pytest.mark.parametrize("text", ['{"reply": "x"}', "{not json", "```\n{}\n```", "[1, 2]"])
def test_data_of_another_form__is_shown_as_text(text: str) -> None:
    assert read(text).text.strip("`\n") == text.strip("`\n")


def test_placeholders__come_back_and_invented_ones_become_blanks() -> None:
    mapping = PlaceholderMap()
    Scrubber([KnownPerson("Juan dela Cruz")]).scrub("Juan dela Cruz asks.", mapping)
    answer = read("Tell [[PERSON_1]] and PERSON_1, not [[PERSON_2]].", mapping=mapping)
    assert (answer.text, answer.removed) == ("Tell Juan dela Cruz and Juan dela Cruz, not ____.", 1)


ANSWERS = [
    "Up to fifteen [S1]. No [S9] capital [S2].\nQUOTES:\n"
    "S1: \"There may be up to fifteen incorporators.\"\nS2: \"no\"\n",
    "Dear [[PERSON_1]], see “There may be up to fifteen incorporators.” [S1] and [[ PERSON_1 ]] "
    "or \\[\\[PERSON_1\\]\\].",
    '```json\n{"answer": "Yes. No.", "references": []}\n```',
    "One: two; three.\n\n- a [S1]\n- b [S2]\n\n**References**\nnone",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ANSWERS), st.lists(st.integers(1, 12), min_size=1, max_size=40))
def test_streamed_answer__reads_the_same_in_whatever_pieces_it_came(text: str, sizes: list[int]) -> None:
    mapping = PlaceholderMap()
    Scrubber([KnownPerson("Juan dela Cruz")]).scrub("Juan dela Cruz asks.", mapping)
    whole = read(text, mapping=mapping)
    reader = AnswerReader(SOURCES, mapping, question="How many incorporators?", language="en")
    shown, at = [], 0
    for size in [*sizes, len(text)]:
        shown.append(reader.feed(text[at : at + size]))
        at += size
    shown.append(reader.finish())
    assert reader.answer() == whole
    assert "".join(shown) == whole.text


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('aS1 .:!"“”[](\n'), max_size=120), st.lists(st.integers(1, 9), min_size=1, max_size=40))
def test_segments__are_the_same_in_whatever_pieces_the_text_came(text: str, sizes: list[int]) -> None:
    def cut(pieces: list[str]) -> list[str]:
        segments = Segments()
        return [*(one for piece in pieces for one in segments.feed(piece)), segments.rest()]

    pieces, at = [], 0
    for size in [*sizes, len(text)]:
        pieces.append(text[at : at + size])
        at += size
    assert cut(pieces) == cut([text])
    assert "".join(cut(pieces)) == text


@pytest.mark.parametrize("piece", ["a. [", "aaaa", 'a. "', "Sec. 1 "])
def test_segments__of_a_stream_without_an_end__look_at_each_character_a_bounded_number_of_times(piece: str) -> None:
    """Twice the text, less than three times the time; the best of some tries, since the machine has other work too."""

    def seconds(count: int) -> float:
        segments = Segments()
        begin = time.process_time()
        for _ in range(count):
            list(segments.feed(piece))
        return time.process_time() - begin

    seconds(100)
    for _ in range(5):
        whole = min(seconds(8000) for _ in range(2))
        if whole < 3 * max(min(seconds(4000) for _ in range(2)), 0.002):
            return
    pytest.fail(f"{whole:.3f} s for 8,000 pieces, more than three times that of half of them")


def test_stream__tells_a_sentence_once_it_is_whole() -> None:
    reader = AnswerReader(SOURCES, PlaceholderMap(), question="q", language="en")
    assert reader.feed("One sentence. And ") == "One sentence."
    assert reader.feed("another. ") == ""
    assert reader.feed("x") == " And another."
    assert reader.finish() == " x"


def test_quoted_answer__quotes_the_best_passages_and_leaves_the_weak() -> None:
    weak = Passage("c", "Fees", "", "", "Fees are paid at filing.", score=0.1)
    text, quoted = quoted_answer([CODE, CAPITAL, weak], "en")
    assert text.startswith("The AI does not answer at the moment. This is what our sources say")
    assert f"“{CODE.text}”\n(RA 11232 s.10)" in text
    assert [(one.source_id, quote) for one, quote in quoted] == [("a", CODE.text), ("b", CAPITAL.text)]


def test_quoted_answer__long_passage__is_cut_after_a_sentence() -> None:
    long = Passage("d", "Long", "", "", "A short beginning of it. " + "word " * 200 + "end.")
    (_, quote) = quoted_answer([long], "en")[1][0]
    assert quote == "A short beginning of it."
    assert quote in long.text


def test_quoted_answer__nothing_found__says_so_in_the_language_of_the_question() -> None:
    assert "our sources say nothing" in quoted_answer([], "en")[0]
    assert "walang sinasabi" in quoted_answer([], "fil")[0]


def test_telling_sentence__is_a_slice_that_holds_the_questions_words() -> None:
    assert telling_sentence(CODE.text, "of age?") == "A natural person must be of age."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ilan ang kailangan para bumuo ng korporasyon?", "fil"),
        ("Pwede po ba mag-file online yung GIS?", "fil"),
        ("How many incorporators do we need?", "en"),
        ("GIS 2026?", None),
    ],
)
def test_language__is_told_by_small_words(text: str, language: str | None) -> None:
    assert language_of(text) == language
