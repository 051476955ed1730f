"""Why something was not sealed, each by its name."""

from __future__ import annotations

from core.errors import DomainError


class PdfNotSealable(DomainError):
    """It cannot be read, is encrypted, or carries signatures already."""

    code = "pdf-not-sealable"
    status = 422
    title = "This PDF cannot be signed here"


class FieldUnknown(DomainError):
    code = "signature-field-unknown"
    status = 404
    title = "The paper has no such signature field"


class FieldFilled(DomainError):
    code = "signature-field-filled"
    status = 409
    title = "This signature is already in the paper"


class SignaturesMissing(DomainError):
    """The last seal closes the paper, so that every signer must be in it before."""

    code = "signatures-missing"
    status = 409
    title = "Not everybody has signed yet"


class DrawingRefused(DomainError):
    """A drawn signature that is no PNG, too large, or empty."""

    code = "drawing-refused"
    status = 422
    title = "The drawn signature cannot be used"


class TsaUnavailable(DomainError):
    """No usable time stamp came back. Seal without one, and add a document time stamp later."""

    code = "tsa-unavailable"
    status = 503
    title = "The time-stamp service gave no time stamp"
    retryable = True


class KeysRefused(DomainError):
    """The organisation's key or certificate cannot be used."""

    code = "signing-keys-refused"
    status = 500
    title = "The signing key of the organisation cannot be used"


class KeysUnreadable(KeysRefused):
    """Neither PEM nor PKCS#12, or a part is missing."""


class WrongPassword(KeysRefused):
    """The password does not open the key, or one is needed and none was given."""


class KeyDoesNotFit(KeysRefused):
    """The private key belongs to another certificate."""


class CertificateExpired(KeysRefused):
    """The certificate is past its last day, or before its first."""


class NotForSigning(KeysRefused):
    """The certificate says that it is for something else, or its kind of key is not used here."""
