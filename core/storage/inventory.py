"""What rows name, found by checksum: a temporary table on disk, so that a million rows cost no memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from types import TracebackType

from core.storage.objects import FoundObject
from core.storage.registry import NamedObject

# So many rows of one object are named in a report; that there are more is told by their count.
ROWS_SHOWN = 5
_TABLES = """
CREATE TABLE named (checksum TEXT, label TEXT, size INTEGER, PRIMARY KEY (checksum, label, size)) WITHOUT ROWID;
CREATE TABLE seen (checksum TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE strays (key TEXT PRIMARY KEY, checksum TEXT, size INTEGER) WITHOUT ROWID;
"""


class Inventory:
    """Rows by the checksum they name, which of these were seen in storage, and the objects that no row named."""

    def __init__(self) -> None:
        # An empty name is SQLite's for a private database in a temporary file that vanishes with the connection
        # (sqlite.org, "Temporary Databases").
        self._tables = sqlite3.connect("", isolation_level=None)
        self._tables.executescript(f"{_TABLES} BEGIN;")

    def __enter__(self) -> Inventory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tables.close()

    def add(self, named: Iterable[NamedObject]) -> None:
        """Take in what rows name; what is there already stays."""
        rows = ((checksum, label, size) for checksum, size, label in named)
        self._tables.executemany("INSERT OR IGNORE INTO named VALUES (?, ?, ?)", rows)

    def count(self) -> int:
        """How many different objects rows name."""
        return int(self._tables.execute("SELECT count(DISTINCT checksum) FROM named").fetchone()[0])

    def names(self, checksum: str) -> bool:
        """Whether a row names this object."""
        return self._tables.execute("SELECT 1 FROM named WHERE checksum = ?", [checksum]).fetchone() is not None

    def sizes(self, checksum: str) -> frozenset[int]:
        """What the rows of an object say of its size: one number, if they agree."""
        return frozenset(
            size for (size,) in self._tables.execute("SELECT DISTINCT size FROM named WHERE checksum = ?", [checksum])
        )

    def labels(self, checksum: str) -> tuple[str, ...]:
        """Which rows name an object: the first few, and how many more there are."""
        found = self._tables.execute(
            "SELECT DISTINCT label FROM named WHERE checksum = ? ORDER BY label", [checksum]
        ).fetchall()
        more = len(found) - ROWS_SHOWN
        shown = [label for (label,) in found[:ROWS_SHOWN]]
        return tuple([*shown, f"and {more} more"] if more > 0 else shown)

    def saw(self, checksum: str) -> None:
        """Storage listed this object."""
        self._tables.execute("INSERT OR IGNORE INTO seen VALUES (?)", [checksum])

    def unseen(self) -> Iterator[str]:
        """The checksums that rows name and storage did not list."""
        left = "SELECT DISTINCT checksum FROM named WHERE checksum NOT IN (SELECT checksum FROM seen) ORDER BY checksum"
        yield from (checksum for (checksum,) in self._tables.execute(left))

    def stray(self, found: FoundObject, checksum: str) -> None:
        """Remember an object that no row named so far."""
        self._tables.execute("INSERT OR IGNORE INTO strays VALUES (?, ?, ?)", [found.key, checksum, found.size])

    def has_strays(self) -> bool:
        """Whether there is any."""
        return self._tables.execute("SELECT 1 FROM strays").fetchone() is not None

    def strays(self) -> Iterator[tuple[str, str, int]]:
        """Key, checksum (empty for a key that is none of ours) and size of every object that no row names even now."""
        left = "SELECT key, checksum, size FROM strays WHERE checksum NOT IN (SELECT checksum FROM named) ORDER BY key"
        yield from self._tables.execute(left)
