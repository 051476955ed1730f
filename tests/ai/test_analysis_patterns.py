"""The pattern language: words in order, with gaps, in time proportional to the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.analysis.patterns import PatternError, compiled
from ai.analysis.words import fold, words_of


def found(pattern: str, text: str) -> list[str]:
    words = words_of(text)
    return [text[slice(*words.span(*span))] for span in compiled(pattern).spans(words)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("security deposit", "a SECURITY\n  Deposit, paid", ["SECURITY\n  Deposit"]),
        ("security deposit", "security of the deposit", []),
        ("security <2> deposit", "security of the deposit", ["security of the deposit"]),
        ("security <1> deposit", "security of the deposit", []),
        ("terminat* <6> notice", "may be terminated upon written notice", ["terminated upon written notice"]),
        ("terminat*", "determination, terminator", ["terminator"]),
        ("lessor|nagpapaupa", "Ang nagpapaupa; the Lessor's", ["nagpapaupa", "Lessor's"]),
        ("renta|upa", "rental", []),
        ("non-compete", "a Non\u2011Compete and a non compete", ["Non\u2011Compete", "non compete"]),
        ("peña", "Pena, PEÑA, Pen\u0303a", ["Pena", "PEÑA", "Pen\u0303a"]),
        ("confidential", "confi\u00addential", ["confi\u00addential"]),
        ("lessee", "the lessee’s", ["lessee’s"]),
        ("five thousand", "five_thousand", ["five_thousand"]),
        ("deposit <5> back", "deposit\n\nis back", []),  # never across paragraphs
        ("deposit <5> back", "deposit\nis back", ["deposit\nis back"]),
        ("a <5> b", "a a x b b", ["a x b"]),  # the shortest, without overlap
        ("a <3> a", "a a a a", ["a a", "a a"]),
        ("5,000", "P5,000.00 and 5,000", ["5,000"]),
        ("word", "", []),
    ],
)
def test_pattern__finds_words_in_order(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("", "at least one word"),
        ("<3> a", "not at the beginning"),
        ("a <3>", "not at the end"),
        ("a <3> <3> b", "after another gap"),
        ("a <0> b", "at least <1>"),
        ("a <41> b", "at most <40>"),
        ("(a+)+$", "sign that patterns do not know"),
        ("a.*b", "sign that patterns do not know"),
        ("ab*", "letters stand before the star"),
        ("force majeure|fortuitous|non-compete", "single word"),
        ("a|", "holds no word"),
        ("---", "holds no word"),
        ("x" * 201, "at most 200 characters"),
        ("a " * 21, "at most 20 words"),
        ("a" * 65, "holds no word"),
    ],
)
def test_pattern__that_is_none__is_refused_with_the_reason(pattern: str, said: str) -> None:
    with pytest.raises(PatternError, match=said):
        compiled(pattern)


def test_match__longer_than_anybody_quotes__is_none() -> None:
    assert found("begin end", f"begin{' ' * 3000}end") == []


def test_words__lead_back_to_the_text() -> None:
    words = words_of("Php5,000.50 (5%).\n\nNiño’s")
    assert [words.text[start:end] for start, end in zip(words.starts, words.ends, strict=True)] == [
        "Php", "5,000.50", "5", "Niño’s",
    ]  # fmt: skip
    assert (words.folded, words.paragraphs, words.figures) == (["php", "5000.50", "5", "nino"], [0, 0, 0, 1], {1, 2})


@given(st.text(max_size=300))
def test_words__of_any_text__ascend_and_never_overlap(text: str) -> None:
    words = words_of(text)
    places = [place for span in zip(words.starts, words.ends, strict=True) for place in span]
    assert places == sorted(places)
    assert all(start < end for start, end in zip(words.starts, words.ends, strict=True))


@given(st.text(alphabet="ab \n", max_size=60), st.sampled_from(["a b", "a <2> b", "a <1> a", "a|b <3> b a"]))
def test_matches__are_what_a_walk_over_all_word_pairs_finds(text: str, pattern: str) -> None:
    """The quick way finds something exactly where the slow way does."""
    words = words_of(text)
    items = compiled(pattern).items

    def goes_on(at: int, item: int) -> bool:
        if item == len(items):
            return True
        steps = range(at + 1, min(at + 2 + items[item].gap, len(words)))
        return any(
            words.folded[one] in items[item].words
            and words.paragraphs[one] == words.paragraphs[at]
            and goes_on(one, item + 1)
            for one in steps
        )

    slow = any(words.folded[at] in items[0].words and goes_on(at, 1) for at in range(len(words)))
    assert bool(compiled(pattern).spans(words)) == slow


def test_fold__of_a_run_of_letters_that_is_no_word__matches_nothing() -> None:
    assert (fold("A" * 64), fold("A" * 65), fold("don't"), fold("dalawampu't")) == ("a" * 64, "", "dont", "dalawampu")
