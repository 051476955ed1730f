"""What sending a mail needs to know of it, read by statements that are written once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from core.questions import Given, Question
from notifications.models import Attachment, Message, Recipient, Suppression
from notifications.states import QUEUED

SUPPRESSED_NOW = Exists(Suppression.objects.filter(address=Lower(OuterRef("address"))))


@dataclass(frozen=True)
class MailToSend:
    """A mail and its recipients as they stood when they were read; `barred` are those who get no mail from us."""

    message: Message
    recipients: Sequence[Recipient]
    barred: frozenset[uuid.UUID]
    has_files: bool

    @property
    def is_untouched(self) -> bool:
        """Whether it waits as it was asked for, for all its recipients."""
        return self.message.status == QUEUED and self.message.attempts == 0 and not self.barred


def mail_to_send(message_id: uuid.UUID) -> MailToSend:
    """The mail as it stands, in two statements. Raises Message.DoesNotExist."""
    return _together(_MESSAGE.one(id=message_id), _RECIPIENTS.rows(message=message_id))


def mails_to_send(message_ids: Sequence[uuid.UUID]) -> list[MailToSend | None]:
    """Each of these mails, in two statements for all; None for one that is not there."""
    messages = {one.pk: one for one in _messages().filter(pk__in=message_ids)}
    recipients: dict[uuid.UUID, list[Recipient]] = {key: [] for key in messages}
    for one in _recipients().filter(message_id__in=list(messages)):
        recipients[one.message_id].append(one)
    return [_together(messages[key], recipients[key]) if key in messages else None for key in message_ids]


def _messages() -> QuerySet[Message]:
    return Message.objects.annotate(has_files=Exists(Attachment.objects.filter(message=OuterRef("pk"))))


def _recipients() -> QuerySet[Recipient]:
    return Recipient.objects.annotate(barred=SUPPRESSED_NOW).order_by("id")


def _together(message: Message, recipients: Sequence[Recipient]) -> MailToSend:
    barred = frozenset(one.pk for one in recipients if one.barred)  # type: ignore[attr-defined] # annotated above
    return MailToSend(message, recipients, barred, message.has_files)  # type: ignore[attr-defined] # as above


_MESSAGE = Question(lambda: _messages().filter(pk=Given("id", Message, "id")))
_RECIPIENTS = Question(lambda: _recipients().filter(message_id=Given("message", Message, "id")))
