"""Mails about a case itself: that it was opened, and who works on it."""

from __future__ import annotations

from django.db import transaction

from cases import selectors
from cases.events import CaseOpened, LawyerAssigned
from cases.models import Case
from workflows.mailing import entry_of, link_to, mail_to, sees_case, values_of_case

ASSIGNED = "case-assigned"


def tell_of_case(event: CaseOpened) -> None:
    """Mail its client and its lawyers that a case was opened, but not whoever opened it."""
    case = Case.objects.select_related("client").get(pk=event.case_id)
    # A lawyer is told once of a case on which they were put as it was opened.
    readers = [(one.lawyer, one.pk, ASSIGNED) for one in selectors.assignments_of(case.pk)]
    if case.client is not None and sees_case(case.client, case):
        readers.append((case.client, case.pk, "case-opened"))
    with transaction.atomic():
        for reader, about, told_as in readers:
            if reader.pk != case.opened_by_id:
                values = {"link": link_to(reader, "case", case.pk), **values_of_case(case)}
                mail_to(reader, "case-opened", about=about, told_as=told_as, values=values, case=case)


def tell_lawyer(event: LawyerAssigned) -> None:
    """Mail a lawyer who was put on a case by somebody else; not again for another role in it."""
    found = selectors.assignments_of(event.case_id).filter(lawyer_id=event.lawyer_id)
    assignment = found.select_related("case", "lawyer").first()
    done = entry_of(assignment, "lawyer.assigned", before="") if assignment is not None else None
    if assignment is None or done is None or done.actor_id == assignment.lawyer_id:
        return
    case, lawyer = assignment.case, assignment.lawyer
    values = {
        "link": link_to(lawyer, "case", case.pk),
        "role": assignment.role,
        "by": done.actor_name,
        **values_of_case(case),
    }
    with transaction.atomic():
        mail_to(lawyer, ASSIGNED, about=assignment.pk, values=values, case=case)
