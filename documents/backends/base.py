"""What a virus scanner takes and gives."""

from __future__ import annotations

import abc
from dataclasses import dataclass
from typing import ClassVar

from core.backends import Backend


@dataclass(frozen=True)
class Verdict:
    """What the scanner says of a file: the name of what it found, empty for nothing."""

    found: str = ""


class Scanner(Backend):
    """Looks into a file before anybody may open it."""

    kind = "virus-scan"
    scans: ClassVar[bool]  # whether it really looks; without, files are marked as not scanned

    def scan(self, content: bytes) -> Verdict:
        """Look into the bytes. Raises one of the six errors of `core.backends`; then nothing is known of the file."""
        return self.guarded("scan", lambda: self._scan(content), retries=1)

    @abc.abstractmethod
    def _scan(self, content: bytes) -> Verdict:
        """As `scan`, once."""
