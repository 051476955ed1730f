"""Facts that documents publishes upward."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class RevisionProduced(Event):
    """A revision was rendered, stored and recorded."""

    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class UploadRead(Event):
    """A file from outside was scanned and found clean, or needed no scan, and its text was read."""

    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID


@dataclass(frozen=True)
class RevisionSubmitted(Event):
    """A revision waits for its review."""

    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class RevisionApproved(Event):
    """A revision was approved by somebody who did not write it."""

    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class RevisionSigned(Event):
    """The signed copy of an approved revision came back and was kept as the next revision."""

    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class RevisionFiled(Event):
    """A revision was filed with an agency."""

    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class RevisionVoided(Event):
    """A paper that had been issued counts no more."""

    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class RevisionRejected(Event):
    """A revision was sent back to its author."""

    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID | None


@dataclass(frozen=True)
class RevisionFlagged(Event):
    """A revision no longer agrees with what it was made from: a party, the entity or a draft (`of`), by id."""

    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID | None
    of: str
    subject: str
