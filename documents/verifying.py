"""What anybody may learn of a paper that they hold: whether we issued it, and nothing that stands in it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from documents.models import Revision
from documents.states import ISSUED, VOID
from documents.verification import normalized

UPLOADED = "Document received from outside"


@dataclass(frozen=True)
class Verification:
    """`valid`: it was issued by us and still stands. Of anything else only that is told, and why. `signature_count`:
    electronic signatures in the file; None for a file from outside, which nobody has looked into for them. `paper` is
    the same for an approved file and its signed copy, since both bear one code; it is for us alone.
    """

    valid: bool
    reason: str
    document_type: str | None = None
    issued_at: dt.datetime | None = None
    checksum: str | None = None
    signature_count: int | None = 0
    signatures_valid: bool | None = None
    paper: uuid.UUID | None = None
    signed_copy: bool = False


VOIDED = Verification(False, "void")
NOT_ISSUED = Verification(False, "not-issued")
UNKNOWN = Verification(False, "unknown")


def by_code(typed: str) -> Verification | None:
    """The paper with this code; None where no paper has it. A draft is only said not to be issued."""
    code = normalized(typed)
    found = _revisions().filter(order__verify_code=code).first() if code else None
    if found is None:
        return None
    return _told(found) if found.status in ISSUED else VOIDED if found.status == VOID else NOT_ISSUED


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
    return Verification(
        valid=True,
        reason="issued",
        document_type=template.title if template is not None else UPLOADED,
        issued_at=revision.approved_at,
        checksum=revision.checksum,
        signature_count=0 if revision.upload is None else None,
        paper=revision.executed_from_id or revision.pk,
        signed_copy=revision.executed_from_id is not None,
    )
