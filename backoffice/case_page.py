"""What the case page shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from backoffice import agreement, envelope_page, jobs_page, mail_page, timeline
from cases.models import Case
from cases.states import ACTIVE, CASE, CLOSED, DECLINED, INTAKE, ON_HOLD, STATUSES
from core.models import Job
from documents import selectors as document_selectors
from documents.models import Document, Revision
from documents.services.ordering import PRODUCE

STATUS_TONES = {INTAKE: "accent", ACTIVE: "good", ON_HOLD: "warn", CLOSED: "", DECLINED: ""}
STEPS = {
    (INTAKE, ACTIVE): "Start work",
    (ON_HOLD, ACTIVE): "Resume work",
    (CLOSED, ACTIVE): "Reopen",
    (INTAKE, DECLINED): "Decline",
    (DECLINED, INTAKE): "Take up again",
    (ACTIVE, ON_HOLD): "Put on hold",
}
MOMENTS_SHOWN, MOMENTS_READ = 8, 100
MAILS_SHOWN = ENVELOPES_SHOWN = 5
FAILED_SHOWN_FOR = dt.timedelta(days=3)


@dataclass(frozen=True)
class Step:
    """A status the case may go to next, as a button."""

    to: str
    label: str


@dataclass(frozen=True)
class Paper:
    """A document as the case shows it: with its latest revision that the user may see."""

    document: Document
    latest: Revision
    is_new: bool


@dataclass(frozen=True)
class Person:
    """Somebody in the case, by name: the roles, and what else is known."""

    name: str
    roles: tuple[str, ...]
    details: tuple[str, ...]


def steps(case: Case) -> list[Step]:
    """The buttons that move the case along."""
    names = dict(STATUSES)
    order = [name for name, _ in STATUSES]
    targets = sorted(CASE.targets(case.status), key=order.index)
    return [Step(to, STEPS.get((case.status, to), "Close" if to == CLOSED else names[to])) for to in targets]


def papers(user: User, case: Case, *, new: str = "") -> list[Paper]:
    """The case's documents that `user` may see, newest first; `new` is the id of the one just made."""
    found = document_selectors.for_listing(user).filter(case=case).order_by("-created_at", "-id")
    shown = [(document, document.shown_revisions) for document in found]
    listed = [Paper(document, revisions[-1], str(document.pk) == new) for document, revisions in shown if revisions]
    return sorted(listed, key=lambda paper: not paper.is_new)


def work_under_way(user: User, case: Case) -> QuerySet[Job]:
    """Documents being made for the case, and those that could not be made in the last days."""
    recent = timezone.now() - FAILED_SHOWN_FOR
    mine = jobs_page.visible_to(user).filter(kind=PRODUCE, case_id=case.pk)
    unfinished = mine.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])
    return (unfinished | mine.filter(status=Job.Status.FAILED, finished_at__gte=recent)).order_by("-created_at")


def people(case: Case) -> list[Person]:
    """The present parties, each name once with all its roles."""
    found: dict[str, Person] = {}
    for party in case.present_parties:
        known = found.get(party.name)
        roles = (*known.roles, party.role) if known else (party.role,)
        details = tuple(detail for detail in (party.nationality, party.email) if detail)
        found[party.name] = Person(party.name, roles, (known.details if known else ()) or details)
    return list(found.values())


def case_context(user: User, case: Case, *, new: str = "") -> dict[str, Any]:
    """Everything the page shows. The caller has found `case` through `cases.selectors.case_get(user, …)`."""
    moments = timeline.moments(case, limit=MOMENTS_READ)
    made = list(work_under_way(user, case)[:5])
    listed = papers(user, case, new=new)
    return {
        "case": case,
        "status_tone": STATUS_TONES.get(case.status, ""),
        "steps": steps(case),
        "papers": listed,
        "outdated": agreement.outdated_of_case(paper.document for paper in listed),
        "differences": agreement.differences_of_case(case),
        "entity": getattr(case, "entity", None),
        "office": _one_line(case),
        "people": people(case),
        "under_way": [job for job in made if not job.is_final],
        "failed": [(job, jobs_page.why(job)) for job in made if job.status == Job.Status.FAILED],
        "envelopes": envelope_page.lines_of_case(user, case.pk, most=ENVELOPES_SHOWN),
        "mails": mail_page.of_case(user, case.pk, most=MAILS_SHOWN),
        "moments": moments[:MOMENTS_SHOWN],
        "earlier_moments": moments[MOMENTS_SHOWN:],
        "overdue": case.due_date is not None and case.due_date < timezone.localdate() and case.status != CLOSED,
    }


def _one_line(case: Case) -> str:
    entity = getattr(case, "entity", None)
    office = entity.principal_office if entity is not None else {}
    keys = ("line1", "barangay", "city", "province", "postalCode")
    return ", ".join(str(office[key]) for key in keys if office.get(key))
