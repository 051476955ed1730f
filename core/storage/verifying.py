"""Comparing storage with the database: what rows name is there, whole and itself, and what is there is named.

Nothing is ever deleted or mended here: a fault is told, logged, counted and kept, and people decide.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

from django.utils import timezone

from core.storage import recording
from core.storage.faults import FaultKind, Report, StorageFault
from core.storage.inventory import Inventory
from core.storage.objects import (
    CHECKSUM,
    FoundObject,
    MeasuredObject,
    StorageUnavailable,
    StoredObjectMissing,
    checksum_of_key,
    exists,
    key_of,
    measure,
    walk,
)
from core.storage.registry import named_objects
from core.storage.sampling import Sample

# An object is put before its row is written, and that transaction may take its time.
ORPHAN_AFTER = dt.timedelta(hours=1)
# A bad disk spoils single objects, a storage that is away all of them: after so many in a row it is that.
UNREADABLE_IN_A_ROW = 5
FAULTS_LISTED = 1000


def verify(sample: float | None = None, seed: int = 0, *, progress: Callable[[int], None] | None = None) -> Report:
    """Compare every object with the rows that name it, and keep what is wrong (log, metrics, audit).

    Presence, sizes and orphans are looked at for all; contents are read where `sample` (a part from 0 to 1; None: all)
    holds the object in turn `seed`, where the size differs, and where a fault stood before. `progress` is told
    percents. Raises StorageUnavailable when storage does not answer, and then keeps nothing.
    """
    with Inventory() as inventory:
        inventory.add(named_objects())
        report, fresh, ended = _Verification(inventory, sample, seed, progress).run()
    recording.keep(report, fresh=fresh, ended=ended)
    return report


class _Verification:
    """One pass over storage and rows; `run` once."""

    def __init__(
        self, inventory: Inventory, sample: float | None, seed: int, progress: Callable[[int], None] | None
    ) -> None:
        self._inventory = inventory
        self._part, self._seed = sample, seed
        self._sample = Sample(sample, seed)
        self._progress = progress
        self._started_at = timezone.now()
        self._standing = recording.standing()
        self._still: set[str] = set()
        self._counts: Counter[FaultKind] = Counter()
        self._faults: list[StorageFault] = []
        self._fresh: list[StorageFault] = []
        self._unread: list[tuple[str, str]] = []
        self._unread_in_a_row = 0
        self._named = inventory.count()
        self._listed = self._looked_at = self._read = self._percent = 0

    def run(self) -> tuple[Report, list[StorageFault], dict[str, str]]:
        """The report, the faults that did not stand before, and those that stood and are gone (subject to kind)."""
        for found in walk():
            self._listed += 1
            self._look_at(found)
        for checksum in self._inventory.unseen():
            self._look_for(checksum)
        for key, checksum in self._unread:
            self._compare(key, checksum, last_try=True)
        self._judge_strays()
        ended = {subject: kind for subject, kind in self._standing.items() if subject not in self._still}
        return self._report(), self._fresh, ended

    def _report(self) -> Report:
        return Report(
            started_at=self._started_at,
            finished_at=timezone.now(),
            sample=self._part,
            seed=self._seed,
            named=self._named,
            listed=self._listed,
            read=self._read,
            counts={kind: self._counts[kind] for kind in FaultKind},
            faults=tuple(self._faults),
        )

    def _look_at(self, found: FoundObject) -> None:
        """An object that storage listed."""
        checksum = checksum_of_key(found.key)
        if checksum is None or not self._inventory.names(checksum):
            if found.modified <= self._started_at - ORPHAN_AFTER:
                self._inventory.stray(found, checksum or "")
            return
        self._inventory.saw(checksum)
        self._tell_progress()
        if self._to_be_read(checksum) or self._inventory.sizes(checksum) != {found.size}:
            self._compare(found.key, checksum)

    def _to_be_read(self, checksum: str) -> bool:
        return self._sample.holds(checksum) or checksum.removeprefix("sha256:") in self._standing

    def _look_for(self, checksum: str) -> None:
        """An object that rows name and storage did not list: a list may be late, so storage is asked for it."""
        self._tell_progress()
        key = key_of(checksum) if CHECKSUM.fullmatch(checksum) else ""
        if key and exists(checksum):
            self._compare(key, checksum)
        else:
            self._fault(FaultKind.MISSING, key, checksum)

    def _compare(self, key: str, checksum: str, *, last_try: bool = False) -> None:
        """Read an object, and name what is wrong with it; one that cannot be read is tried again at the end."""
        try:
            found = measure(key)
        except StoredObjectMissing:
            self._fault(FaultKind.MISSING, key, checksum)
            return
        except StorageUnavailable:
            if last_try:
                self._fault(FaultKind.UNREADABLE, key, checksum)
                return
            self._unread.append((key, checksum))
            self._unread_in_a_row += 1
            if self._unread_in_a_row >= UNREADABLE_IN_A_ROW:
                raise
            return
        self._unread_in_a_row = 0
        self._read += 1
        kind = self._kind(checksum, found)
        if kind is not None:
            self._fault(kind, key, checksum, found)

    def _kind(self, checksum: str, found: MeasuredObject) -> FaultKind | None:
        sizes = self._inventory.sizes(checksum)
        if found.checksum == checksum:
            return None if sizes == {found.size} else FaultKind.MISRECORDED
        # Nothing at all is a cut-off file, not the content of some empty one.
        if found.size and (self._inventory.names(found.checksum) or exists(found.checksum)):
            return FaultKind.SWAPPED
        return FaultKind.TRUNCATED if found.size < max(sizes) else FaultKind.DAMAGED

    def _judge_strays(self) -> None:
        """Rows are read once more first: one written meanwhile may name an object that had lain there for long."""
        if not self._inventory.has_strays():
            return
        self._inventory.add(named_objects())
        for key, checksum, size in self._inventory.strays():
            self._keep(StorageFault(FaultKind.ORPHAN, key, checksum, found_size=size))

    def _fault(self, kind: FaultKind, key: str, checksum: str, found: MeasuredObject | None = None) -> None:
        self._keep(
            StorageFault(
                kind,
                key,
                checksum,
                recorded_size=max(self._inventory.sizes(checksum)),
                found_size=found.size if found else None,
                found_checksum=found.checksum if found else None,
                rows=self._inventory.labels(checksum),
            )
        )

    def _keep(self, fault: StorageFault) -> None:
        self._counts[fault.kind] += 1
        if len(self._faults) < FAULTS_LISTED:
            self._faults.append(fault)
        stood = self._standing.get(fault.subject)
        if stood is not None:
            self._still.add(fault.subject)
        if stood != fault.kind and len(self._fresh) < FAULTS_LISTED:
            self._fresh.append(fault)

    def _tell_progress(self) -> None:
        self._looked_at += 1
        percent = 100 * self._looked_at // max(1, self._named)
        if self._progress is not None and percent > self._percent:
            self._percent = percent
            self._progress(percent)
