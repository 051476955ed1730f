"""Handing papers out: which revision, to whom, and that it happened."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.db import transaction

from accounts.models import User
from core import audit
from documents import packaging, selectors
from documents.exceptions import BatchNotReady, PackageRefused
from documents.models import Batch, Document, Revision
from documents.packaging import Audience
from documents.presenting import require_released
from documents.services.access import require_staff
from documents.states import ISSUED

WHO = "Packages are made by lawyers and admins."


def document_package(
    *, actor: User, document: Document, number: int, checksum: str, audience: Audience
) -> Iterator[bytes]:
    """The ZIP of one revision, named by number and checksum, for `audience`; the caller has found `document`.

    Raises StaffOnly, NotFound, RevisionNotNamed, PackageRefused for what is not approved and would leave the firm,
    UploadQuarantined, and what storage raises.
    """
    require_staff(actor, WHO)
    revision = selectors.revision_named(actor, document, number, checksum)
    if audience != "firm" and revision.status not in ISSUED:
        whom = {"agency": "An agency", "counterparty": "A counterparty"}[audience]
        raise PackageRefused(f"Revision {number} is not approved. {whom} is sent approved papers only.")
    require_released(revision)
    pieces = packaging.package([revision], audience)
    first = next(pieces)  # the file is read here, so that its loss is told before an answer is begun
    with transaction.atomic():
        facts = {"title": document.title, "revision": number, "checksum": checksum, "audience": audience}
        audit.record(
            actor=actor,
            verb="document.packaged",
            subject=document,
            case_id=document.case_id,
            facts=facts,
            staff_only=True,
        )
    return chain([first], pieces)


def batch_package(*, actor: User, batch: Batch) -> Iterator[bytes]:
    """The firm's ZIP of what was made of a batch, in the order of its rows. Raises StaffOnly and BatchNotReady."""
    require_staff(actor, WHO)
    if not Revision.objects.filter(batch_rows__batch=batch).exists():
        raise BatchNotReady("No document of this batch was made yet. Look again in a minute.")
    pieces = packaging.package(selectors.batch_revisions(batch), "firm")
    first = next(pieces)
    with transaction.atomic():
        facts = {"title": str(batch), "audience": "firm"}
        audit.record(
            actor=actor, verb="batch.packaged", subject=batch, case_id=batch.case_id, facts=facts, staff_only=True
        )
    return chain([first], pieces)
