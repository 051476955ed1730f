"""Codes by which anybody who holds a paper can ask whether it is ours. No database here."""

from documents.verification.codes import address_of, new_code, normalized
from documents.verification.marks import MARK, mark_image, mark_style

__all__ = ["MARK", "address_of", "mark_image", "mark_style", "new_code", "normalized"]
