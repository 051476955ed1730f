"""The one record per change. Status history and a case's timeline are read from it, never kept apart."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import models, transaction

from core import idempotency, stopping
from core.inserting import insert
from core.models import AuditEntry, AuditSeal

PAGE = 500


@dataclass(frozen=True)
class SealedEntry:
    """An entry and its place in the chain: the hash of its seal (64 hex digits, over the entry and all sealed before)
    and the seal's number. Both are None while it is not sealed.
    """

    entry_id: uuid.UUID
    at: dt.datetime
    verb: str
    hash: str | None
    sequence: int | None


def subject_type(row: models.Model) -> str:
    """The name under which entries about `row` are found, e.g. `cases.case`."""
    return row._meta.label_lower


def record(
    *,
    actor: Any,
    verb: str,
    subject: models.Model,
    case_id: uuid.UUID | None = None,
    before: str = "",
    after: str = "",
    facts: Mapping[str, Any] | None = None,
    staff_only: bool = False,
) -> AuditEntry:
    """Add the entry for a change, in the same transaction as the change.

    `actor` is a user, or None for the system itself; `facts` are small, JSON-able and free of secrets; `staff_only`
    keeps the entry out of the timeline that the case's client sees. Raises
    RuntimeError outside a transaction, since a change and its record stand or fall together, and WorkStopped in a job
    that was stopped meanwhile.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit entry belongs in the transaction of its change.")
    stopping.check()
    idempotency.changed(subject)
    entry = AuditEntry(
        actor_id=getattr(actor, "pk", None),
        actor_name=(getattr(actor, "full_name", "") or "")[:200],
        verb=verb,
        subject_type=subject_type(subject),
        subject_id=str(subject.pk),
        case_id=case_id,
        before=before,
        after=after,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        facts=dict(facts or {}),
        staff_only=staff_only,
    )
    insert([entry])
    return entry


def note(
    *, verb: str, subject_type: str, subject_id: str, before: str = "", after: str = "", facts: Mapping[str, Any]
) -> AuditEntry:
    """Add the entry for something that the system itself found out about a thing that is no row, e.g. a stored file.

    Raises RuntimeError outside a transaction, as `record` does.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit entry belongs in the transaction of its change.")
    return AuditEntry.objects.create(
        verb=verb,
        subject_type=subject_type,
        subject_id=subject_id,
        before=before,
        after=after,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        facts=dict(facts),
        staff_only=True,
    )


def entries_of_case(case_id: uuid.UUID) -> models.QuerySet[AuditEntry]:
    """All entries about a case, newest first."""
    return AuditEntry.objects.filter(case_id=case_id).order_by("-at", "-id")


def entries_of(subject: models.Model) -> models.QuerySet[AuditEntry]:
    """All entries about one row, newest first."""
    return AuditEntry.objects.filter(subject_type=subject_type(subject), subject_id=str(subject.pk)).order_by(
        "-at", "-id"
    )


def entries_of_many(model: type[models.Model], keys: Sequence[Any], *, verb: str) -> Iterator[AuditEntry]:
    """The entries of one verb about the rows of `model` with these keys, oldest first for each; read in pages."""
    for start in range(0, len(keys), PAGE):
        about = AuditEntry.objects.filter(
            subject_type=model._meta.label_lower, subject_id__in=[str(key) for key in keys[start : start + PAGE]]
        )
        yield from about.filter(verb=verb).order_by("at", "id")


def chain_of(subject: models.Model) -> list[SealedEntry]:
    """The entries about one row with their seals, oldest first. They are not verified here."""
    found = list(entries_of(subject).order_by("at", "id").values_list("id", "at", "verb"))
    seals: dict[uuid.UUID, tuple[str, int]] = {}
    for start in range(0, len(found), PAGE):
        ids = [row[0] for row in found[start : start + PAGE]]
        sealed = AuditSeal.objects.filter(entry_id__in=ids).values_list("entry_id", "hash", "sequence")
        seals.update((entry, (digest, sequence)) for entry, digest, sequence in sealed)
    return [SealedEntry(entry, at, verb, *seals.get(entry, (None, None))) for entry, at, verb in found]
