"""The names of people whom nobody told us of are found, and ordinary prose is left alone.

Recall is measured on tests/core/pii_people_texts.py, precision on what the product itself ships.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from core.pii import PlaceholderMap, Scrubber, restore
from core.pii.folding import fold_with_places
from core.pii.people import find_people
from tests.core.pii_people_texts import PROSE, SENTENCES

ROOT = Path(__file__).resolve().parents[2]
# Of 257 parts of names 248 go; what is missed are names without any sign, see "hard ones".
FEWEST_FOUND = 248
LIBRARIES = sorted([*ROOT.glob("ai/knowledge/library/*.md"), *ROOT.glob("documents/library/**/*.*")])
# Samples name people, and so do the examples of schemas.
TEXTS = [one for one in LIBRARIES if one.suffix in (".md", ".html", ".yaml", ".json", ".css") and one.stem != "sample"]
# A heading behind its letter, "G. Licenses", reads as an initial and a name.
MISTAKEN = {"Licenses"}


def found_in(text: str) -> list[str]:
    folded = fold_with_places(text)
    return [text[slice(*folded.span(start, end))] for start, end, _ in find_people(folded)]


def left_of(text: str) -> str:
    scrubbed = Scrubber().scrub(text)
    assert restore(scrubbed.text, scrubbed.mapping) == text
    return re.sub(r"\[\[.*?\]\]", "\0", scrubbed.text)


def stands(part: str, text: str) -> bool:
    """Whether one of the words of a name, initials aside, is still to be read."""
    words = [word for word in part.split() if len(word) > 2] or [part]
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in words)


def test_recall__over_varied_sentences__keeps_its_bound() -> None:
    parts = [(part, left_of(text)) for text, names in SENTENCES for part in names]
    gone = sum(not stands(part, left) for part, left in parts)
    assert len(SENTENCES) >= 120
    assert len(parts) == 257
    assert gone >= FEWEST_FOUND, [pair for pair in parts if stands(*pair)]


@pytest.mark.parametrize("path", TEXTS, ids=[str(path.relative_to(ROOT)) for path in TEXTS])
def test_precision__texts_of_the_libraries__name_nobody(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        text = json.dumps(_without_examples(json.loads(text)), ensure_ascii=False)
    assert set(found_in(text)) - MISTAKEN == set()


def _without_examples(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_examples(value) for key, value in node.items() if key != "examples"}
    return [_without_examples(one) for one in node] if isinstance(node, list) else node


@pytest.mark.parametrize("text", PROSE)
def test_precision__agencies_laws_places_and_companies__stay(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Atty. Maria Reyes, met Mr. So.", "Atty. [[PERSON_1]], met Mr. [[PERSON_2]]."),
        ("Dela Cruz, Juan P. signed", "[[PERSON_1]]. signed"),
        ("si Aling Nena at sina Ana Cruz, Bong Lim", "si Aling [[PERSON_1]] at sina [[PERSON_2]], [[PERSON_3]]"),
        ("JUAN P. DELA CRUZ JR., of legal age", "[[PERSON_1]]., of legal age"),
        ("Juan dela Cruz's car", "[[PERSON_1]]'s car"),
        ("Maria Corazon\nSantos signed", "[[PERSON_1]] signed"),
        ("Pedro Reyes\nAna Santos", "[[PERSON_1]]\n[[PERSON_2]]"),
        ("Iban\u0303ez, Nin\u0303a called", "[[PERSON_1]] called"),
        ("Name: XANDRO ZAMUCO", "Name: [[PERSON_1]]"),
    ],
)
def test_scrub__name_that_nobody_told_us_of__goes_and_what_is_around_it_stays(text: str, expected: str) -> None:
    scrubbed = Scrubber().scrub(text)
    assert scrubbed.text == expected
    assert restore(scrubbed.text, scrubbed.mapping) == text


def test_scrub__same_name_again__is_the_same_person_also_in_the_next_text() -> None:
    scrubber, mapping = Scrubber(), PlaceholderMap()
    first = scrubber.scrub("Juan Reyes and JUAN REYES met Ana Lim", mapping).text
    second = scrubber.scrub("Ana Lim asked Juan Reyes", mapping).text
    assert first == "[[PERSON_1]] and [[PERSON_1.2]] met [[PERSON_2]]"
    assert second == "[[PERSON_2]] asked [[PERSON_1]]"


def test_scrub__part_of_a_name_seen_before__goes_without_another_sign() -> None:
    assert left_of("Mr. Zamuco paid. Later Zamuco left for Zamuco Street.") == (
        "Mr. \0 paid. Later \0 left for Zamuco Street."
    )


def test_scrub__places_that_are_named_like_people__stay_beside_people() -> None:
    text = "Ana Santos lives at 45 J. P. Rizal Avenue, Barangay San Jose, Santa Rosa City, near Maria Clara School."
    assert left_of(text) == "\0" + text.removeprefix("Ana Santos")


def test_scrub__name_within_what_is_taken_already__is_left_to_it() -> None:
    assert left_of("write to juan.reyes@example.com, Juan") == "write to \0, \0"


@pytest.mark.parametrize("hostile", ["Juan ", "Juan\n", "Atty. ", "sina Juan, ", "dela ", "A. ", "Cruz, ", "Juan & "])
def test_find_people__hostile_text_of_200_000_characters__looks_at_each_word_a_bounded_number_of_times(
    hostile: str,
) -> None:
    text = (hostile * 200_000)[:200_000]
    looked = 0

    def tick() -> None:
        nonlocal looked
        looked += 1

    assert sum(1 for _ in find_people(fold_with_places(text), (), tick)) <= len(text.split())
    assert looked <= 2 * len(text.split())
