"""A restored stream is the restored whole, however it was cut."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.pii import PlaceholderMap, Restorer, restore
from core.pii.streaming import LONGEST


def a_map() -> PlaceholderMap:
    mapping = PlaceholderMap()
    for surface in ("Juan dela Cruz", "Dela Cruz", "[[TIN_1]] \\[", "ليلى"):
        mapping.placeholder("PERSON", "juan", surface)
    mapping.placeholder("PERSON", "ana", "Ana 🦄 Reyes")
    mapping.placeholder("TIN", "1", "123-456-789")
    mapping.placeholder("PHILHEALTH", "1", "PERSON_1")
    mapping.placeholder("ID", "1", "[")
    return mapping


PIECES = [
    "[[PERSON_1]]", "[[PERSON_1.2]]", "[[PERSON_1.3]]", "[[person 2]]", "[[ PERSON_2 ]]", "PERSON_1", "PERSON_1.4",
    "\\[\\[TIN\\_1\\]\\]", "[TIN_1]", "[ TIN_1 ] ]", "TIN_1", "TIN_9", "[[PHILHEALTH - 1 . 1]]", "[Roll 1]", "[ID 1]",
    "[[ID_1]]", "[", "]", "\\", "_", ".", "1", "2", "P", "PERS", "PERSON", "TIN", "PHIL", "ID_1", " ", "  ", "\n",
    "\u00a0", "a", "Z", "ñ", "🦄", "e\u0301", "\u200b", "\u202e", "Mr. ", "999999999", "person_1", "-",
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=14).map("".join)


def streamed(chunks: list[str], mapping: PlaceholderMap) -> str:
    restorer = Restorer(mapping)
    return "".join([*map(restorer.feed, chunks), restorer.close()])


@settings(max_examples=2000, deadline=None)
@given(text=texts, data=st.data())
def test_restorer__any_text_cut_anywhere__gives_the_restored_whole(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=12)))
    chunks = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert streamed(chunks, a_map()) == restore(text, a_map())


@settings(max_examples=500, deadline=None)
@given(text=texts)
def test_restorer__one_character_at_a_time__gives_the_restored_whole(text: str) -> None:
    assert streamed(list(text), a_map()) == restore(text, a_map())


@settings(max_examples=300, deadline=None)
@given(text=texts, size=st.integers(1, 9))
def test_restorer__any_text__is_held_back_by_no_more_than_the_longest_placeholder(text: str, size: int) -> None:
    empty = PlaceholderMap()  # without values what comes out is what went in, so that lengths can be compared
    restorer, fed, out = Restorer(empty), "", ""
    for at in range(0, len(text), size):
        fed += text[at : at + size]
        out += restorer.feed(text[at : at + size])
        assert fed.startswith(out)
        assert len(fed) - len(out) <= LONGEST


@pytest.mark.parametrize(
    "widest",
    [
        "\\[   \\[   PHILHEALTH   \\_   123456789   .   123456789   \\]   \\]",
        "PHILHEALTH_123456789.123456789",
    ],
)
def test_restorer__the_most_spaced_placeholder__fits_in_what_may_be_held(widest: str) -> None:
    mapping = PlaceholderMap()
    assert len(widest) <= LONGEST
    restorer = Restorer(mapping)
    assert [restorer.feed(character) for character in widest[:-1]] == [""] * (len(widest) - 1)


@pytest.mark.parametrize(
    ("chunks", "given_back"),
    [
        (["Dear [[PERS", "ON_1]], "], ["Dear ", "Juan dela Cruz, "]),
        (["Dear [[PERSON_1]", "]!"], ["Dear ", "Juan dela Cruz!"]),
        (["by PERSON_1", " and"], ["by ", "Juan dela Cruz and"]),
        (["an array[0] of", " things"], ["an array[0] of", " things"]),
        (["[[PERSON_1]]"], ["Juan dela Cruz"]),
        (["plain prose, no more."], ["plain prose, no more."]),
        (["see [Roll 1]", "."], ["see ", "[Roll 1]."]),
    ],
)
def test_restorer__piece_that_is_certain__comes_at_once(chunks: list[str], given_back: list[str]) -> None:
    restorer = Restorer(a_map())
    assert [restorer.feed(chunk) for chunk in chunks] == given_back
    assert restorer.close() == ""


def test_restorer__stream_that_ends_within_a_placeholder__gives_it_as_it_came() -> None:
    restorer = Restorer(a_map())
    assert restorer.feed("to [[PERSON_") == "to "
    assert restorer.close() == "[[PERSON_"


@pytest.mark.parametrize("hostile", ["[", "\\", "[[PERSON_1 ", "P", "[[ ", "PERSON_1.", "\\["])
def test_restorer__hostile_stream_of_200_000_characters__takes_its_time_in_proportion(hostile: str) -> None:
    text = (hostile * 200_000)[:200_000]
    started = time.perf_counter()
    assert streamed([text[at : at + 500] for at in range(0, len(text), 500)], PlaceholderMap()) == text
    assert time.perf_counter() - started < 30
