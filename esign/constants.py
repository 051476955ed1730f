"""Names that several modules of the room share."""

from typing import Final

from django.db.models import TextChoices

BACKEND_KIND: Final = "e-sign"
BUILTIN, DOCUSEAL = "builtin", "docuseal"
HOLD: Final = "envelope"  # an open envelope blocks closing the case
MOST_SIGNERS: Final = 50
LONGEST_MESSAGE, LONGEST_REASON, LONGEST_NAME = 2000, 500, 200

# Kinds of jobs.
SUBMIT, ATTEST, RECONCILE, APPLY, CANCEL, REMIND, CERTIFY, TIMESTAMP = (
    "esign.submit",
    "esign.attest",
    "esign.reconcile",
    "esign.apply",
    "esign.cancel",
    "esign.remind",
    "esign.certify",
    "esign.timestamp",
)


class Role(TextChoices):
    """What a person does with the paper."""

    SIGNER = "signer"
    APPROVER = "approver"
    WITNESS = "witness"
    CC = "cc", "Gets a copy"


class Workflow(TextChoices):
    """Whether all are asked at once, or one order place after the other."""

    PARALLEL = "parallel"
    SEQUENTIAL = "sequential"


class Drawn(TextChoices):
    """How a signature was given on the page."""

    TYPED = "typed"
    DRAWN = "drawn"
