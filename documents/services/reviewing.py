"""Review: the one rule of approval. The approver is not the author, and is assigned to the case or an admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from cases.access import is_assigned
from core import states
from core.errors import InvalidInput
from documents.events import RevisionApproved, RevisionRejected, RevisionSubmitted
from documents.exceptions import ApproverIsAuthor, ApproverNotAssigned
from documents.models import Revision
from documents.presenting import require_released
from documents.services.access import REVIEW, require_staff
from documents.services.agreeing import require_explained
from documents.services.recording import facts_of, identified
from documents.states import APPROVED, DRAFT, IN_REVIEW, REVISION, SHOWN_TO_CLIENTS


def revision_submit(*, actor: User, revision: Revision, note: str = "") -> Revision:
    """Hand a draft to review. Raises StaffOnly and TransitionNotAllowed."""
    require_staff(actor, REVIEW)
    return _move(actor, revision, IN_REVIEW, "document.submitted", note, RevisionSubmitted)


def revision_approve(*, actor: User, revision: Revision, note: str = "") -> Revision:
    """Approve what is in review. Raises ApproverIsAuthor, ApproverNotAssigned, TransitionNotAllowed, UploadQuarantined
    for a file that nobody can have read and, without a note, PapersDisagree.

    With REVIEW_TWO_PERSON off an author may approve, and says why: the note is the recorded reason.
    """
    require_staff(actor, REVIEW)
    REVISION.require(revision.status, APPROVED)
    if revision.created_by_id == actor.pk:
        if settings.REVIEW_TWO_PERSON:
            raise ApproverIsAuthor("Ask another lawyer of the case, or an admin, to approve what you wrote.")
        if not note.strip():
            raise InvalidInput.at("/note", "reason-required", "Say why you approve your own work; it is recorded.")
    if not is_of_the_case(actor, revision):
        raise ApproverNotAssigned
    require_released(revision)
    require_explained(revision, note)
    approved = {"approved_by": actor, "approved_at": timezone.now()}
    return _move(actor, revision, APPROVED, "document.approved", note, RevisionApproved, approved)


def revision_reject(*, actor: User, revision: Revision, note: str = "") -> Revision:
    """Send what is in review back to its author. Raises as `revision_approve`, but the author may take it back."""
    require_staff(actor, REVIEW)
    REVISION.require(revision.status, DRAFT)
    if revision.created_by_id != actor.pk and not is_of_the_case(actor, revision):
        raise ApproverNotAssigned
    return _move(actor, revision, DRAFT, "document.rejected", note, RevisionRejected)


def is_of_the_case(actor: User, revision: Revision) -> bool:
    """An admin, or a lawyer who is assigned to the revision's case."""
    if actor.role == "admin":
        return True
    case_id = revision.document.case_id
    return case_id is not None and is_assigned(actor, case_id)


def _move(
    actor: User,
    revision: Revision,
    to: str,
    verb: str,
    note: str,
    event: type[RevisionSubmitted] | type[RevisionApproved] | type[RevisionRejected],
    changes: Mapping[str, Any] | None = None,
) -> Revision:
    states.move(
        table=REVISION,
        row=revision,
        to=to,
        actor=actor,
        verb=verb,
        case_id=revision.document.case_id,
        changes=changes,
        facts={**facts_of(revision), **({"note": note} if note else {})},
        staff_only=to not in SHOWN_TO_CLIENTS,
        event=event(**identified(revision)),
    )
    return revision
