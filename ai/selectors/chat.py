"""Reading consultations."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from accounts.models import User
from ai.models import Consultation, ConsultationMessage
from cases import selectors as cases
from cases.models import Case
from core.errors import NotFound
from core.ids import parse_id

MOST_MESSAGES = 12  # of a conversation that go along with the next question
MOST_CHARACTERS = 12_000


def consultations_visible_to(user: Any) -> QuerySet[Consultation]:
    """One's own, a lawyer's also those of assigned cases, an admin's all.

    What was asked on a case is seen only by who may see the case now.
    """
    consultations = Consultation.objects.select_related("asker", "served", "case")
    if not getattr(user, "is_authenticated", False) or not user.is_active or not user.is_cleared:
        return consultations.none()
    if user.role == User.Role.ADMIN:
        return consultations
    on_visible_case = Q(case__in=cases.visible_to(user))
    own = Q(asker=user) & (Q(case__isnull=True) | on_visible_case)
    return consultations.filter(own | on_visible_case if user.role == User.Role.LAWYER else own)


def consultation_get(user: Any, consultation_id: Any) -> Consultation:
    """One consultation with its messages. Raises NotFound also for one that the user may not see."""
    messages = Prefetch("messages", ConsultationMessage.objects.select_related("author").order_by("number"))
    return _one(consultations_visible_to(user).prefetch_related(messages), consultation_id)


def continued(user: Any, consultation_id: Any) -> Consultation:
    """The consultation that `user` goes on with: it must be the user's own. Raises NotFound."""
    return _one(consultations_visible_to(user).filter(asker=user), consultation_id)


def said_before(consultation: Consultation | None) -> list[ConsultationMessage]:
    """The latest messages that still fit in a prompt, oldest first."""
    if consultation is None:
        return []
    latest = consultation.messages.order_by("-number").defer("prompt")[:MOST_MESSAGES]
    kept: list[ConsultationMessage] = []
    left = MOST_CHARACTERS
    for message in latest:
        left -= len(message.text)
        if left < 0:
            break
        kept.append(message)
    return kept[::-1]


def waiting_for(user: Any) -> QuerySet[Consultation]:
    """Those handed to the lawyers of a case that `user` may see, and not replied to since; the oldest first."""
    unanswered = Q(replied_at__isnull=True) | Q(replied_at__lt=F("handed_over_at"))
    waiting = Consultation.objects.select_related("asker", "case").filter(unanswered, handed_over_at__isnull=False)
    if not getattr(user, "is_staff", False):
        return waiting.none()
    return waiting.filter(case__in=cases.visible_to(user)).order_by("handed_over_at")


def client_served(case: Case, user_id: Any) -> User | None:
    """The client of `case`, if that is who `user_id` is."""
    return case.client if case.client_id is not None and case.client_id == user_id else None


def _one(consultations: QuerySet[Consultation], consultation_id: Any) -> Consultation:
    wanted = parse_id(consultation_id)
    found = consultations.filter(pk=wanted).first() if wanted else None
    if found is None:
        raise NotFound
    return found
