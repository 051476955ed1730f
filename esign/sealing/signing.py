"""Signatures by the organisation's key: one for each signer's act, the last seal, a time stamp added later (PAdES).

ETSI EN 319 142-1: level B-B, or B-T with a time stamp; ETSI.CAdES.detached, SHA-256. Each is one revision of the file,
so that whoever calls must let one signer at a time at a paper.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import BaseStampStyle

from esign.sealing import stamps
from esign.sealing.exceptions import FieldFilled, FieldUnknown, SignaturesMissing
from esign.sealing.keys import Keys
from esign.sealing.revisions import Revision, Sheet, readable
from esign.sealing.shapes import SEAL_FIELD, StampText
from esign.sealing.tsa import TOKEN_BYTES, TimeAuthority

DIGEST = "sha256"
TIMESTAMP_FIELD = "timestamp"
Fields = dict[str, generic.IndirectObject]


@readable
def attest(pdf: bytes, *, field: str, stamp: StampText, keys: Keys, tsa: TimeAuthority | None = None) -> bytes:
    """As `esign.sealing.attest`."""
    keys.require_valid(stamp.at)
    revision = Revision.of(pdf)
    fields = dict(revision.fields())
    signature = _empty(fields, field)
    _fill(revision, fields, field, stamp, keys.subject)
    said = f"{stamp.name}: {stamp.reason}" if stamp.reason else stamp.name
    return _signed(revision, signature, field, reason=said, at=stamp.at, keys=keys, tsa=tsa)


@readable
def seal(pdf: bytes, *, keys: Keys, reason: str, at: dt.datetime, tsa: TimeAuthority | None = None) -> bytes:
    """As `esign.sealing.seal`."""
    keys.require_valid(at)
    revision = Revision.of(pdf)
    fields = dict(revision.fields())
    missing = unsigned(fields)
    if missing:
        raise SignaturesMissing(f"{len(missing)} of the signatures are missing: {', '.join(missing)}.")
    return _signed(revision, _empty(fields, SEAL_FIELD), SEAL_FIELD, reason=reason, at=at, keys=keys, tsa=tsa)


@readable
def timestamped(pdf: bytes, *, tsa: TimeAuthority) -> bytes:
    """As `esign.sealing.timestamped`."""
    revision = Revision.of(pdf)
    number = 1 + sum(name.startswith(f"{TIMESTAMP_FIELD}-") for name, _ in revision.fields())
    stamper = PdfTimeStamper(tsa, field_name=f"{TIMESTAMP_FIELD}-{number}", readable_field_name="Time stamp")
    out: io.BytesIO = stamper.timestamp_pdf(revision, DIGEST, bytes_reserved=2 * TOKEN_BYTES)
    return out.getvalue()


def unsigned(fields: Fields) -> list[str]:
    """The signature fields of signers that are still empty."""
    held = ((name, one.get_object()) for name, one in fields.items() if name != SEAL_FIELD)
    return [name for name, one in held if one.get("/FT") == "/Sig" and one.get("/V") is None]


def _empty(fields: Fields, name: str) -> generic.DictionaryObject:
    held = fields[name].get_object() if name in fields else None
    if held is None or held.get("/FT") != "/Sig":
        raise FieldUnknown(f"The paper has no signature field {name}.")
    if held.get("/V") is not None:
        raise FieldFilled(f"The signature field {name} is signed already.")
    return held


def _fill(revision: Revision, fields: Fields, field: str, text: StampText, organisation: str) -> None:
    """Draw the act into the fields of its signer."""
    mark = fields[field].get_object()
    date = fields[f"{field}-date"].get_object() if f"{field}-date" in fields else None
    initials = [one.get_object() for name, one in fields.items() if name.startswith(f"{field}-initials-")]
    made = stamps.stamp(
        text,
        organisation=organisation,
        mark=_size(mark),
        date=_size(date) if date is not None else None,
        initials=_size(initials[0]) if initials else None,
    )
    sheet = Sheet(revision, made.pdf)
    shown = revision.appearance(made.mark, sheet)
    revision.show(mark, revision.with_ink(shown, made.ink, made.ink_area) if made.ink is not None else shown)
    if date is not None and made.date is not None:
        date[pdf_name("/V")] = generic.pdf_string(stamps.date_of(text.at))
        revision.show(date, revision.appearance(made.date, sheet))
    if initials and made.initials is not None:
        shown = revision.appearance(made.initials, sheet)
        for one in initials:
            one[pdf_name("/V")] = generic.pdf_string(text.initials or stamps.initials_of(text.name))
            revision.show(one, shown)


def _size(field: generic.DictionaryObject) -> stamps.Size:
    left, bottom, right, top = (float(one) for one in field["/Rect"])
    return right - left, top - bottom


def _signed(
    revision: Revision,
    field: generic.DictionaryObject,
    name: str,
    *,
    reason: str,
    at: dt.datetime,
    keys: Keys,
    tsa: TimeAuthority | None,
) -> bytes:
    told = PdfSignatureMetadata(
        field_name=name,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason or None,
        docmdp_permissions=MDPPerm(field["/Lock"]["/P"]),  # as the field says since it was made
    )
    signer = _Signer(told, keys.signer, timestamper=tsa, stamp_style=_Drawn(), at=at)
    # pyHanko would sign a second time to learn the size.
    room = 2 * (keys.signature_bytes + (TOKEN_BYTES if tsa is not None else 0))
    out: io.BytesIO = signer.sign_pdf(revision, existing_fields_only=True, bytes_reserved=room)
    return out.getvalue()


class _Drawn(BaseStampStyle):
    """The appearance is in the field already."""

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]) -> None:
        return None


class _Signer(PdfSigner):
    """pyHanko's, at a time that is given."""

    def __init__(self, *given: Any, at: dt.datetime, **named: Any) -> None:
        super().__init__(*given, **named)
        self._at = at

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        """Told once, when the fields were made. pyHanko would also call the file PDF 2.0 for elliptic curves, which
        PDF/A-3 (ISO 32000-1) does not know.
        """
