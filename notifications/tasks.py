"""The jobs of the room: sending a mail, and taking in what a provider told."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from core import jobs
from core.backends import OutcomeUnknown, Retryable
from notifications.constants import APPLY, DELIVER, DELIVER_TRIES
from notifications.sending_selectors import MailToSend, mails_to_send
from notifications.services import mail_deliver, provider_told


def read_ahead(payloads: Sequence[Mapping[str, Any]]) -> Sequence[MailToSend | None]:
    """The mails of jobs that one worker does next."""
    return mails_to_send([uuid.UUID(one["message"]) for one in payloads])


@jobs.handler(DELIVER, queue="email", max_attempts=DELIVER_TRIES, together=50, ahead=read_ahead)
def deliver(job: jobs.RunningJob) -> dict[str, Any]:
    """Send the mail; run again, it sends only what was not sent, or what nobody knows of."""
    try:
        message = mail_deliver(
            message_id=uuid.UUID(job.payload["message"]), last_try=job.attempt >= DELIVER_TRIES, ahead=job.ahead
        )
    except OutcomeUnknown as error:  # it is sent again, marked as a possible duplicate
        raise Retryable(error.detail) from error
    return {"messageId": str(message.pk), "status": message.status}


@jobs.handler(APPLY, queue="default")
def apply(job: jobs.RunningJob) -> dict[str, Any]:
    """Apply the events of one webhook call; run again, each counts once."""
    return {"events": provider_told(inbound_id=uuid.UUID(job.payload["inbound"]))}
