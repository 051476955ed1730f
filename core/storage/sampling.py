"""Which contents a sampled verification reads: a window of all checksums that moves on with each turn."""

from __future__ import annotations

import math

_CIRCLE = 1 << 64


class Sample:
    """The objects whose checksum lies in window `turn` of width `part` (0 to 1); None: all.

    Checksums are spread evenly, so that the window holds about that part of the objects; the windows of consecutive
    turns touch, so that ceil(1 / part) of them hold every object, whatever was added meanwhile.
    """

    def __init__(self, part: float | None, turn: int) -> None:
        if part is not None and not 0 <= part <= 1:
            raise ValueError(f"A sample is a part between 0 and 1, not {part}.")
        self._width = _CIRCLE if part is None else math.ceil(part * _CIRCLE)
        self._start = turn * self._width % _CIRCLE

    def holds(self, checksum: str) -> bool:
        """Whether this object is read in this turn."""
        return (int(checksum[7:23], 16) - self._start) % _CIRCLE < self._width
