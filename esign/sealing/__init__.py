"""From an approved PDF to a signed one: PAdES, PDF/A-3b all the way, no database and no settings.

An approved file is prepared once: every field that there will be is made before the first signature. Each signer's act
is then attested by the organisation's key, one revision after another, and a last seal covers the whole file. Whoever
calls serialises these steps, since each works on the bytes that the one before gave.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from documents.rendering.pdf import CollectionPause
from esign.sealing.keys import Keys
from esign.sealing.shapes import MOST_PARTIES, Party, Place, Prepared, SignerFields, StampText, TypedStyle

if TYPE_CHECKING:
    from esign.sealing.tsa import TimeAuthority

__all__ = [
    "MOST_PARTIES",
    "Keys",
    "Party",
    "Place",
    "Prepared",
    "SignerFields",
    "StampText",
    "TypedStyle",
    "attest",
    "authority_at",
    "prepare",
    "seal",
    "timestamped",
]

_pause = CollectionPause()  # reading and writing a PDF makes as many objects and as few circles as rendering one


def prepare(pdf: bytes, parties: Sequence[Party], *, initials: bool = False) -> Prepared:
    """The approved PDF with a signature and a date field for each party, initials on every page where asked, and the
    field of the last seal. The approved bytes stay a prefix; the same input gives the same bytes.

    A party whose block is not found signs on a page that is added at the end. Raises InvalidInput for no party or more
    than 50, PdfNotSealable, and what rendering raises.
    """
    from esign.sealing import preparing  # pyHanko takes most of a second to import

    with _pause:
        return preparing.prepare(pdf, parties, initials=initials)


def attest(pdf: bytes, *, field: str, stamp: StampText, keys: Keys, tsa: TimeAuthority | None = None) -> bytes:
    """The PDF with one revision more: this signer's date and initials filled, their signature field signed.

    Raises FieldUnknown, FieldFilled, CertificateExpired, DrawingRefused, TsaUnavailable, PdfNotSealable, and what
    rendering raises.
    """
    from esign.sealing import signing  # imports pyHanko

    with _pause:
        return signing.attest(pdf, field=field, stamp=stamp, keys=keys, tsa=tsa)


def seal(pdf: bytes, *, keys: Keys, reason: str, at: dt.datetime, tsa: TimeAuthority | None = None) -> bytes:
    """The PDF with the last signature, after which nothing may change but that time stamps are added.

    Raises SignaturesMissing while a signer's field is empty; else as `attest`.
    """
    from esign.sealing import signing  # imports pyHanko

    with _pause:
        return signing.seal(pdf, keys=keys, reason=reason, at=at, tsa=tsa)


def timestamped(pdf: bytes, *, tsa: TimeAuthority) -> bytes:
    """The PDF with a document time stamp behind its last revision: proof that it existed from then on, not before.

    Raises TsaUnavailable and PdfNotSealable.
    """
    from esign.sealing import signing  # imports pyHanko

    return signing.timestamped(pdf, tsa=tsa)


def authority_at(url: str, *, timeout_seconds: float = 10.0) -> TimeAuthority:
    """The RFC 3161 service at an address from the settings, asked through the http guard."""
    from esign.sealing import tsa  # imports pyHanko

    return tsa.authority_at(url, timeout_seconds=timeout_seconds)
