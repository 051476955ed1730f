"""Two thousand made-up texts go out without a known value and come back as they were; nobody shares a map."""

from __future__ import annotations

import re
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.pii import (
    Known,
    KnownOrganization,
    KnownPerson,
    KnownValue,
    PlaceholderMap,
    Scrubbed,
    Scrubber,
    restore,
)
from core.pii.placeholders import find_placeholders

# Names within names, names that share a word with an address, scripts that are written from the right or without
# spaces, emoji, marks that combine, and characters that nobody sees.
KNOWN: tuple[Known, ...] = (
    KnownPerson("Ana Cruz"),
    KnownPerson("Ana Cruz Santos"),
    KnownPerson("Santos Reyes-Cruz"),
    KnownPerson("Niña Iban\u0303ez"),
    KnownPerson("محمد علي"),
    KnownPerson("علي حسن"),
    KnownPerson("李小龙"),
    KnownPerson("小龙女"),
    KnownPerson("🦄🌈"),
    KnownPerson("Zöe Weiß"),
    KnownPerson("שרה כהן"),
    KnownOrganization("Cruz & Santos Trading Corp."),
    KnownOrganization("Ana Foods Inc."),
    KnownValue("ADDRESS", "12 Santos Street, Cruz na Daan, Manila"),
    KnownValue("TIN", "123-456-789-000"),
    KnownValue("PHONE", "+639171234567"),
    KnownValue("EMAIL", "ana.cruz@example.com"),
    KnownValue("BIRTHDATE", "1988-03-14"),
    KnownValue("ID", "P1234567A"),
)
PIECES = [
    *(one.value if isinstance(one, KnownValue) else one.name for one in KNOWN),
    *"Ana Cruz Santos Reyes Ibañez IBANEZ cruz, Atty. Mr. si ni Juan dela P. Jr. Inc. Corp. & Manila".split(),
    *("[[PERSON_1]]", "[[PERSON_1.2]]", "[[", "]]", "[", "\\[", "\\", "PERSON_", "PERSON_1", "TIN 1", "[TIN_1]", "_1"),
    *("\u200b", "\u200d", "\u200f", "\u202e", "\ufeff", "\u0301", "\u0303", "\u00ad", "\u00a0", "\n", "\t", "."),
    *("🦄", "🌈", "👩‍👩‍👧", "ﬁ", "İ", "ß", "½", "１２３", "123", "456-789", "0917", "1234567", "علي", "小龙", "Q"),
]
GAPS = ["", " ", " ", " ", "  ", "\n", "\u200b", "\u200f", "-", ", "]
texts = st.lists(
    st.tuples(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), st.sampled_from(GAPS)), max_size=14
).map(lambda pairs: "".join(piece + gap for piece, gap in pairs))
knowns = st.lists(st.sampled_from(KNOWN), max_size=5, unique=True)


def surface(one: Known) -> str:
    return one.value if isinstance(one, KnownValue) else one.name


def remains(value: str, scrubbed: str) -> bool:
    """Whether the value is to be read between the placeholders, as a word of its own where its script has words."""
    position, segments = 0, []
    for start, end in [*find_placeholders(scrubbed), (len(scrubbed), len(scrubbed))]:
        segments.append(scrubbed[position:start])
        position = end
    edge = r"[^\W_]" if value.isascii() or "LATIN" in unicodedata.name(value[0], "") else r"(?!)"
    return any(re.search(rf"(?<!{edge}){re.escape(value)}(?!{edge})", segment) for segment in segments)


@examples(max_examples=2000, deadline=None)
@given(text=texts, known=knowns)
def test_round_trip__any_text__comes_back_exactly_and_leaves_without_a_known_value(
    text: str, known: list[Known]
) -> None:
    scrubbed = Scrubber(known).scrub(text)
    assert restore(scrubbed.text, scrubbed.mapping) == text
    assert [one for one in known if remains(surface(one), scrubbed.text)] == []


@examples(max_examples=300, deadline=None)
@given(first=texts, second=texts, known=knowns)
def test_round_trip__two_texts_of_one_conversation__come_back_from_one_map(
    first: str, second: str, known: list[Known]
) -> None:
    scrubber, mapping = Scrubber(known), PlaceholderMap()
    scrubbed = [scrubber.scrub(text, mapping).text for text in (first, second)]
    assert [restore(text, mapping) for text in scrubbed] == [first, second]


def test_requests__many_at_once_with_one_scrubber__never_share_a_map() -> None:
    scrubber = Scrubber(KNOWN)
    together = threading.Barrier(8)

    def request(number: int) -> tuple[int, Scrubbed]:
        together.wait()
        scrubbed = [
            scrubber.scrub(f"Mr. Zamuco{'abcdefgh'[number]} of {surface(KNOWN[turn % 8])}, case {number}")
            for turn in range(40)
        ]
        return number, scrubbed[-1 - number]

    with ThreadPoolExecutor(8) as threads:
        answers = dict(threads.map(request, range(8)))
    assert len({id(one.mapping) for one in answers.values()}) == 8
    for number, scrubbed in answers.items():
        own = f"Zamuco{'abcdefgh'[number]}"
        assert own in restore("[[PERSON_1]] [[PERSON_2]]", scrubbed.mapping)
        others = [f"Zamuco{letter}" for letter in "abcdefgh" if f"Zamuco{letter}" != own]
        everything = restore("[[PERSON_1]] [[PERSON_2]] [[PERSON_3]]", scrubbed.mapping)
        assert [other for other in others if other in everything] == []


HOSTILE = [
    "a", " ", "1", "12 ", "(0", "+63", "@", "a.b@c.", "[", "\\", "[[PERSON_1 ", "PERSON_1.", "4111 1111 ", "0917",
    "January 1, ", "Juan ", "\u0301", "\u200b", "李", "محمد علي ", "🦄🌈", "passport A", "plate abc ", "tin 123",
    f"{'x' * 300}@", "Ana Cruz ", "Cruz, Juan, ", "sss 12-", "born 1 jan", "ß", "İ",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_scrub__long_hostile_text__ends_and_comes_back(piece: str, settings: Any) -> None:
    settings.PII_TIMEOUT_SECONDS = 60  # a quadratic expression would take many minutes
    text = (piece * 80_000)[:80_000]
    scrubbed = Scrubber(KNOWN).scrub(text)
    assert restore(scrubbed.text, scrubbed.mapping) == text
