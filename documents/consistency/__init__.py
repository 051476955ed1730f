"""Whether the papers of one case say the same of the same facts (docs/consistency.md)."""

from documents.consistency.comparing import Disagreement, Source, Value, about, disagreements, in_words
from documents.consistency.reading import of_case, of_document, of_issued
from documents.consistency.statements import Statement, statements_of

__all__ = [
    "Disagreement",
    "Source",
    "Statement",
    "Value",
    "about",
    "disagreements",
    "in_words",
    "of_case",
    "of_document",
    "of_issued",
    "statements_of",
]
