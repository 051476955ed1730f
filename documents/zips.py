"""ZIP archives from outside (PKWARE APPNOTE 6.3): judged by their directory before a part is read, and read piecewise.

Nothing of an archive is written to disk. Whoever takes a kind of archive words the refusal for the person who sent it.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from typing import Literal

# What the zipfile module raises on an archive that is damaged, cut off, or no archive at all.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
STEEPEST = 200  # a part that grows by more is a bomb
SMALL = 4_096  # bytes over which steepness is looked at; a small part of one letter is no bomb
_PIECE = 1 << 20
Reason = Literal["bomb", "slip", "link", "encrypted"]


class ZipError(Exception):
    """The archive is not opened: why, and the name of the part (at most 80 characters) where there is one."""

    def __init__(self, reason: Reason, part: str = "") -> None:
        super().__init__(f"{reason}: {part}")
        self.reason: Reason = reason
        self.part = part[:80]


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What an archive may unpack to: how many parts, bytes of one part, bytes of all together."""

    parts: int
    part_bytes: int
    total_bytes: int
    small: int = SMALL


def require_sound(archive: zipfile.ZipFile, limits: ZipLimits) -> None:
    """Raise ZipError for an archive that unpacks to too much, leads out of itself, has links or wants a password."""
    parts = archive.infolist()
    if len(parts) > limits.parts or sum(one.file_size for one in parts) > limits.total_bytes:
        raise ZipError("bomb")
    for one in parts:
        _require_sound_part(one, limits)


def _require_sound_part(one: zipfile.ZipInfo, limits: ZipLimits) -> None:
    name = one.filename
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\\" in name or ":" in name:
        raise ZipError("slip", name)
    if stat.S_ISLNK(one.external_attr >> 16):
        raise ZipError("link", name)
    if one.flag_bits & 0x1:
        raise ZipError("encrypted", name)
    if one.file_size > limits.part_bytes:
        raise ZipError("bomb", name)
    if one.file_size > limits.small and one.file_size > STEEPEST * max(1, one.compress_size):
        raise ZipError("bomb", name)


def read_part(archive: zipfile.ZipFile, part: str | zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of a part, its checksum checked. Raises ZipError where it is longer than `most`, whatever it says."""
    kept = bytearray()
    with archive.open(part) as opened:
        while piece := opened.read(_PIECE):
            kept += piece
            if len(kept) > most:
                raise ZipError("bomb", part if isinstance(part, str) else part.filename)
    return bytes(kept)
