"""Who may change what of a case that they see. Seeing is the selectors' matter; the two are never mixed."""

from __future__ import annotations

import uuid

from accounts.exceptions import StaffOnly
from accounts.models import User
from cases.exceptions import CaseUnderWay
from cases.models import Assignment, Case
from cases.states import INTAKE
from core.errors import Forbidden, NotFound


def is_assigned(user: User, case_id: uuid.UUID) -> bool:
    """Whether `user` is a lawyer who works on the case."""
    return Assignment.objects.filter(case_id=case_id, lawyer_id=user.pk).exists()


def require_admin(actor: User | None) -> None:
    """The system itself (None) or an admin. Raises Forbidden."""
    if actor is not None and actor.role != User.Role.ADMIN:
        raise Forbidden("Only an admin may do this.")


def require_staff(actor: User | None, case: Case) -> None:
    """The system itself, an admin, or a lawyer of the case. Raises StaffOnly, and NotFound for a lawyer of another."""
    if actor is None or actor.role == User.Role.ADMIN:
        return
    if actor.role == User.Role.LAWYER:
        if not is_assigned(actor, case.pk):
            raise NotFound
        return
    if case.client_id != actor.pk:
        raise NotFound
    raise StaffOnly("The lawyers of the case do this. Send a message to your lawyer.")


def require_edit(actor: User | None, case: Case) -> None:
    """Staff as above at any time; the client of the case during intake. Raises CaseUnderWay and NotFound."""
    if actor is not None and actor.role == User.Role.CLIENT and actor.pk == case.client_id and actor.is_cleared:
        if case.status != INTAKE:
            raise CaseUnderWay("Send your lawyer a message with what has changed.")
        return
    require_staff(actor, case)
