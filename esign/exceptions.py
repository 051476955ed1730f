"""What can go wrong with an envelope, by name."""

from core.errors import Conflict, DomainError, Gone, InvalidInput, NotFound, ServiceUnavailable, TooManyRequests


class NotToBeSigned(Conflict):
    """The gate before signing: `reasons` lists all that stands in the way, each with a code and a sentence."""

    code = "not-to-be-signed"
    title = "This document cannot be sent for signature as it is"


class EnvelopeOpen(Conflict):
    """One revision of a document is out at a time, so that never two of them are signed."""

    code = "envelope-open"
    title = "This document is out for signature already"


class EnvelopeEnded(Conflict):
    code = "envelope-ended"
    title = "This envelope has ended"


class SignerNotReplaceable(Conflict):
    code = "signer-not-replaceable"
    title = "This signer can no longer be replaced"


class NobodyToRemind(Conflict):
    code = "nobody-to-remind"
    title = "Nobody is asked to sign at the moment"


class SigningLinkUnknown(NotFound):
    code = "signing-link-unknown"
    title = "There is no such link"


class SigningLinkDead(Gone):
    """`because` says what ended it: signed or declined (by this signer), declined-by-another, expired, voided,
    completed, replaced (by a newer link), released (somebody else is asked in the signer's place). `locale` and `role`
    are the signer's, `envelope` is its status.
    """

    code = "signing-link-dead"
    title = "This link is no longer good"


class SigningCodeWrong(InvalidInput):
    code = "signing-code-wrong"
    title = "This code is not right"


class SigningCodesUsedUp(TooManyRequests):
    code = "signing-codes-used-up"
    title = "Too many codes were asked for"


class SigningPassMissing(NotFound):
    """The browser has not shown the one-time code, or its pass has run out."""

    code = "signing-pass-missing"
    title = "Enter the code from the mail first"


class SigningKeyUnusable(ServiceUnavailable):
    """The organisation's certificate or key cannot be used; staff put it right, and the job is then tried again."""

    code = "signing-key-unusable"
    title = "The signing key cannot be used"


class EnvelopeNotTaken(DomainError):
    """The outside provider refused the paper: the envelope has ended before anybody was asked."""

    code = "envelope-not-taken"
    status = 502
    title = "The signing provider refused this paper"


class SignedFileInvalid(Conflict):
    """Our own validator does not accept the finished file: staff must look at it, and nothing is completed."""

    code = "signed-file-invalid"
    title = "The signed file does not hold"
