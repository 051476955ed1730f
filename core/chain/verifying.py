"""Computing the chain anew, from its beginning to its end, in pages; nothing is changed or mended here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.chain import sealer
from core.chain.findings import Finding, FindingKind, Head, Report
from core.chain.links import GENESIS, entry_hash, is_ours, link_hash
from core.chain.reading import read
from core.models import AuditChain, AuditEntry, AuditSeal

PAGE = 500


def verify(*, after: int = 0, kept: Head | None = None, progress: Callable[[int], None] | None = None) -> Report:
    """Verify the entries sealed after seal `after`, whether `kept` is in the chain, and what has no seal.

    `progress` is told percents. Raises ValueError where there is no seal `after`.
    """
    started = timezone.now()
    walk = _Walk(after, progress)
    finding = walk.run()
    holds = None if kept is None else AuditSeal.objects.filter(sequence=kept.sequence, hash=kept.hash).exists()
    if finding is None and kept is not None and not holds:
        finding = _without(kept)
    late = _out_of_time(started).count()
    young = sealer.unsealed().count() - late
    if finding is None and late:
        finding = _unsealed(started, walk.passed)
    return Report(
        started_at=started,
        finished_at=timezone.now(),
        after=after,
        verified=walk.verified,
        young=young,
        late=late,
        head=sealer.head(),
        holds_kept_head=holds,
        finding=finding,
    )


def late_after() -> dt.timedelta:
    """How long after its time an entry is sealed at the latest."""
    return dt.timedelta(minutes=settings.AUDIT_SEAL_LATE_MINUTES)


class _Walk:
    """One walk along the seals up to the first finding; `run` once."""

    def __init__(self, after: int, progress: Callable[[int], None] | None) -> None:
        before = AuditSeal.objects.filter(sequence=after).first() if after else None
        if after and before is None:
            raise ValueError(f"There is no seal {after}.")
        self._last = before
        self._number = after
        self._progress = progress
        self._end = sealer.head()
        self.passed = before.passed_at if before else None
        self.verified = 0

    def run(self) -> Finding | None:
        """The first finding; None where all is right."""
        while page := self._page():
            entries, unreadable = read([seal.entry_id for seal in page])
            for seal in page:
                entry = entries.get(seal.entry_id)
                kind = self._kind(seal, entry, unreadable=seal.entry_id in unreadable)
                if kind is not None:
                    return _about(kind, seal, entry)
                self._last, self._number = seal, seal.sequence
                self.verified += 1
            if self._progress is not None and self._end is not None:
                self._progress(min(100, 100 * self._number // self._end.sequence))
        return self._end_is_ours()

    def _page(self) -> list[AuditSeal]:
        """The next seals; at the beginning those too that have a number which no seal of ours has."""
        rest = AuditSeal.objects.filter(sequence__gt=self._number) if self._last else AuditSeal.objects.all()
        return list(rest.order_by("sequence")[:PAGE])

    def _kind(self, seal: AuditSeal, entry: AuditEntry | None, *, unreadable: bool) -> FindingKind | None:
        wrong = self._seal_is_wrong(seal, entry)
        if wrong is not None:
            return wrong
        if seal.passed_at is not None:
            self.passed = max(self.passed or seal.passed_at, seal.passed_at)
        if unreadable:
            return FindingKind.CHANGED
        if entry is None:
            return FindingKind.REMOVED
        if entry_hash(entry, seal.version) != seal.entry_hash:
            return FindingKind.CHANGED
        return FindingKind.ADDED if self.passed and entry.at < self.passed - late_after() else None

    def _seal_is_wrong(self, seal: AuditSeal, entry: AuditEntry | None) -> FindingKind | None:
        if link_hash(seal) != seal.hash:
            if _stood_elsewhere(seal):
                return FindingKind.MOVED
            return FindingKind.CHANGED if entry else FindingKind.REMOVED
        if is_ours(seal) is False:
            return FindingKind.FORGED
        if seal.sequence != self._number + 1:
            return FindingKind.REMOVED
        if seal.previous != (self._last.hash if self._last else GENESIS):
            return FindingKind.MOVED
        return None

    def _end_is_ours(self) -> Finding | None:
        """A signature covers all that came before: former keys may be gone, the one of the last seal may not."""
        if self._last is None or is_ours(self._last):
            return None
        return _about(FindingKind.FORGED, self._last, read([self._last.entry_id])[0].get(self._last.entry_id))


def _stood_elsewhere(seal: AuditSeal) -> bool:
    """Whether `seal` would be right with the number, or with the entry, of another seal."""
    for sequence, entry, digest in AuditSeal.objects.values_list("sequence", "entry_id", "entry_hash").iterator():
        if seal.hash in (link_hash(seal, sequence=sequence), link_hash(seal, entry_id=entry, entry_hash=digest)):
            return True
    return False


def _about(kind: FindingKind, seal: AuditSeal, entry: AuditEntry | None) -> Finding:
    return Finding(
        kind,
        sequence=seal.sequence,
        entry_id=seal.entry_id,
        at=entry.at if entry else None,
        verb=entry.verb if entry else "",
        case_id=entry.case_id if entry else None,
    )


def _without(kept: Head) -> Finding:
    there = AuditSeal.objects.filter(sequence=kept.sequence).first()
    if there is None:
        return Finding(FindingKind.CUT, sequence=kept.sequence)
    return _about(FindingKind.REWRITTEN, there, read([there.entry_id])[0].get(there.entry_id))


def _out_of_time(now: dt.datetime) -> QuerySet[AuditEntry]:
    """Entries that should have a seal by now; one that is dated far ahead should have got it with the next pass."""
    return sealer.unsealed().filter(Q(at__lt=now - late_after()) | Q(at__gt=now + late_after()))


def _unsealed(now: dt.datetime, passed: dt.datetime | None) -> Finding | None:
    """The oldest entry that should have a seal. Sealed meanwhile: none."""
    key = _out_of_time(now).order_by("at", "id").values_list("pk", flat=True).first()
    if key is None:
        return None
    entry = read([key])[0].get(key)
    if entry is None:
        return Finding(FindingKind.ADDED, entry_id=key)
    chain = AuditChain.objects.filter(pk=sealer.THE_CHAIN).first()
    passes = [one for one in (passed, chain.passed_at if chain else None) if one is not None]
    added = bool(passes) and entry.at < max(passes) - late_after()
    kind = FindingKind.ADDED if added else FindingKind.UNSEALED
    return Finding(kind, entry_id=entry.pk, at=entry.at, verb=entry.verb, case_id=entry.case_id)
