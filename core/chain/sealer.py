"""Sealing: entries that are committed and have no seal get one, in small batches, by one sealer at a time.

Writers never wait: entries are read without locks and hashed outside of any transaction. What holds a lock is the chain
alone, for the few statements that append to it. An entry that becomes visible after later ones were sealed is sealed by
the next pass, within LOOK_BACK of where sealing had come.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core import audit
from core.chain.findings import Head
from core.chain.links import GENESIS, VERSION, entry_hash, is_ours, link_hash, sign
from core.chain.reading import read
from core.deadlocks import run_again_after_deadlock
from core.inserting import insert_unless_taken
from core.models import AuditChain, AuditEntry, AuditSeal

PAGE = 1000
BATCH = 100
AT_MOST = 10_000
THE_CHAIN = 1
SUBJECT_TYPE = "audit.chain"
SUBJECT_ID = "chain"
# No transaction stays open for so long; an entry that is dated further back was not written by us.
LOOK_BACK = dt.timedelta(days=1)


class ChainStoppedError(Exception):
    """The end of the chain was not made under a key of ours that is known here: nothing is sealed on top of it."""


def head() -> Head | None:
    """The end of the chain; None while nothing is sealed."""
    last = _last()
    return Head(last.sequence, last.hash) if last else None


def unsealed() -> QuerySet[AuditEntry]:
    """The entries that have no seal."""
    return AuditEntry.objects.filter(~Exists(AuditSeal.objects.filter(entry_id=OuterRef("pk"))))


def seal(*, trusted: Head | None = None) -> int:
    """Seal what is committed, at most some AT_MOST entries; gives how many. Safe to run anywhere, any number of times.
    Raises ChainStoppedError, unless the end of the chain is `trusted`.
    """
    began = timezone.now()
    sealed = 0
    for ids in _pages_without_seals(_start()):
        if sealed >= AT_MOST:
            return sealed
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            entries, _ = read(batch)  # what cannot be read is not ours: it gets no seal, and so is found
            ours = [entries[key] for key in batch if key in entries]
            sealed += _append([(entry, entry_hash(entry)) for entry in ours], trusted=trusted)
    _append([], passed=began, trusted=trusted)
    return sealed


def adopt(trusted: Head) -> int:
    """Go on from an end of the chain whose key is lost, as somebody vouches for it; the audit keeps that this was done.
    Gives how many entries were sealed. Raises ChainStoppedError where the chain ends otherwise.
    """
    if head() != trusted:
        raise ChainStoppedError("The chain does not end with this head.")
    facts = {"sequence": trusted.sequence, "hash": trusted.hash}
    with transaction.atomic():
        audit.note(verb="audit.chain-adopted", subject_type=SUBJECT_TYPE, subject_id=SUBJECT_ID, facts=facts)
    return seal(trusted=trusted)


def _start() -> Q:
    """Where a pass begins: some time before the place where the last one ended."""
    chain = AuditChain.objects.filter(pk=THE_CHAIN).first()
    if chain is None:
        _make_chain()
        return Q()
    return Q(at__gte=chain.reached_at - LOOK_BACK) if chain.reached_at else Q()


def _make_chain() -> None:
    def make() -> None:
        with transaction.atomic():
            insert_unless_taken(AuditChain(id=THE_CHAIN))

    run_again_after_deadlock(make)


def _pages_without_seals(place: Q) -> Iterator[list[uuid.UUID]]:
    """The ids of entries from `place` on that have no seal, in the order of time, a page at a time.

    Read from the index of times and compared here: a database that is asked for the rows of one table that are not in
    another reads all of the other, which grows for ever.
    """
    while True:
        page = list(AuditEntry.objects.filter(place).order_by("at", "id").values_list("at", "id")[:PAGE])
        ids = [key for _, key in page]
        sealed = set(AuditSeal.objects.filter(entry_id__in=ids).values_list("entry_id", flat=True))
        yield [key for key in ids if key not in sealed]
        at, last = page[-1] if page else (None, None)
        if len(page) < PAGE or at is None:
            return
        place = Q(at__gte=at) & (Q(at__gt=at) | Q(pk__gt=last))


def _append(
    hashed: Sequence[tuple[AuditEntry, str]], *, passed: dt.datetime | None = None, trusted: Head | None = None
) -> int:
    """Add seals to the end of the chain; entries that another sealer took meanwhile are left out. `passed` is when a
    pass began that leaves nothing unsealed.
    """
    with transaction.atomic():
        chain = AuditChain.objects.select_for_update().get(pk=THE_CHAIN)
        last = _last()
        _require_ours(last, trusted)
        ids = [entry.pk for entry, _ in hashed]
        taken = set(AuditSeal.objects.filter(entry_id__in=ids).values_list("entry_id", flat=True))
        seals: list[AuditSeal] = []
        now = timezone.now()
        for entry, digest in hashed:
            if entry.pk not in taken:
                last = _following(last, entry, digest, now, chain.passed_at)
                seals.append(last)
        AuditSeal.objects.bulk_create(seals)
        reached = [min(now, entry.at) for entry, _ in hashed]  # a clock that runs ahead must not leave others behind
        chain.reached_at = max(filter(None, [chain.reached_at, *reached]), default=None)
        chain.passed_at = max(filter(None, [chain.passed_at, passed]), default=None)
        chain.save(update_fields=["reached_at", "passed_at"])
    return len(seals)


def _following(
    last: AuditSeal | None, entry: AuditEntry, digest: str, now: dt.datetime, passed_at: dt.datetime | None
) -> AuditSeal:
    seal = AuditSeal(
        sequence=last.sequence + 1 if last else 1,
        entry_id=entry.pk,
        version=VERSION,
        entry_hash=digest,
        previous=last.hash if last else GENESIS,
        sealed_at=now,
        passed_at=passed_at,
    )
    seal.hash = link_hash(seal)
    seal.key, seal.mac = sign(seal.hash)
    return seal


def _require_ours(last: AuditSeal | None, trusted: Head | None) -> None:
    """Raise ChainStoppedError for an end that we did not make: our signature on top of it would make it ours."""
    if last is None or trusted == Head(last.sequence, last.hash):
        return
    if link_hash(last) != last.hash or is_ours(last) is not True:
        raise ChainStoppedError(f"Seal {last.sequence} was not made under a key that is known here.")


def _last() -> AuditSeal | None:
    return AuditSeal.objects.order_by("-sequence").first()
