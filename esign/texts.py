"""What people type, without what steers a reader's eye: control characters, marks of direction and their like."""

from __future__ import annotations


def one_line(text: str) -> str:
    """The printable characters of `text`, with single blanks between the words."""
    return " ".join(_printable(text).split())


def lines_of(text: str) -> str:
    """The printable characters of `text`, line by line as it was typed."""
    return "\n".join(_printable(line).rstrip() for line in text.splitlines()).strip()


def _printable(text: str) -> str:
    """A character that only parts words becomes a blank."""
    blanks = (" " if letter.isspace() else letter for letter in text)
    return "".join(letter for letter in blanks if letter.isprintable())
