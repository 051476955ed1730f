"""How far a batch is, in figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows of a batch by what became of them; `total` counts those that documents are made of, bad ones not."""

    made: int
    failed: int
    waiting: int
    cancelled: int
    bad: int
    left_out: int

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Progress:
        """From the number of rows of each status."""
        return cls(
            made=counts.get("done", 0),
            failed=counts.get("failed", 0),
            waiting=counts.get("waiting", 0),
            cancelled=counts.get("cancelled", 0),
            bad=counts.get("bad", 0),
            left_out=counts.get("left_out", 0),
        )

    @property
    def total(self) -> int:
        """Rows that a document is made of."""
        return self.made + self.failed + self.waiting + self.cancelled

    @property
    def percent(self) -> int:
        """Of `total`, those that are over, well or not; 0 to 100."""
        return 100 * (self.made + self.failed) // self.total if self.total else 0
