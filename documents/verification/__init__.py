"""Codes by which anybody who holds a paper can ask whether it is ours. No database here."""

from documents.verification.codes import address_of, new_code, normalized
from documents.verification.marks import MARK, mark

__all__ = ["MARK", "address_of", "mark", "new_code", "normalized"]
