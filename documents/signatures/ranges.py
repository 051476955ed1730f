"""What a signature covers, byte by byte: everything but the one string that holds it (ISO 32000-2, 12.8.1).

pyHanko compares lengths; here the gap itself is read, since a string written otherwise than in plain hexadecimal leaves
room for objects that nobody signed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_KEY = re.compile(rb"/Contents[\x00\t\n\f\r ]*\Z")
_HEX = re.compile(rb"<[0-9A-Fa-f]*>")


def is_sound(content: bytes, byte_range: Sequence[object], signature: bytes) -> bool:
    """Whether the range begins with the file, ends within it, and leaves out one string in hexadecimal which is the
    `signature`, right behind its key.
    """
    numbers = [int(one) for one in byte_range if isinstance(one, int)]
    if len(numbers) != 4 or len(byte_range) != 4:
        return False
    start, first, second, rest = numbers
    if start != 0 or not 0 < first < second or rest <= 0 or second + rest > len(content):
        return False
    gap = content[first:second]
    return (
        _HEX.fullmatch(gap) is not None
        and bytes.fromhex(gap[1:-1].decode() + "0" * (len(gap) % 2)) == signature
        and _KEY.search(content[max(0, first - 64) : first]) is not None
    )


def end_of(byte_range: Sequence[int]) -> int:
    """How many bytes of the file there were when it was signed."""
    return int(byte_range[2]) + int(byte_range[3])
