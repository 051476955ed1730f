"""Mails about questions that a lawyer answers. What was asked and answered stays in the house: no mail quotes it."""

from __future__ import annotations

import uuid

from django.db import transaction

from ai import selectors
from ai.events import ConsultationReplied, QuestionHandedOver
from ai.models import Consultation, ConsultationMessage
from cases import selectors as cases
from workflows.mailing import entry_of, link_to, mail_to, values_of_case


def ask_lawyers(event: QuestionHandedOver) -> None:
    """Mail the lawyers of a case that a question waits for one of them, but not whoever handed it over."""
    consultation = _consultation(event.consultation_id)
    done = entry_of(consultation, "consultation.handed-over")
    if done is None or not consultation.waits_for_lawyer:
        return
    values = {"by": done.actor_name, **values_of_case(consultation.case)}
    with transaction.atomic():
        for one in cases.assignments_of(event.case_id):
            if one.lawyer_id != done.actor_id:
                link = link_to(one.lawyer, "consultation", consultation.pk)
                mail_to(
                    one.lawyer,
                    "question-handed-over",
                    about=done.pk,
                    values={**values, "link": link},
                    case=consultation.case,
                )


def tell_asker(event: ConsultationReplied) -> None:
    """Mail who asked that a lawyer answered."""
    consultation = _consultation(event.consultation_id)
    asker, case = consultation.asker, consultation.case
    said = consultation.messages.filter(role=ConsultationMessage.Role.LAWYER).select_related("author")
    answer = said.defer("prompt").order_by("-number").first()
    if answer is None or answer.author_id == asker.pk:
        return
    if not selectors.consultations_visible_to(asker).filter(pk=consultation.pk).exists():
        return
    values = {
        "link": link_to(asker, "consultation", consultation.pk),
        "by": answer.author.full_name if answer.author is not None else "",
        **values_of_case(case),
    }
    with transaction.atomic():
        mail_to(asker, "question-replied", about=answer.pk, values=values, case=case)


def _consultation(consultation_id: uuid.UUID) -> Consultation:
    return Consultation.objects.select_related("asker", "case").get(pk=consultation_id)
