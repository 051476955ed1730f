"""Consultations: keeping what was asked and answered, handing one to a lawyer, a lawyer's reply."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ai.backends.base import Message
from ai.chat import ReadAnswer
from ai.events import ConsultationReplied, QuestionHandedOver
from ai.exceptions import NoLawyerToAsk
from ai.models import Call, Consultation, ConsultationMessage
from ai.services.provider import refusal_record
from cases import selectors as cases
from cases.models import Case
from core import audit, events
from core.errors import Forbidden, InvalidInput
from core.inserting import insert
from core.pii import PlaceholderMap

LONGEST_REPLY = 20_000  # characters
LONGEST_NOTE = 500  # characters
_TITLE = Consultation._meta.get_field("title").max_length or 0


@dataclass(frozen=True)
class Exchange:
    """One question and its answer, before they are stored."""

    asker: User
    served: User
    case: Case | None
    consultation: Consultation | None
    locale: str
    question: str = field(repr=False)
    answer: ReadAnswer
    backend: str
    model: str
    prompt_version: str
    prompt: list[Message] = field(repr=False)
    mapping: PlaceholderMap | None
    cached: bool
    degraded: bool
    tokens_in: int
    tokens_out: int
    refusal: str  # the code of the provider's terminal refusal, if it refused
    spared: Call | None = None  # the row of a call that was not made, to be stored too


def exchange_store(exchange: Exchange) -> ConsultationMessage:
    """Keep question and answer as the next two messages; gives the answer."""
    with transaction.atomic():
        consultation = _consultation(exchange)
        number = consultation.messages.count() if exchange.consultation is not None else 0
        question = ConsultationMessage(
            consultation=consultation,
            number=number + 1,
            role=ConsultationMessage.Role.USER,
            author=exchange.asker,
            text=exchange.question,
        )
        answer = _answer(exchange, consultation, number + 2)
        insert([question, answer])
        if exchange.spared is not None:
            insert([exchange.spared])
        _record(exchange, consultation)
    return answer


def _consultation(exchange: Exchange) -> Consultation:
    """A new one, or the one that goes on, locked."""
    dumped = exchange.mapping.dump() if exchange.mapping is not None else None
    if exchange.consultation is None:
        begun = Consultation(
            asker=exchange.asker,
            served=exchange.served,
            case=exchange.case,
            title=" ".join(exchange.question.split())[:_TITLE],
            locale=exchange.locale,
            placeholders=dumped or [],
        )
        insert([begun])
        return begun
    locked = Consultation.objects.select_for_update().get(pk=exchange.consultation.pk)
    # Two questions at once may both have met new names; the longer map knows more of them.
    if dumped is not None and len(dumped) >= len(locked.placeholders):
        locked.placeholders = dumped
    locked.updated_at = timezone.now()
    locked.save(update_fields=["placeholders", "updated_at"])
    return locked


def _answer(exchange: Exchange, consultation: Consultation, number: int) -> ConsultationMessage:
    return ConsultationMessage(
        consultation=consultation,
        number=number,
        role=ConsultationMessage.Role.ASSISTANT,
        text=exchange.answer.text,
        references=[asdict(one) for one in exchange.answer.references],
        removed=exchange.answer.removed,
        degraded=exchange.degraded,
        cached=exchange.cached,
        backend=exchange.backend,
        model=exchange.model,
        prompt_version=exchange.prompt_version,
        prompt=exchange.prompt,
        tokens_in=exchange.tokens_in,
        tokens_out=exchange.tokens_out,
    )


def _record(exchange: Exchange, consultation: Consultation) -> None:
    facts = {
        "model": exchange.model,
        "promptVersion": exchange.prompt_version,
        "degraded": exchange.degraded,
        "cached": exchange.cached,
        "removed": exchange.answer.removed,
    }
    refusal_record(subject=consultation, case_id=consultation.case_id, code=exchange.refusal)
    audit.record(
        actor=exchange.asker,
        verb="consultation.answered",
        subject=consultation,
        case_id=consultation.case_id,
        facts=facts,
        staff_only=True,
    )


def consultation_hand_over(*, actor: User, consultation: Consultation, note: str = "") -> Consultation:
    """Ask the lawyers of the case to answer. A consultation that waits for them already stays as it is.

    The caller has found it through `selectors.continued(actor, …)`. Raises NoLawyerToAsk without a case or while no
    lawyer is assigned to it; InvalidInput for a note that is too long.
    """
    if len(note) > LONGEST_NOTE:
        raise InvalidInput.at("/note", "max-length", f"A note has at most {LONGEST_NOTE} characters.")
    with transaction.atomic():
        locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
        case = locked.case
        if case is None or not locked.has_lawyer:
            raise NoLawyerToAsk("Ask about a case of yours; its lawyers can then answer.")
        if locked.waits_for_lawyer:
            return locked
        locked.handed_over_at, locked.handed_over_note = timezone.now(), note
        locked.save(update_fields=["handed_over_at", "handed_over_note"])
        audit.record(actor=actor, verb="consultation.handed-over", subject=locked, case_id=case.pk)
        events.publish(QuestionHandedOver(consultation_id=locked.pk, case_id=case.pk))
    return locked


def consultation_reply(*, actor: User, consultation: Consultation, text: str) -> ConsultationMessage:
    """A lawyer's own answer, as the next message; a consultation that waited for one waits no longer.

    The caller has found it through `selectors.consultations_visible_to(actor)`. Raises Forbidden for who is neither an
    admin nor assigned to its case; InvalidInput for an empty or too long text.
    """
    if not text.strip() or len(text) > LONGEST_REPLY:
        raise InvalidInput.at("/text", "length", f"A reply has 1 to {LONGEST_REPLY:,} characters.")
    with transaction.atomic():
        locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if not _may_reply(actor, locked):
            raise Forbidden("Lawyers of the case and administrators reply.")
        message = ConsultationMessage.objects.create(
            consultation=locked,
            number=locked.messages.count() + 1,
            role=ConsultationMessage.Role.LAWYER,
            author=actor,
            text=text.strip(),
        )
        locked.replied_at = locked.updated_at = timezone.now()
        locked.save(update_fields=["replied_at", "updated_at"])
        audit.record(actor=actor, verb="consultation.replied", subject=locked, case_id=locked.case_id)
        events.publish(ConsultationReplied(consultation_id=locked.pk, case_id=locked.case_id))
    return message


def _may_reply(actor: User, consultation: Consultation) -> bool:
    if not actor.is_staff:
        return False
    if actor.role == User.Role.ADMIN:
        return True
    return consultation.case_id is not None and cases.visible_to(actor).filter(pk=consultation.case_id).exists()
