"""What follows when the papers of a case disagree: a reason before approval, and a hold once they have gone out."""

from __future__ import annotations

import uuid
from collections.abc import Container

from django.db import transaction

from accounts.models import User
from cases import services as case_services
from cases.access import require_staff
from cases.models import Case, CaseHold
from core import audit
from core.errors import Fault, InvalidInput, NotFound
from documents import consistency
from documents.consistency import Disagreement
from documents.events import RevisionApproved, RevisionVoided
from documents.exceptions import PapersDisagree
from documents.models import AcceptedDifference, Revision

HOLD = "consistency"
BLOCKS = ("sign", "file")
LONGEST_REASON = 255
LONGEST_NOTE = 500


def accepted_in(case_id: uuid.UUID) -> dict[str, str]:
    """The differences of the case that are meant: digest → reason."""
    return dict(AcceptedDifference.objects.filter(case_id=case_id).values_list("digest", "reason"))


def open_between_documents(found: list[Disagreement], accepted: Container[str]) -> list[Disagreement]:
    """Those of `found` in which two papers disagree and nobody has said that this is meant (`accepted`: digests)."""
    return [one for one in found if one.between_documents and one.digest not in accepted]


def to_be_explained(revision: Revision) -> list[Disagreement]:
    """What the approver of `revision` must say a word about. A difference with the case's own data alone is shown, and
    asks for nothing: the case may be behind its papers.
    """
    document = revision.document
    if document.case_id is None:
        return []
    return open_between_documents(consistency.of_document(document, revision), accepted_in(document.case_id))


def require_explained(revision: Revision, note: str) -> None:
    """Raise PapersDisagree where the revision disagrees with other papers of its case and no reason is given."""
    if note.strip():
        return
    facts = _listed(to_be_explained(revision))
    if facts:
        said = f"This paper and others of the case disagree on: {facts}. Put it right, or say why you approve it."
        raise PapersDisagree(said, errors=[Fault("/note", "reason-required", said)])


def hold_while_papers_disagree(event: RevisionApproved | RevisionVoided) -> None:
    """Hold the case up while papers that went out disagree; let go of it when they agree again."""
    if event.case_id is not None:
        consistency_check(case=Case.objects.get(pk=event.case_id))


def consistency_check(*, case: Case) -> CaseHold | None:
    """The hold that stands afterwards: none where the issued papers agree or differ on purpose. Safe to run twice."""
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)  # two checks at once: the later one sees all
        found = open_between_documents(consistency.of_issued(case.pk), accepted_in(case.pk))
        reason = _reason(found) if found else ""
        for hold in CaseHold.objects.filter(case=locked, kind=HOLD, cleared_at__isnull=True):
            if hold.reason != reason:
                case_services.hold_clear(actor=None, hold=hold)
        if not found:
            return None
        return case_services.hold_place(actor=None, case=locked, kind=HOLD, blocks=BLOCKS, reason=reason)


def difference_accept(*, actor: User, case: Case, difference: str, reason: str) -> AcceptedDifference:
    """Record that papers of the case differ on purpose. `difference` is the digest of a present disagreement.

    Raises StaffOnly, NotFound for who is not on the case and for a difference that is not there (any more), and
    InvalidInput without a reason. Accepting the same again gives the row there is.
    """
    require_staff(actor, case)
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput.at("/reason", "required", "Say why the papers differ; it is recorded.")
    if len(reason) > LONGEST_NOTE:
        raise InvalidInput.at("/reason", "max-length", f"At most {LONGEST_NOTE} characters.")
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        kept = AcceptedDifference.objects.filter(case=locked, digest=difference).first()
        if kept is not None:
            return kept
        present = [*consistency.of_case(case.pk), *consistency.of_issued(case.pk)]
        found = next((one for one in present if one.digest == difference and one.between_documents), None)
        if found is None:
            raise NotFound("The papers do not differ like that any more. Look again.")
        made = AcceptedDifference.objects.create(
            case=locked, fact=found.fact, digest=difference, reason=reason, accepted_by=actor
        )
        facts = {"fact": consistency.in_words(found.fact), "note": reason}
        audit.record(
            actor=actor, verb="difference.accepted", subject=made, case_id=case.pk, facts=facts, staff_only=True
        )
        consistency_check(case=case)
    return made


def _reason(found: list[Disagreement]) -> str:
    """For people, without any value: holds are read by many."""
    told = f"Approved papers of this case disagree on: {_listed(found)}. Make a new revision of the one that is wrong."
    return told if len(told) <= LONGEST_REASON else f"Approved papers of this case disagree on {len(found)} facts."


def _listed(found: list[Disagreement]) -> str:
    named = list(dict.fromkeys(consistency.in_words(one.fact) for one in found))
    more = f" and {len(named) - 4} more" if len(named) > 4 else ""
    return ", ".join(one[:1].lower() + one[1:] if not one[:2].isupper() else one for one in named[:4]) + more
