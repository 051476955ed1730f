"""A text found clean is not read again, and only where nothing that decides about it has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ai import scrubbing
from ai.scrubbing import QuestionScrubber
from core.pii import Known, KnownPerson, PlaceholderMap, Scrubber, ScrubFailed

CLEAN = "how many incorporators does a corporation need?"
KNOWN = [KnownPerson("Kwago Zamuquil")]


@pytest.fixture(autouse=True)
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The texts that the scrubber itself has read."""
    texts: list[str] = []
    real = Scrubber.scrub

    def scrub(self: Scrubber, text: str, mapping: PlaceholderMap | None = None) -> Any:
        texts.append(text)
        return real(self, text, mapping)

    monkeypatch.setattr(Scrubber, "scrub", scrub)
    scrubbing.forget()
    yield texts
    scrubbing.forget()


def scrubber(known: list[Known] | None = None) -> QuestionScrubber:
    return QuestionScrubber(known or [], PlaceholderMap())


def test_clean_text__is_read_once(read: list[str]) -> None:
    assert [scrubber().text(CLEAN) for _ in range(3)] == [CLEAN] * 3
    assert read == [CLEAN]


def test_text_with_personal_data__is_read_every_time_and_nothing_of_it_is_kept(read: list[str]) -> None:
    text = "My TIN is 123-456-789-000, what now?"
    sent = [scrubber().text(text) for _ in range(2)]
    assert all("123-456-789" not in one for one in sent)
    assert (read, scrubbing._clean) == ([text, text], {})


def test_text_clean_for_one__is_read_again_for_who_is_in_it(read: list[str]) -> None:
    """Whoever becomes known makes every earlier finding void."""
    stranger = "is kwagozam good standing needed?"
    assert scrubber().text(stranger) == stranger
    sent = scrubber([KnownPerson("Kwagozam")]).text(stranger)
    assert "kwagozam" not in sent
    assert read == [stranger, stranger]
    assert scrubber().text(stranger) == stranger  # and the other way round


def test_party_renamed__what_was_clean_before_is_read_again(read: list[str]) -> None:
    text = "does zamuquil need a secretary?"
    assert scrubber([KnownPerson("Pedro Santos")]).text(text) == text
    assert "zamuquil" not in scrubber([KnownPerson("Pedro Santos", ("Zamuquil",))]).text(text)
    assert len(read) == 2


def test_model_of_names_switched_on__what_was_clean_without_it_is_read_again(
    read: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PII_NER = False
    scrubber().text(CLEAN)
    monkeypatch.setattr("core.pii.scrubber.ner.find_people", lambda text: iter([(0, 3)]))
    settings.PII_NER = True
    assert scrubber().text(CLEAN).endswith(CLEAN[3:])
    assert len(read) == 2


def test_scrubber_that_fails__is_remembered_as_nothing(read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scrubber, "_replace", lambda *_: 1 / 0)
    for _ in range(2):
        with pytest.raises(ScrubFailed):
            scrubber().text(CLEAN)
    assert (len(read), scrubbing._clean) == (2, {})


def test_memory_that_is_full__begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrubbing, "MOST_CLEAN", 3)
    for number in range(5):
        scrubber().text(f"how many {number}?")
    assert len(scrubbing._clean) == 2


def test_data__is_scrubbed_with_the_map_of_the_texts() -> None:
    one = scrubber(list(KNOWN))
    said = one.text("does Kwago Zamuquil need a secretary?")
    placeholder = said.removeprefix("does ").removesuffix(" need a secretary?")
    assert one.data({"who": "Kwago Zamuquil"}) == {"who": placeholder}
    assert one.data({}) == {}
