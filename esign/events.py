"""What happens to envelopes, for the rooms above."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class SignerAsked(Event):
    """It is a signer's turn, and there is a link to mail; `reminder` where one was mailed before."""

    envelope_id: uuid.UUID
    signer_id: uuid.UUID
    link_id: uuid.UUID
    case_id: uuid.UUID
    reminder: bool


@dataclass(frozen=True)
class SigningCodeMade(Event):
    """A one-time code waits to be mailed to the signer of a link."""

    link_id: uuid.UUID
    entry_id: uuid.UUID


@dataclass(frozen=True)
class EnvelopeSent(Event):
    """A paper went out to be signed."""

    envelope_id: uuid.UUID
    case_id: uuid.UUID


@dataclass(frozen=True)
class EnvelopeSigned(Event):
    """One of its people has signed; others may still have to."""

    envelope_id: uuid.UUID
    signer_id: uuid.UUID
    case_id: uuid.UUID


@dataclass(frozen=True)
class EnvelopeCompleted(Event):
    """All have signed, the file was sealed and validated, and is the document's next revision."""

    envelope_id: uuid.UUID
    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID


@dataclass(frozen=True)
class EnvelopeDeclined(Event):
    """Somebody would not sign; the envelope has ended."""

    envelope_id: uuid.UUID
    signer_id: uuid.UUID
    case_id: uuid.UUID


@dataclass(frozen=True)
class EnvelopeWithdrawn(Event):
    """It was voided or has expired before all had signed."""

    envelope_id: uuid.UUID
    case_id: uuid.UUID


@dataclass(frozen=True)
class EnvelopeTroubled(Event):
    """Staff must look at it: `problem` on the envelope says why."""

    envelope_id: uuid.UUID
    case_id: uuid.UUID


@dataclass(frozen=True)
class SigningCertificateExpires(Event):
    """The organisation's certificate runs out soon, or has run out: on `day`, as 2027-01-31."""

    day: str
