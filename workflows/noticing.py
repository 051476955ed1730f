"""Who is told what in the admin when something has happened.

Nobody is told what they did themselves, or of a case that they may not see. A handler that runs twice, or late, tells
once: the occasion is the record of what happened (its audit entry), and what no longer holds by then is not told.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from accounts.models import User
from ai.events import QuestionHandedOver
from ai.models import Consultation
from cases import selectors as case_selectors
from cases.constants import AssignmentRole
from cases.events import HoldPlaced, LawyerAssigned
from cases.models import Assignment, Case, CaseHold
from core import audit
from core.models import AuditEntry, Job
from documents import selectors as document_selectors
from documents.events import RevisionApproved, RevisionFlagged, RevisionRejected, RevisionSubmitted
from documents.models import Revision
from documents.services.agreeing import HOLD as PAPERS_DISAGREE_HOLD
from documents.states import DRAFT, IN_REVIEW, ISSUED
from notifications import notice_kinds
from notifications.events import MailNotDelivered
from notifications.models import Message, Notice
from notifications.services import Telling, notice_give
from workflows.mailing import entry_of

LOOKED_BACK = dt.timedelta(hours=1)  # for failed jobs, where none was told before
CHANGED = {"party": "cases.party", "entity": "cases.entity", "draft": "ai.draft"}
JUST_NOW = dt.timedelta(seconds=5)  # what ends at this moment is told with the next look


def tell_for_review(event: RevisionSubmitted) -> None:
    """Tell those who may approve a revision that it waits: lawyers of the case, admins only where no lawyer may."""
    revision = _revision(event.revision_id)
    if revision.status != IN_REVIEW or revision.document.case is None:
        return
    entry = record_of(revision, "document.submitted")
    approvers = document_selectors.approvers_of(revision)
    tell(approvers, _about_revision(notice_kinds.FOR_REVIEW, revision, entry), but=entry.actor_id)


def tell_approved(event: RevisionApproved) -> None:
    """Tell who wrote a revision, and who submitted it, that it was approved."""
    revision = _revision(event.revision_id)
    if revision.status in ISSUED:
        _tell_authors(revision, notice_kinds.APPROVED, "document.approved")


def tell_returned(event: RevisionRejected) -> None:
    """Tell who wrote a revision, and who submitted it, that it was sent back."""
    revision = _revision(event.revision_id)
    if revision.status == DRAFT:
        _tell_authors(revision, notice_kinds.RETURNED, "document.rejected")


def tell_assigned(event: LawyerAssigned) -> None:
    """Tell a lawyer who was put on a case by somebody else."""
    assigned = Assignment.objects.filter(case_id=event.case_id, lawyer_id=event.lawyer_id).first()
    if assigned is None:
        return
    entry = record_of(assigned, "lawyer.assigned")
    facts = {"role": AssignmentRole(assigned.role).label, **case_facts(assigned.case)}
    telling = Telling(
        notice_kinds.ASSIGNED,
        occasion_of("assigned", entry.pk),
        "cases.case",
        str(assigned.case_id),
        assigned.case_id,
        facts,
    )
    tell([assigned.lawyer], telling, but=entry.actor_id)


def tell_question(event: QuestionHandedOver) -> None:
    """Tell the lawyers of a case that somebody waits for their answer."""
    asked = Consultation.objects.select_related("case", "asker").get(pk=event.consultation_id)
    entry = record_of(asked, "consultation.handed-over")
    if asked.case is None or not asked.waits_for_lawyer:
        return
    telling = Telling(
        notice_kinds.QUESTION,
        occasion_of("question", entry.pk),
        audit.subject_type(asked),
        str(asked.pk),
        asked.case_id,
        {"by": asked.asker.full_name, **case_facts(asked.case)},
    )
    tell(lawyers_of(asked.case_id), telling, but=entry.actor_id)


def tell_mail_not_delivered(event: MailNotDelivered) -> None:
    """Tell who wrote a mail that it did not arrive; of a mail of the house the case's lawyers, else the admins."""
    mail = Message.objects.select_related("case", "created_by").get(pk=event.message_id)
    writer = mail.created_by
    if writer is not None and writer.is_staff and writer.is_active:
        told = [writer]
    else:
        told = lawyers_of(mail.case_id) if mail.case_id else admins()
    facts = {"subject": "" if mail.secret else mail.subject, "kind": mail.kind, "status": event.status}
    telling = Telling(
        notice_kinds.MAIL_NOT_DELIVERED,
        occasion_of("mail", mail.pk, event.status, mail.attempts),
        audit.subject_type(mail),
        str(mail.pk),
        mail.case_id,
        {**facts, **(case_facts(mail.case) if mail.case else {})},
    )
    tell(told, telling)


def tell_flagged(event: RevisionFlagged) -> None:
    """Tell the lawyers of a case, once a change, that documents no longer agree with what they were made from."""
    revision = _revision(event.revision_id)
    case = revision.document.case
    stands = revision.status in ISSUED or revision.number == revision.document.latest_number
    if case is None or not revision.outdated or not stands:
        return
    about = AuditEntry.objects.filter(subject_type=CHANGED[event.of], subject_id=event.subject)
    entry = about.order_by("-at", "-id").first()
    telling = Telling(
        notice_kinds.FLAGGED,
        occasion_of("flagged", entry.pk if entry else revision.pk),
        audit.subject_type(case),
        str(case.pk),
        case.pk,
        case_facts(case),
    )
    tell(lawyers_of(case.pk), telling, but=entry.actor_id if entry else None)


def tell_papers_disagree(event: HoldPlaced) -> None:
    """Tell the lawyers of a case that approved papers of it disagree, so that it is held up."""
    hold = CaseHold.objects.select_related("case").get(pk=event.hold_id)
    if hold.kind != PAPERS_DISAGREE_HOLD or hold.cleared_at is not None:
        return
    telling = Telling(
        notice_kinds.PAPERS_DISAGREE,
        occasion_of("hold", hold.pk),
        audit.subject_type(hold.case),
        str(hold.case_id),
        hold.case_id,
        case_facts(hold.case),
    )
    tell(lawyers_of(hold.case_id), telling)


def tell_failed_jobs() -> int:
    """Tell the admins of jobs that failed since they were told last, one notice a kind; gives how many kinds."""
    now = timezone.now()
    told = Notice.objects.filter(kind=notice_kinds.JOB_FAILED, created_at__gte=now - LOOKED_BACK)
    latest = max((one["until"] for one in told.values_list("facts", flat=True)), default="")
    since = dt.datetime.fromisoformat(latest) if latest else now - LOOKED_BACK
    failed = Job.objects.filter(status=Job.Status.FAILED, finished_at__gt=since, finished_at__lte=now - JUST_NOW)
    kinds = failed.order_by().values("kind").annotate(count=Count("pk"), last=Max("finished_at"), one=Max("pk"))
    for kind in kinds:
        facts = {"kind": kind["kind"], "count": kind["count"], "until": kind["last"].isoformat()}
        one = str(kind["one"]) if kind["count"] == 1 else ""
        occasion = occasion_of("job", kind["kind"][:40], kind["last"].isoformat())
        tell(admins(), Telling(notice_kinds.JOB_FAILED, occasion, "core.job", one, facts=facts))
    return len(kinds)


def _tell_authors(revision: Revision, kind: str, verb: str) -> None:
    entry, submitted = record_of(revision, verb), record_of(revision, "document.submitted")
    wrote = {one for one in (revision.created_by_id, submitted.actor_id) if one and one != entry.actor_id}
    authors = User.objects.filter(pk__in=wrote)
    tell(authors, _about_revision(kind, revision, entry))


def _about_revision(kind: str, revision: Revision, entry: AuditEntry) -> Telling:
    document = revision.document
    facts = {"document": document.title, "revision": revision.number, "by": entry.actor_name}
    return Telling(
        kind,
        occasion_of(kind, entry.pk),
        audit.subject_type(document),
        str(document.pk),
        document.case_id,
        {**facts, **(case_facts(document.case) if document.case else {})},
    )


def tell(people: Iterable[User], telling: Telling, *, but: uuid.UUID | None = None) -> None:
    """Tell each of them, except who did it (`but`)."""
    for one in people:
        if one.pk != but:
            notice_give(user=one, telling=telling)


def _revision(revision_id: Any) -> Revision:
    return Revision.objects.select_related("document__case").get(pk=revision_id)


def record_of(row: Any, verb: str) -> AuditEntry:
    """The newest record of what happened; it is written in the transaction that published the event."""
    found = entry_of(row, verb)
    assert found is not None  # noqa: S101
    return found


def case_facts(case: Case) -> Mapping[str, str]:
    """How a notice names its case."""
    return {"case": case.number, "title": case.title}


def occasion_of(*parts: object) -> str:
    """The name of an occasion, by which nobody is told of it twice."""
    return ":".join(str(one) for one in parts)[:120]


def lawyers_of(case_id: uuid.UUID | None) -> list[User]:
    """Those who work on the case."""
    return [one.lawyer for one in case_selectors.assignments_of(case_id)] if case_id else []


def admins() -> list[User]:
    """All admins, the oldest first."""
    return list(User.objects.filter(role=User.Role.ADMIN, is_active=True).order_by("created_at", "id"))
