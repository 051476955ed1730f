"""Whatever fails in the scrubber, at whatever stage, nothing is given back and nothing of the text is told."""

from __future__ import annotations

import itertools
import traceback
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from core.pii import (
    KnownOrganization,
    KnownPerson,
    KnownValue,
    PlaceholderMap,
    Scrubbed,
    Scrubber,
    ScrubFailed,
    identifiers,
    matcher,
    ner,
    people,
    scrubber,
    stages,
    survivors,
    trie,
)
from core.pii.folding import FoldedText, fold_with_places
from core.pii.spans import Span

SECRETS = ("Xandro", "Zamuco", "Reyes", "Bayanihan", "123-456-789-000", "ana@example.com", "kulambo")
TEXT = (
    "Atty. Reyes of Bayanihan Harvest Foods Inc. has TIN 123-456-789-000 and mail ana@example.com today; "
    "Xandro P. Zamuco keeps the kulambo."
)
KNOWN = [KnownOrganization("Bayanihan Harvest Foods Inc."), KnownPerson("Pia Kulambo"), KnownValue("ID", "kulambo")]


class Log:
    """Keeps what is logged."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def error(self, event: str, **fields: Any) -> None:
        self.lines.append({"event": event, **fields})


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    kept = Log()
    monkeypatch.setattr(stages, "log", kept)
    return kept


def refusal(log: Log, build: Callable[[], Scrubber] = lambda: Scrubber(KNOWN)) -> str:
    """The stage at which the text was refused, after a look at what the refusal tells."""
    mapping = PlaceholderMap()
    given: list[Scrubbed] = []
    with pytest.raises(ScrubFailed) as caught:
        given.append(build().scrub(TEXT, mapping))
    assert given == []
    told = "".join(traceback.format_exception(caught.value)) + caught.value.detail + repr(log.lines) + repr(mapping)
    assert [secret for secret in SECRETS if secret in told] == []
    assert (caught.value.code, caught.value.status) == ("scrub-failed", 503)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert [line["event"] for line in log.lines] == ["pii.scrub.failed"]
    return str(log.lines[0]["stage"])


def explode(*args: object, **kwargs: object) -> Any:
    raise ValueError(f"cannot read {TEXT}")


STAGES = [
    ("lookalikes", scrubber, "find_placeholders"),
    ("folding", scrubber, "fold_with_places"),
    ("known", matcher.KnownMatcher, "find"),
    ("known", trie.WordTrie, "find"),
    ("identifiers", identifiers, "find_identifiers"),
    ("people", people, "find_people"),
    ("ner", ner, "find_people"),
    ("placeholders", PlaceholderMap, "placeholder"),
    ("restore", scrubber, "restore"),
    ("verify", survivors, "stand_in"),
    ("verify", matcher.KnownMatcher, "suspects"),
]


def test_scrub__nothing_broken__gives_a_text_without_any_of_the_values(log: Log) -> None:
    scrubbed = Scrubber(KNOWN).scrub(TEXT).text
    assert [secret for secret in SECRETS if secret in scrubbed] == []
    assert log.lines == []


@pytest.mark.parametrize(("stage", "owner", "name"), STAGES, ids=[f"{one[0]}-{one[2]}" for one in STAGES])
def test_scrub__stage_raises__fails_closed(
    stage: str, owner: Any, name: str, monkeypatch: pytest.MonkeyPatch, log: Log, settings: Any
) -> None:
    settings.PII_NER = stage == "ner"
    monkeypatch.setattr(owner, name, explode)
    assert refusal(log) == stage


@pytest.mark.parametrize("error", [MemoryError, RecursionError, KeyError, UnicodeError, StopIteration])
def test_scrub__any_kind_of_error__fails_closed(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    def fail(*args: object) -> None:
        raise error(TEXT)

    monkeypatch.setattr(people, "find_people", fail)
    assert refusal(log) == "people"


def test_scrubber__forms_of_known_things_fail__fails_closed(monkeypatch: pytest.MonkeyPatch, log: Log) -> None:
    monkeypatch.setattr(matcher.names, "person_forms", explode)
    assert refusal(log) == "known"


GARBAGE = [
    ("folding", scrubber, "fold_with_places", lambda text: None),
    ("folding", scrubber, "fold_with_places", lambda text: FoldedText(text, text[:5], None)),
    ("folding", scrubber, "fold_with_places", lambda text: FoldedText("", "", None)),
    ("folding", scrubber, "fold_with_places", lambda text: FoldedText(text, "abc", [0, 1])),
    ("folding", scrubber, "fold_with_places", lambda text: FoldedText(text, "abc", [0, 2, 1])),
    ("folding", scrubber, "fold_with_places", lambda text: FoldedText(text, "abc", [0, 1, 10**6])),
    ("known", matcher.KnownMatcher, "find", lambda self, folded: None),
    ("known", matcher.KnownMatcher, "find", lambda self, folded: [None]),
    ("known", matcher.KnownMatcher, "find", lambda self, folded: [Span(-1, 4, "PERSON", "x")]),
    ("known", matcher.KnownMatcher, "find", lambda self, folded: [Span(0, 4, "NOBODY", "x")]),
    ("known", trie.WordTrie, "find", lambda self, folded: [(0, 10**6, trie.Thing("PERSON", "x"))]),
    ("identifiers", identifiers, "find_identifiers", lambda *args: [("a", "b", "TIN")]),
    ("identifiers", identifiers, "find_identifiers", lambda *args: [(0, 10**6, "TIN")]),
    ("identifiers", identifiers, "find_identifiers", lambda *args: [(9, 4, "TIN")]),
    ("identifiers", identifiers, "find_identifiers", lambda *args: [(0, 4, "tin")]),
    ("people", people, "find_people", lambda *args: None),
    ("people", people, "find_people", lambda *args: [(0, 4, 7)]),
    ("people", people, "find_people", lambda *args: [(0, 10**6, "x")]),
    ("ner", ner, "find_people", lambda text: [(-3, 4)]),
    ("ner", ner, "find_people", lambda text: [(0, 4, 4)]),
    ("placeholders", PlaceholderMap, "placeholder", lambda *args: None),
    ("restore", PlaceholderMap, "placeholder", lambda *args: ""),
    ("restore", PlaceholderMap, "placeholder", lambda *args: "[[PERSON_999]]"),
    ("restore", scrubber, "restore", lambda *args: None),
    ("restore", scrubber, "restore", lambda text, mapping: text),
]


@pytest.mark.parametrize(("stage", "owner", "name", "garbage"), GARBAGE)
def test_scrub__stage_gives_garbage__fails_closed(
    stage: str,
    owner: Any,
    name: str,
    garbage: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    log: Log,
    settings: Any,
) -> None:
    settings.PII_NER = stage == "ner"
    monkeypatch.setattr(owner, name, garbage)
    assert refusal(log) == stage


PARTIAL = [
    (matcher.KnownMatcher, "find", lambda self, folded: []),
    (trie.WordTrie, "find", lambda self, folded: []),
    (identifiers, "find_identifiers", lambda *args: []),
    (people, "find_people", lambda *args: []),
    # The levelled text without its second half, or with nothing in it that can be recognised.
    (scrubber, "fold_with_places", lambda text: FoldedText(text, text[:40].lower(), list(range(40)))),
    (scrubber, "fold_with_places", lambda text: FoldedText(text, "x" * len(text), None)),
    # The values themselves in the place of placeholders.
    (PlaceholderMap, "placeholder", lambda self, kind, identity, surface: surface),
    (Scrubber, "_spans", lambda self, text, deadline: []),
    (Scrubber, "_replace", lambda self, text, mapping, deadline: text[: len(text) // 2]),
    (Scrubber, "_replace", lambda self, text, mapping, deadline: text),
    (Scrubber, "_replace", lambda self, text, mapping, deadline: ""),
]


@pytest.mark.parametrize(("owner", "name", "half"), PARTIAL)
def test_scrub__stage_does_half_its_work__is_noticed_before_anything_leaves(
    owner: Any, name: str, half: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    if owner is trie.WordTrie:
        monkeypatch.setattr(matcher.KnownMatcher, "_matches", lambda self, text: iter(()))
    monkeypatch.setattr(owner, name, half)
    assert refusal(log) in ("verify", "restore")


@pytest.mark.parametrize("seconds", [0, 1, 2, 5, 10, 20, 30])
def test_scrub__time_is_up_at_any_moment__fails_closed(
    seconds: int, monkeypatch: pytest.MonkeyPatch, log: Log, settings: Any
) -> None:
    settings.PII_TIMEOUT_SECONDS = 1000
    made = Scrubber(KNOWN)
    settings.PII_TIMEOUT_SECONDS = seconds
    # A clock on which a second passes each time it is looked at.
    monkeypatch.setattr(stages, "time", SimpleNamespace(monotonic=itertools.count().__next__))
    assert refusal(log, lambda: made) == "timeout"


def test_scrub__a_stage_that_takes_too_long__fails_closed_when_it_ends(
    monkeypatch: pytest.MonkeyPatch, log: Log, settings: Any
) -> None:
    settings.PII_TIMEOUT_SECONDS = 5
    now = [0.0]
    monkeypatch.setattr(stages, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def slowly(text: str) -> FoldedText:
        now[0] += 6
        return fold_with_places(text)

    monkeypatch.setattr(scrubber, "fold_with_places", slowly)
    assert refusal(log) == "timeout"


def test_scrub_data__one_deadline_for_all_of_it(monkeypatch: pytest.MonkeyPatch, log: Log, settings: Any) -> None:
    settings.PII_TIMEOUT_SECONDS = 200
    monkeypatch.setattr(stages, "time", SimpleNamespace(monotonic=itertools.count().__next__))
    made = Scrubber()
    assert made.scrub_data(["one"]).data == ["one"]
    with pytest.raises(ScrubFailed):
        made.scrub_data(["one"] * 50)
    assert [line["stage"] for line in log.lines] == ["timeout"]


def test_scrub_data__nested_without_end__fails_closed(log: Log) -> None:
    nested: list[Any] = []
    nested.append(nested)
    with pytest.raises(ScrubFailed):
        Scrubber().scrub_data(nested)
    assert [line["error"] for line in log.lines] == ["RecursionError"]


def test_ner__wanted_but_not_installed__fails_closed(monkeypatch: pytest.MonkeyPatch, log: Log, settings: Any) -> None:
    settings.PII_NER = True
    ner._analyzer.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "presidio_analyzer", None)
    monkeypatch.setitem(__import__("sys").modules, "spacy", None)
    assert refusal(log) == "ner"


def test_ner__not_wanted__is_never_asked(monkeypatch: pytest.MonkeyPatch, log: Log, settings: Any) -> None:
    settings.PII_NER = False
    monkeypatch.setattr(ner, "_analyzer", explode)
    assert "Zamuco" not in Scrubber().scrub(TEXT).text


class Analyzer:
    """Takes every word "Kulambo" for a person, as Presidio would say it."""

    def analyze(self, text: str, **options: Any) -> list[SimpleNamespace]:
        assert options["entities"] == ["PERSON"]
        start = text.find("Kulambo")
        return [SimpleNamespace(start=start - 1, end=start + 8)] if start >= 0 else []


def test_ner__wanted__takes_what_the_model_finds_and_it_comes_back(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PII_NER = True
    monkeypatch.setattr(ner, "_analyzer", Analyzer)
    text = f"{'plain words ' * 5000}(Kulambo) is here"
    scrubbed = Scrubber().scrub(text)
    assert scrubbed.text.endswith("([[PERSON_1]]) is here")
    assert back(scrubbed) == text


def back(scrubbed: Scrubbed) -> str:
    return scrubber.restore(scrubbed.text, scrubbed.mapping)
