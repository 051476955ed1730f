"""Mails about the review of a document: who is asked, and who hears how it went."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from core.models import AuditEntry
from documents import selectors
from documents.events import RevisionApproved, RevisionRejected, RevisionSubmitted
from documents.models import Revision
from documents.states import DRAFT, IN_REVIEW, ISSUED
from notifications.kinds import KINDS
from workflows.mailing import entry_of, link_to, mail_to, values_of_case


def ask_for_review(event: RevisionSubmitted) -> None:
    """Mail those who may approve a revision that it waits: lawyers of the case, admins only where no lawyer may."""
    revision = _revision(event.revision_id)
    if revision.status == IN_REVIEW:
        _mail(
            "document-for-review", revision, entry_of(revision, "document.submitted"), selectors.approvers_of(revision)
        )


def tell_of_approval(event: RevisionApproved) -> None:
    """Mail the author of an approved revision, and the client of its case where the client may see it."""
    revision = _revision(event.revision_id)
    if revision.status in ISSUED:
        case = revision.document.case
        client = [case.client] if case is not None and case.client is not None else []
        readers = {one.pk: one for one in [revision.created_by, *client]}.values()
        _mail("document-approved", revision, entry_of(revision, "document.approved"), readers)


def tell_of_rejection(event: RevisionRejected) -> None:
    """Mail the author of a revision that was sent back, with the note; the author of one who works here, since notes
    are for staff.
    """
    revision = _revision(event.revision_id)
    if revision.status == DRAFT and revision.created_by.is_staff:
        _mail("document-returned", revision, entry_of(revision, "document.rejected"), [revision.created_by])


def _revision(revision_id: uuid.UUID) -> Revision:
    found = Revision.objects.select_related("document__case__client", "created_by")
    return found.defer("inputs", "sections").get(pk=revision_id)


def _mail(key: str, revision: Revision, done: AuditEntry | None, readers: Iterable[User]) -> None:
    """To each of them who may see the revision and did not do it."""
    document = revision.document
    if done is None:
        return
    values = {"document_title": document.title, "by": done.actor_name, **values_of_case(document.case)}
    if "note" in KINDS[key].values:
        values["note"] = done.facts.get("note", "")
    with transaction.atomic():
        for reader in readers:
            if reader.pk == done.actor_id or not _sees(reader, revision):
                continue
            link = link_to(reader, "document", document.pk)
            mail_to(reader, key, about=done.pk, values={**values, "link": link}, case=document.case)


def _sees(reader: User, revision: Revision) -> bool:
    return selectors.revisions_visible_to(reader).filter(pk=revision.pk).exists()
