"""Facts of the mail room."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class MailNotDelivered(Event):
    """A mail ended as failed, bounced or marked as spam, for at least one of its recipients."""

    message_id: uuid.UUID
    case_id: uuid.UUID | None
    status: str
