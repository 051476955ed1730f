"""Pure rules of the knowledge base: cutting, words, ranking, quotes, library files. No database here."""

from ai.knowledge.citations import Citation, Laws, citations_in, is_borne_out, laws_in, united
from ai.knowledge.cutting import Piece, cut, levelled
from ai.knowledge.quotes import (
    SAME_SIGNS,
    SHORTEST_QUOTE,
    Reference,
    VerifiedReference,
    VerifiedReferences,
    verified_quote,
    verified_references,
)
from ai.knowledge.ranking import Candidate, ranked
from ai.knowledge.terms import index_terms, query_terms

__all__ = [
    "SAME_SIGNS",
    "SHORTEST_QUOTE",
    "Candidate",
    "Citation",
    "Laws",
    "Piece",
    "Reference",
    "VerifiedReference",
    "VerifiedReferences",
    "citations_in",
    "cut",
    "index_terms",
    "is_borne_out",
    "laws_in",
    "levelled",
    "query_terms",
    "ranked",
    "united",
    "verified_quote",
    "verified_references",
]
