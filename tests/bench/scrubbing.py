"""Our scrubber against Presidio with patterns alone, on a text of 2,000 words with 20 known things: time and recall.

Presidio comes with requirements/ner.txt, which is not installed by default: without it only ours is measured.
"""

from __future__ import annotations

import gc
import importlib.util
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.pii import Known, KnownOrganization, KnownPerson, KnownValue, Scrubber

ROUNDS = 20
WORDS = 2_000
PEOPLE = (
    "Juan P. dela Cruz",
    "Maria Clara S. Reyes-Lim",
    "Niña Corazon S. Ibañez",
    "Jose Antonio P. Villanueva III",
    "Teresita M. Calderon",
    "Rodrigo B. Peñaflor",
    "Aurora Luz G. Macaraeg",
    "Benjamin S. Uy",
)
KNOWN: tuple[Known, ...] = (
    *map(KnownPerson, PEOPLE),
    KnownOrganization("Bayanihan Harvest Foods Inc."),
    KnownOrganization("Santos & Reyes Trading Corp."),
    KnownValue("TIN", "123-456-789-000"),
    KnownValue("TIN", "412-305-778-000"),
    KnownValue("PHONE", "+639171234567"),
    KnownValue("PHONE", "+639285550143"),
    KnownValue("EMAIL", "maria.reyes@example.com"),
    KnownValue("EMAIL", "corporate@harvest.example"),
    KnownValue("ADDRESS", "12 Sampaguita Street, Barangay Holy Spirit, Quezon City"),
    KnownValue("ADDRESS", "2nd Floor, Calderon Building, 45 J. P. Rizal Street, Poblacion, Makati City"),
    KnownValue("BIRTHDATE", "1988-03-14"),
    KnownValue("BIRTHDATE", "1974-05-19"),
)
# What stands in the text: known things in other writings, and things that nobody told us of.
PLANTED = (
    "Dela Cruz, Juan P.",
    "NIÑA C. IBAÑEZ",
    "Jose Villanueva III",
    "Bayanihan Harvest Foods",
    "123456789",
    "0917 123 4567",
    "maria.reyes@example.com",
    "12 Sampaguita St.",
    "March 14, 1988",
    "Xandro P. Zamuco",
    "Pedro Penduko",
    "Lourdes Magtibay",
    "501-883-190-000",
    "34-1234567-8",
    "12-123456789-1",
    "1210-1234-5678",
    "0111-2345678-9",
    "P1234567A",
    "4111 1111 1111 1111",
    "+63 2 8123 4567",
    "(02) 8765-4321",
    "lourdes@example.org",
    "N01-12-123456",
    "CS201912345",
)


@dataclass(frozen=True)
class Scrubbing:
    """Milliseconds for the text and the part of the planted values that is found; None where Presidio is not there."""

    words: int
    ours_ms: float
    ours_recall: float
    presidio_ms: float | None = None
    presidio_recall: float | None = None

    @property
    def ratio(self) -> float | None:
        """Our time against Presidio's."""
        return self.ours_ms / self.presidio_ms if self.presidio_ms else None


def measure(root: Path) -> Scrubbing:
    """Both on the same text, in turns; ours with the making of the scrubber, as every request makes its own."""
    text = _text(root)
    presidio = _presidio() if importlib.util.find_spec("presidio_analyzer") else None
    ours: Callable[[], Any] = lambda: Scrubber(KNOWN).scrub(text)  # noqa: E731
    theirs: Callable[[], Any] = lambda: presidio.analyze(text, language="en") if presidio else []  # noqa: E731
    samples: tuple[list[float], list[float]] = ([], [])
    ours(), theirs()
    for _ in range(ROUNDS):
        samples[0].append(_timed(ours))
        samples[1].append(_timed(theirs))
    own = Scrubbing(len(text.split()), statistics.median(samples[0]) * 1000, _left_out(ours().text))
    if presidio is None:
        return own
    covered = text
    for found in sorted(theirs(), key=lambda one: -one.start):
        covered = covered[: found.start] + "\0" * (found.end - found.start) + covered[found.end :]
    return Scrubbing(own.words, own.ours_ms, own.ours_recall, statistics.median(samples[1]) * 1000, _left_out(covered))


def _left_out(text: str) -> float:
    """The part of the planted values that is not to be read in `text`."""
    return sum(value not in text for value in PLANTED) / len(PLANTED)


def _text(root: Path) -> str:
    """Prose of the knowledge library with the planted values spread over it."""
    library = sorted((root / "ai" / "knowledge" / "library").glob("*.en.md"))
    words = " ".join(path.read_text(encoding="utf-8") for path in library).split()
    words = words[: WORDS - sum(len(value.split()) for value in PLANTED)]
    step = len(words) // len(PLANTED)
    for at, value in reversed(list(enumerate(PLANTED))):
        words.insert((at + 1) * step, value)
    return " ".join(words)


def _presidio() -> Any:
    """Presidio with its own patterns and those it has for the Philippines, and no model."""
    import spacy  # optional, see above
    import tldextract
    from presidio_analyzer import AnalyzerEngine, predefined_recognizers
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.nlp = {"en": spacy.blank("en")}
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    for name in dir(predefined_recognizers):
        if name.startswith("Ph") and name.endswith("Recognizer") and name != "PhoneRecognizer":
            analyzer.registry.add_recognizer(getattr(predefined_recognizers, name)(supported_language="en"))
    return analyzer


def _timed(run: Callable[[], Any]) -> float:
    gc.collect()
    started = time.perf_counter()
    run()
    return time.perf_counter() - started
