"""The file of an envelope: fields put in before anybody signs, each act attested in it, the whole of it sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core import storage
from esign import sealing
from esign.exceptions import SignedFileInvalid
from esign.models import Envelope, Signer


@dataclass(frozen=True)
class Sealed:
    """The finished file, what is to be known of its seal, and whether a time-stamp is still to come."""

    content: bytes = field(repr=False)
    facts: dict[str, Any]
    timestamp_owed: bool


def prepare(envelope: Envelope, people: Sequence[Signer]) -> None:
    """Put the fields of all who act into the approved file, and store it: sets `file_checksum`, `file_size` and
    `fields` of an envelope that is not kept yet. Raises SigningKeyUnusable and what storage raises.
    """
    approved = storage.read(envelope.checksum)
    parties = [sealing.Party(str(one.pk), one.name, one.role, envelope.initials) for one in people if one.acts]
    made = sealing.prepare(approved, parties)
    stored = storage.put(made.pdf, content_type="application/pdf")
    envelope.file_checksum, envelope.file_size, envelope.fields = stored.checksum, stored.size, dict(made.fields)


def attested(envelope: Envelope, signer: Signer) -> bytes:
    """The file with this act in it."""
    return sealing.attest(storage.read(envelope.file_checksum), field=envelope.fields[str(signer.pk)])


def sealed(envelope: Envelope, *, at: dt.datetime) -> Sealed:
    """The file with the last seal over the whole of it."""
    return Sealed(sealing.seal(storage.read(envelope.file_checksum)), {}, False)


def require_accepted(envelope: Envelope, content: bytes) -> None:
    """Raise SignedFileInvalid unless our own validator accepts the finished file."""
    if not content:
        raise SignedFileInvalid
