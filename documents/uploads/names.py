"""The name that a file came with: shown to people, never used as a path."""

from __future__ import annotations

import re
import unicodedata

from documents.uploads.kinds import FileError

LONGEST_NAME = 200  # characters
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def require_filename(name: str) -> str:
    """The name in NFC. Raises FileError for an empty or long one, one with parts of a path, control characters, or
    characters that make it read otherwise than it is.
    """
    if _CONTROL.search(name):
        raise FileError("file-name", "The file's name has control characters. Rename it.")
    if "/" in name or "\\" in name or name.strip(". ") == "":
        raise FileError("file-name", "The file's name has parts of a path. Rename it.")
    if len(name) > LONGEST_NAME:
        raise FileError("file-name", f"The file's name has more than {LONGEST_NAME} characters. Rename it.")
    return unicodedata.normalize("NFC", name)


def clean_title(name: str) -> str:
    """A title from a file's name: without its ending, its dashes and underscores as blanks."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    return " ".join(re.sub(r"[_]+", " ", stem).split())[:255] or name[:255]
