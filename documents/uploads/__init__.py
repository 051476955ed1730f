"""Files from outside: what they are by their bytes, whether they may come in, and what they say. No database here.

Everything that parses such a file runs in a process of its own (`worker`), under limits of time and memory, with an
empty environment; a file that breaks it is refused, and nothing else is hurt.
"""

from documents.uploads.kinds import DOCX, JPEG, PDF, PNG, SUFFIXES, WEBP
from documents.uploads.names import clean_title, require_filename
from documents.uploads.reading import Facts, examined, text_of

__all__ = [
    "DOCX",
    "JPEG",
    "PDF",
    "PNG",
    "SUFFIXES",
    "WEBP",
    "Facts",
    "clean_title",
    "examined",
    "require_filename",
    "text_of",
]
