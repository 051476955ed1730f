"""Cutting, terms, ranking and quotes: pure rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai import knowledge
from ai.knowledge import Candidate, Reference, verified_quote, verified_references
from ai.knowledge.cutting import LONGEST_PASSAGE

TEXT = (
    "The articles of incorporation shall state the name of the corporation, its “purpose” and its\n"
    "principal office — which is in the Philippines. By-laws may follow. Fees are paid on filing."
)


def spot(quote: str, text: str = TEXT) -> str | None:
    span = verified_quote(quote, text)
    return None if span is None else text[span[0] : span[1]]


# --- cutting


def test_cut__by_headings__gives_each_passage_its_heading_and_law() -> None:
    text = "# Names [RA 11232 s.17]\nA name is distinct.\n\nIt has a suffix.\n## Fees\nThey are paid.\n"
    pieces = knowledge.cut(text, citation="RA 11232")
    assert [(one.heading, one.citation, one.text) for one in pieces] == [
        ("Names", "RA 11232 s.17", "A name is distinct.\n\nIt has a suffix."),
        ("Fees", "RA 11232", "They are paid."),
    ]


def test_cut__section_lines_of_a_statute__become_citations() -> None:
    pieces = knowledge.cut("Section 14. Contents\nArticles state it.\n\nSECTION 15\nAmendments.", citation="RA 11232")
    assert [(one.citation, one.text) for one in pieces] == [
        ("RA 11232 s.14", "Articles state it."),
        ("RA 11232 s.15", "Amendments."),
    ]


def test_cut__long_paragraph__ends_passages_at_sentences_and_not_at_abbreviations() -> None:
    sentence = "Under Sec. 14 of the Code, Tala Inc. and Mr. J. Cruz pay P5,000.50 on time to the agency. "
    pieces = knowledge.cut(sentence * 40)
    assert len(pieces) > 2
    assert all(one.text.startswith("Under Sec.") and one.text.endswith("agency.") for one in pieces)
    assert sum(one.text.count("Under") for one in pieces) == 40


def test_cut__sentence_longer_than_a_passage__is_cut_between_words() -> None:
    pieces = knowledge.cut("word " * 600)
    assert [set(one.text.split()) for one in pieces] == [{"word"}] * len(pieces)
    assert max(len(one.text) for one in pieces) <= LONGEST_PASSAGE


@given(st.text(alphabet=st.sampled_from("ab .!?\n#[]-1)ñ“”😀\t\u2028Section"), max_size=4000), st.integers(5, 200))
def test_cut__any_text__slices_in_order_lose_no_word_and_stay_short(text: str, longest: int) -> None:
    text = knowledge.levelled(text)
    pieces = knowledge.cut(text, longest=longest)
    at = 0
    for one in pieces:
        assert text[one.start : one.end] == one.text == one.text.strip() != ""
        assert one.start >= at
        assert len(one.text) <= longest
        at = one.end
    # What is in no passage is white space or a heading's line.
    gaps = [text[a:b] for a, b in zip([0, *(p.end for p in pieces)], [*(p.start for p in pieces), len(text)])]
    for gap in gaps:
        for line in gap.split("\n"):
            assert not line.strip() or re.match(r"#{1,6}[ \t]|.*(section|article)", line.strip() + " ", re.I)


def test_cut__two_million_characters__takes_linear_time() -> None:
    assert len(knowledge.cut("One two three four. " * 20_000)) == pytest.approx(335, abs=5)


# --- terms and ranking


@pytest.mark.parametrize(
    "query",
    ["", "   ", "\" * ( ) - + ~ @ <> ' ; --", "😀 👩‍⚖️", "the of and", "ang mga sa ng", "\0\n\t", "«»“”…"],
)
def test_query_terms__nothing_to_look_for__is_empty(query: str) -> None:
    assert knowledge.query_terms(query) == []


@given(st.text(max_size=300))
def test_query_terms__any_text__holds_letters_and_digits_only(text: str) -> None:
    terms = knowledge.query_terms(text)
    assert all(re.fullmatch(r"wx[a-z0-9]{1,40}", term) for term in terms)
    assert len(set(terms)) == len(terms) <= 48


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ñañez", "nanez"),
        ("by-laws", "bylaw"),
        ("registration", "registered"),
        ("magparehistro", "register"),
        ("pagpaparehistro", "register"),
        ("notarised", "notary"),
        ("notarization", "notaryo"),
        ("companies", "korporasyon"),
        ("ＦＥＥＳ", "magkano"),
        ("penalties", "multa"),
    ],
)
def test_terms__forms_and_languages_of_one_thing__are_one_term(one: str, other: str) -> None:
    assert knowledge.query_terms(one) == knowledge.query_terms(other) != []


def test_index_terms__heading_and_citation__count_more_than_text() -> None:
    terms = knowledge.index_terms(title="alpha", heading="beta", citation="gamma", text="delta").split()
    assert {term: terms.count(term) for term in terms} == {"wxalpha": 2, "wxbeta": 4, "wxgamma": 3, "wxdelta": 1}


def test_ranked__more_words_answered_stand_first_and_ties_by_key() -> None:
    words = ["wxa", "wxb"]
    found = knowledge.ranked(
        [Candidate(9, "wxa wxa wxa wxa"), Candidate(4, "wxa wxb"), Candidate(3, "wxa wxb"), Candidate(1, "wxc")], words
    )
    assert [key for key, _ in found] == [3, 4, 9]


def test_ranked__own_language__is_preferred_not_required() -> None:
    both = [Candidate(1, "wxa", "en"), Candidate(2, "wxa", "fil")]
    assert [key for key, _ in knowledge.ranked(both, ["wxa"], locale="fil")] == [2, 1]
    assert [key for key, _ in knowledge.ranked(both, ["wxa"])] == [1, 2]


def test_ranked__papers_of_the_case_that_is_asked_about__stand_before_the_law() -> None:
    law, paper = Candidate(1, "treasur elect treasur"), Candidate(2, "treasur elect", of_case=True)
    assert [key for key, _ in knowledge.ranked([law, paper], ["treasur", "elect"])] == [2, 1]
    assert [key for key, _ in knowledge.ranked([law, Candidate(2, "treasur elect")], ["treasur", "elect"])] == [1, 2]


# --- quotes


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("the name of the corporation", "the name of the corporation"),
        ('its "purpose" and its principal office', "its “purpose” and its\nprincipal office"),
        ("principal\u00a0office  -  which is", "principal office — which is"),
        ("  By\u2011laws may follow.  ", "By-laws may follow."),
        ("The articles of … By-laws may follow", TEXT[: TEXT.index(" follow") + 7]),
        ("The articles of [...] Fees are paid...", TEXT[: TEXT.index(" on filing")]),
        ("By-laws ... paid on filing", "By-laws may follow. Fees are paid on filing"),
    ],
)
def test_quote__white_space_quotes_dashes_and_ellipsis__may_differ(quote: str, stands: str) -> None:
    assert spot(quote) == stands


@pytest.mark.parametrize(
    "quote",
    [
        "the Name of the corporation",  # case
        "name of the",  # eleven characters
        "the name of a corporation",  # another word
        "the name of corporation",  # a word less
        "he name of the corporation",  # begins inside a word
        "the name of the corp",  # ends inside a word
        "By-laws may follow … The articles of incorporation",  # parts in another order
        "The articles of … shall never … Fees are paid",  # a part that does not stand there
        "By-laws may follow, Fees are paid",  # punctuation
        "thename of the corporation",  # white space that is missing
        "The … of … the",  # together too short
        "… … …",
        "............",
        "",
        " " * 20,
    ],
)
def test_quote__anything_else__does_not_stand(quote: str) -> None:
    assert spot(quote) is None


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("the fee is PHP 5,000", False),
        ("the fee is PHP 5,000,000", True),
        ("000,000.50 on filing, at once", False),
        (".50 on filing, at once", False),
        ("5,000,000.50 on filing, at once", True),
    ],
)
def test_quote__part_of_a_number__does_not_stand(quote: str, stands: bool) -> None:
    text = "the fee is PHP 5,000,000 or PHP 5,000,000.50 on filing, at once"
    assert (spot(quote, text) is not None) is stands


def test_quote__ellipsis_that_stands_in_the_source__is_found_as_it_is() -> None:
    assert spot("wait ... and see what", "Please wait ... and see what comes") == "wait ... and see what"


@given(st.text(min_size=0, max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_quote__whole_words_of_any_text__are_found_and_say_the_same(text: str, a: int, b: int) -> None:
    quote = text[min(a, b) : max(a, b)]
    span = verified_quote(quote, text)
    if span is not None:
        squeezed = re.sub(r"\s+", " ", text[span[0] : span[1]]).strip()
        assert 0 <= span[0] < span[1] <= len(text)
        assert len(squeezed) >= 12


@dataclass
class Given:
    source_id: str
    text: str


def test_references__unknown_source_or_words__are_removed_and_counted() -> None:
    passages = [
        Given("s1", TEXT),
        Given("s1", "Another passage of the same source."),
        Given("s2", "Fees are paid late."),
    ]
    checked = verified_references(
        [
            Reference("s1", "Another  passage of the"),
            Reference("s1", "Fees are paid on filing"),
            Reference("s1", "Fees are paid on filing"),
            Reference("s2", "Fees are paid on filing"),
            Reference("s3", "Fees are paid on filing"),
            Reference("s1", "short"),
        ],
        passages,
    )
    assert [(one.passage, one.quote) for one in checked.kept] == [
        (passages[1], "Another passage of the"),
        (passages[0], "Fees are paid on filing"),
    ]
    assert checked.removed == 3
