"""What can be wrong with a stored file, and the report of a verification."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from core.storage.objects import CHECKSUM


class FaultKind(enum.StrEnum):
    """The name of a fault; `ADVICE` says what to do about each."""

    DAMAGED = "damaged"
    SWAPPED = "swapped"
    TRUNCATED = "truncated"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    MISRECORDED = "misrecorded"
    ORPHAN = "orphan"


MEANINGS: Mapping[FaultKind, str] = {
    FaultKind.DAMAGED: "The bytes are not those that were stored.",
    FaultKind.SWAPPED: "Another file's content lies under this key.",
    FaultKind.TRUNCATED: "The end of the file is gone.",
    FaultKind.MISSING: "A row names this file, and storage does not have it.",
    FaultKind.UNREADABLE: "Storage lists the file and cannot read it, twice.",
    FaultKind.MISRECORDED: "The file is whole, but its row gives another size: the database was changed.",
    FaultKind.ORPHAN: "No row names this file.",
}
_RESTORE = (
    "Nobody can use the file until it is back: restore exactly this key from backup, or in a bucket with versions bring"
    " back the version before."
)
ADVICE: Mapping[FaultKind, str] = {
    FaultKind.DAMAGED: f"{_RESTORE} Then look at the health of the disk.",
    FaultKind.SWAPPED: f"{_RESTORE} Bytes do not move by themselves: find out who can write to storage.",
    FaultKind.TRUNCATED: f"{_RESTORE} Then see whether storage ran full.",
    FaultKind.MISSING: f"{_RESTORE} Many at once: is the right bucket or directory set, and mounted?",
    FaultKind.UNREADABLE: (
        "Look at storage's own log. It speaks of a checksum or a disk: the bytes are damaged, restore exactly this key"
        " from backup. Of rights or an encryption key: give them back and verify again."
    ),
    FaultKind.MISRECORDED: "Leave the file. Compare the row with the database's backup, and find out who changed it.",
    FaultKind.ORPHAN: "No hurry: nobody is served it. Was the database restored to an earlier day? Then keep it.",
}


@dataclass(frozen=True)
class StorageFault:
    """One thing wrong: under which key, which checksum belongs there (empty: none), what was found in its place
    (sizes in bytes; None: not read), and the labels of the rows that name it.
    """

    kind: FaultKind
    key: str
    checksum: str
    recorded_size: int | None = None
    found_size: int | None = None
    found_checksum: str | None = None
    rows: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """64 hex digits under which the audit keeps what was found about this object."""
        if CHECKSUM.fullmatch(self.checksum):
            return self.checksum.removeprefix("sha256:")
        return hashlib.sha256((self.key or self.checksum).encode()).hexdigest()


@dataclass(frozen=True)
class Report:
    """One verification: `sample` is the part of the contents that was read (None: all), turn `seed`; how many objects
    rows name, storage listed, and were read; every fault by kind, and the first of them one by one.
    """

    started_at: dt.datetime
    finished_at: dt.datetime
    sample: float | None
    seed: int
    named: int
    listed: int
    read: int
    counts: Mapping[FaultKind, int]
    faults: tuple[StorageFault, ...]

    @property
    def clean(self) -> bool:
        """Whether no fault stands."""
        return not any(self.counts.values())

    @property
    def unlisted(self) -> int:
        """Faults that were counted and are not among `faults`, since there are too many."""
        return sum(self.counts.values()) - len(self.faults)
