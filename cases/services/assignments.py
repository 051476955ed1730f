"""Who works on a case."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from cases import cleaning
from cases.access import require_admin
from cases.constants import AssignmentRole
from cases.events import LawyerAssigned, LawyerUnassigned
from cases.models import Assignment, Case
from cases.services.locking import locked, touch
from core import audit, events
from core.errors import InvalidInput, NotFound


def assignment_add(*, actor: User | None, case: Case, lawyer: User, role: str = AssignmentRole.ASSOCIATE) -> Assignment:
    """Let a lawyer work on a case; one who does already gets the role. By an admin.

    Raises Forbidden, and InvalidInput for an unknown role or a user who is no active lawyer.
    """
    require_admin(actor)
    cleaning.choice(role, "/role", AssignmentRole.values)
    if lawyer.role != User.Role.LAWYER or not lawyer.is_active:
        raise InvalidInput.at("/lawyerId", "not-a-lawyer", "This must be an active user with the role lawyer.")
    with transaction.atomic():
        return assign(actor=actor, case=locked(case), lawyer=lawyer, role=role)


def assignment_remove(*, actor: User | None, case: Case, lawyer: User) -> None:
    """Take a lawyer off a case. By an admin. Raises Forbidden, and NotFound for a lawyer who is not on it."""
    require_admin(actor)
    with transaction.atomic():
        row = locked(case)
        found = Assignment.objects.filter(case=row, lawyer=lawyer).first()
        if found is None:
            raise NotFound("This lawyer is not assigned to the case.")
        facts = {"lawyer": str(lawyer.pk), "name": lawyer.full_name}
        audit.record(
            actor=actor, verb="lawyer.unassigned", subject=found, case_id=row.pk, before=found.role, facts=facts
        )
        found.delete()
        touch(row)
        events.publish(LawyerUnassigned(case_id=row.pk, lawyer_id=lawyer.pk))


def assign(*, actor: User | None, case: Case, lawyer: User, role: str) -> Assignment:
    """Write the assignment of a case that is locked; who may ask for it is the caller's matter."""
    found = Assignment.objects.filter(case=case, lawyer=lawyer).first()
    before = found.role if found else ""
    if found is not None and before == role:
        return found
    if found is None:
        found = Assignment(case=case, lawyer=lawyer)
    found.role = role
    found.save()
    facts = {"lawyer": str(lawyer.pk), "name": lawyer.full_name}
    audit.record(
        actor=actor, verb="lawyer.assigned", subject=found, case_id=case.pk, before=before, after=role, facts=facts
    )
    touch(case)
    events.publish(LawyerAssigned(case_id=case.pk, lawyer_id=lawyer.pk, role=role))
    return found
