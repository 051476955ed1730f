"""The file of an envelope: fields put in before anybody signs, each act attested in it, the whole of it sealed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from cryptography import x509
from cryptography.x509.oid import NameOID

from core import storage
from documents import services as documents
from documents.signatures import SignatureReport, examined
from documents.uploads.kinds import FileError
from esign import sealing
from esign.constants import Drawn, Role
from esign.exceptions import SignedFileInvalid
from esign.models import Envelope, Signer
from esign.organisation import organisation_name
from esign.sealing import Keys, StampText
from esign.sealing.exceptions import TsaUnavailable
from esign.sealing.shapes import SEAL_FIELD
from esign.services.signing_keys import authority, signing_keys

if TYPE_CHECKING:
    from esign.sealing.tsa import TimeAuthority

log = structlog.get_logger(__name__)
REASONS = {Role.SIGNER: "Signed", Role.APPROVER: "Approved", Role.WITNESS: "Witnessed"}


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
    signing_keys()  # nobody is asked to sign what could not be attested
    approved = storage.read(envelope.checksum)
    acting = [one for one in people if one.acts]
    parties = [sealing.Party(one.name, str(one.get_role_display())) for one in acting]
    made = sealing.prepare(approved, parties, initials=envelope.initials)
    stored = storage.put(made.pdf, content_type="application/pdf")
    envelope.file_checksum, envelope.file_size = stored.checksum, stored.size
    envelope.fields = {str(one.pk): place.signature for one, place in zip(acting, made.fields, strict=True)}


def attested(envelope: Envelope, signer: Signer) -> bytes:
    """The file with this act in it: the signer's mark, date and initials. Raises SigningKeyUnusable, and what storage
    and the renderer raise.
    """
    pdf = storage.read(envelope.file_checksum)
    drawn = storage.read(signer.drawing_checksum) if signer.signature == Drawn.DRAWN else None
    assert signer.acted_at is not None  # noqa: S101 - written with the act
    stamp = StampText(
        name=signer.typed_name,
        at=signer.acted_at,
        reason=REASONS[Role(signer.role)],
        code=_code_of(envelope),
        drawn=drawn,
        initials=signer.typed_initials,
    )
    keys, tsa = signing_keys(), authority()
    field_name = envelope.fields[str(signer.pk)]
    made, _ = _with_or_without(
        tsa, lambda stamped_by: sealing.attest(pdf, field=field_name, stamp=stamp, keys=keys, tsa=stamped_by)
    )
    return made


def sealed(envelope: Envelope, *, at: dt.datetime) -> Sealed:
    """The file with the last seal over the whole of it. Raises as `attested`."""
    pdf = storage.read(envelope.file_checksum)
    keys, tsa = signing_keys(), authority()
    reason = f"All have signed. Envelope {envelope.pk}"
    made, stamped = _with_or_without(
        tsa, lambda stamped_by: sealing.seal(pdf, keys=keys, reason=reason, at=at, tsa=stamped_by)
    )
    return Sealed(made, _facts(keys, stamped=stamped), timestamp_owed=tsa is not None and not stamped)


def require_accepted(envelope: Envelope, content: bytes) -> None:
    """Raise SignedFileInvalid unless our own validator accepts the finished file: each signature holds and covers its
    revision, only what signing needs was changed after it, the last one covers the whole file, and no field is empty.
    For a file that we sealed also: it begins with the approved file, and every act is in it.
    """
    try:
        report = examined(content, trusted=documents.trusted_certificates())
    except FileError as refused:
        raise SignedFileInvalid(refused.detail) from refused
    wrong = [one.sentence for one in report.problems]
    if not report.count:
        wrong.append("The file has no signature.")
    elif not report.holds and not wrong:
        wrong.append("A signature does not hold.")
    if report.count and not report.covers_whole_file:
        wrong.append("The last signature does not cover the whole file.")
    if report.unfilled:
        wrong.append(f"Nobody signed in: {', '.join(report.unfilled)}.")
    if envelope.fields:
        wrong += _missing(envelope, content, report)
    if wrong:
        raise SignedFileInvalid(" ".join(wrong))


def _missing(envelope: Envelope, content: bytes, report: SignatureReport) -> list[str]:
    """What our own file lacks: it is made of the approved one, and of one act after the other."""
    wrong = []
    if storage.checksum_of(content[: envelope.revision.size]) != envelope.checksum:
        wrong.append("The file does not begin with the approved one.")
    signed = {one.field for one in report.signatures if one.pinned and one.problem is None}
    lacking = sorted({*envelope.fields.values(), SEAL_FIELD} - signed)
    if lacking:
        wrong.append(f"Not signed with the organisation's key: {', '.join(lacking)}.")
    return wrong


def _with_or_without(tsa: TimeAuthority | None, sign: Any) -> tuple[bytes, bool]:
    """What `sign` gives with the time-stamp authority, and whether it stamped; while that is away, without it: a
    signature now counts more than its stamp, and the whole file is stamped later.
    """
    if tsa is not None:
        try:
            return sign(tsa), True
        except TsaUnavailable as away:
            log.warning("esign.tsa.away", said=away.detail)
    return sign(None), False


def _code_of(envelope: Envelope) -> str:
    """What the stamp refers to: the paper's own code, by which anybody can look it up; else the envelope's id."""
    order = envelope.revision.order
    return order.verify_code if order is not None and order.verify_code else str(envelope.pk)


def _facts(keys: Keys, *, stamped: bool) -> dict[str, Any]:
    return {
        "organisation": organisation_name(),
        "subject": _name(keys.certificate.subject),
        "issuer": _name(keys.certificate.issuer),
        "until": keys.expires_at.date().isoformat(),
        "fingerprint": keys.fingerprint,
        "selfMade": keys.is_self_made,
        "timestamped": stamped,
        "level": "PAdES B-T" if stamped else "PAdES B-B",
    }


def _name(name: x509.Name) -> str:
    """Common name and organisation, as a person reads them."""
    parts = [
        one.value
        for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        for one in name.get_attributes_for_oid(kind)
    ]
    return ", ".join(dict.fromkeys(str(one) for one in parts)) or name.rfc4514_string()
