"""Handing papers out: which revision, to whom, and that it happened."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from itertools import chain

from django.db import transaction

from accounts.models import User
from core import audit
from documents import packaging, selectors
from documents.exceptions import BatchNotReady, PackageRefused
from documents.models import Batch, Document, Revision
from documents.packaging import Audience
from documents.presenting import file_link, require_released
from documents.services.access import require_staff
from documents.services.recording import facts_of
from documents.states import ISSUED, VOID

WHO = "Packages are made by lawyers and admins."


def revision_link(*, actor: User, revision: Revision, filename: str | None = None) -> str:
    """A link to the file that dies in minutes (`documents.presenting.file_link`), and the record that `actor` was given
    it. The caller has found `revision` through those that `actor` may see. Raises UploadQuarantined, and what storage
    raises.
    """
    link = file_link(revision, filename=filename)
    with transaction.atomic():
        audit.record(
            actor=actor,
            verb="document.downloaded",
            subject=revision.document,
            case_id=revision.document.case_id,
            facts=facts_of(revision),
            staff_only=True,
        )
    return link


def document_package(
    *, actor: User, document: Document, number: int, checksum: str, audience: Audience
) -> Iterator[bytes]:
    """The ZIP of one revision, named by number and checksum, for `audience`; the caller has found `document`.

    Raises StaffOnly, NotFound, RevisionNotNamed, PackageRefused for what is not approved and would leave the firm,
    UploadQuarantined, and what storage raises.
    """
    require_staff(actor, WHO)
    revision = selectors.revision_named(actor, document, number, checksum)
    voided = selectors.voided_on([revision]) if revision.status == VOID else {}
    if audience != "firm" and revision.status not in ISSUED:
        whom = {"agency": "An agency", "counterparty": "A counterparty"}[audience]
        raise PackageRefused(f"{_stands(revision, voided)} {whom} is sent approved papers only.")
    require_released(revision)
    pieces = packaging.package([revision], audience, voided)
    first = next(pieces)  # the file is read here, so that its loss is told before an answer is begun
    with transaction.atomic():
        audit.record(
            actor=actor,
            verb="document.packaged",
            subject=document,
            case_id=document.case_id,
            facts={**facts_of(revision), "audience": audience},
            staff_only=True,
        )
    return chain([first], pieces)


def _stands(revision: Revision, voided: Mapping[uuid.UUID, dt.date]) -> str:
    if revision.status != VOID:
        return f"Revision {revision.number} is not approved."
    day = voided.get(revision.pk)
    return f"Revision {revision.number} is void" + (f" since {day:%-d %B %Y}." if day else ".")


def batch_package(*, actor: User, batch: Batch) -> Iterator[bytes]:
    """The firm's ZIP of what was made of a batch, in the order of its rows. Raises StaffOnly and BatchNotReady."""
    require_staff(actor, WHO)
    made = Revision.objects.filter(batch_rows__batch=batch)
    count = made.count()
    if not count:
        raise BatchNotReady("No document of this batch was made yet. Look again in a minute.")
    voided = selectors.voided_on(made.filter(status=VOID).only("pk"))
    pieces = packaging.package(selectors.batch_revisions(batch), "firm", voided)
    first = next(pieces)
    with transaction.atomic():
        facts = {"title": str(batch), "audience": "firm", "documents": count}
        audit.record(
            actor=actor, verb="batch.packaged", subject=batch, case_id=batch.case_id, facts=facts, staff_only=True
        )
    return chain([first], pieces)
