"""What anybody may learn of a paper that they hold: whether we issued it, and nothing that stands in it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from documents.models import FileSignatures, Revision
from documents.signatures import SENTENCES
from documents.states import ISSUED, VOID
from documents.verification import normalized

UPLOADED = "Document received from outside"


@dataclass(frozen=True)
class Verification:
    """`valid`: it was issued by us and still stands. Of anything else only that is told, and why. `signature_count`:
    electronic signatures in the file; None for a file from outside that was not examined yet, or could not be.
    `signatures`: what its examination said, and when; None where there was none. `paper` is the same for an approved
    file and its signed copy, since both bear one code; it is for us alone.
    """

    valid: bool
    reason: str
    document_type: str | None = None
    issued_at: dt.datetime | None = None
    checksum: str | None = None
    signature_count: int | None = 0
    signatures_valid: bool | None = None
    signatures: FileSignatures | None = None
    paper: uuid.UUID | None = None
    signed_copy: bool = False

    @property
    def attested_by(self) -> str | None:
        """Whose certificates the signatures were made with: all of them `us`, all of them `trusted`, else `unknown`;
        None where there is no signature.
        """
        found = self.signatures
        if found is None or not found.count:
            return None
        return "us" if found.ours == found.count else "trusted" if found.trusted == found.count else "unknown"

    @property
    def examined_at(self) -> dt.datetime | None:
        """When the file was examined for signatures."""
        return self.signatures.checked_at if self.signatures is not None else None

    @property
    def faults(self) -> list[str]:
        """What the examination found wrong, in sentences for anybody."""
        codes = self.signatures.problems if self.signatures is not None else []
        return [SENTENCES[one] for one in codes if one in SENTENCES]


VOIDED = Verification(False, "void")
NOT_ISSUED = Verification(False, "not-issued")
UNKNOWN = Verification(False, "unknown")


def by_code(typed: str) -> Verification | None:
    """The paper with this code, in its signed copy where one stands; None where no paper has the code. A draft is only
    said not to be issued.
    """
    code = normalized(typed)
    found = _revisions().filter(order__verify_code=code).first() if code else None
    if found is None:
        return None
    if found.status not in ISSUED:
        return VOIDED if found.status == VOID else NOT_ISSUED
    copy = _revisions().filter(executed_from=found, status__in=ISSUED).order_by("-number").first()
    return _told(copy or found)


def by_checksum(checksum: str) -> Verification:
    """The issued paper whose file has this checksum (`sha256:<hex>`), or that it is void; UNKNOWN for other files."""
    ours = Q(rendering__checksum=checksum) | Q(upload__checksum=checksum)
    papers = _revisions().filter(ours, document__case__isnull=False).order_by("approved_at")
    found = papers.filter(status__in=ISSUED).first()
    if found is None:
        return VOIDED if papers.filter(status=VOID).exists() else UNKNOWN
    return _told(found)


def _revisions() -> QuerySet[Revision]:
    # Public by purpose: whoever asks holds the paper or its code, and learns nothing that stands in it.
    return Revision.objects.select_related("document__template", "rendering", "upload").defer("inputs", "upload__text")


def _told(revision: Revision) -> Verification:
    template = revision.document.template
    uploaded = revision.upload is not None
    examined = FileSignatures.objects.filter(checksum=revision.checksum).first() if uploaded else None
    return Verification(
        valid=True,
        reason="issued",
        document_type=template.title if template is not None else UPLOADED,
        issued_at=revision.approved_at,
        checksum=revision.checksum,
        signature_count=(examined.count if examined is not None else None) if uploaded else 0,
        signatures_valid=examined.holds if examined is not None else None,
        signatures=examined,
        paper=revision.executed_from_id or revision.pk,
        signed_copy=revision.executed_from_id is not None,
    )
