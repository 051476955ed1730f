"""A mail's status follows from its recipients'; this is the one place where it moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core import states
from notifications.events import MailNotDelivered
from notifications.models import Message, Recipient
from notifications.states import BOUNCED, COMPLAINED, FAILED, MESSAGE, QUEUED, SENDING, of_message

NOT_DELIVERED = frozenset({FAILED, BOUNCED, COMPLAINED})


def settle(
    message: Message,
    recipients: Sequence[Recipient],
    *,
    changes: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    known: str | None = None,
) -> None:
    """Move the locked `message` to where its recipients stand, with `changes` beside it; recorded and published.

    What was secret is forgotten as soon as the mail is not to be sent again by itself. With `known`, its present
    status, it need not be locked; raises Conflict where somebody else moved it.
    """
    to = of_message([one.status for one in recipients])
    if message.secret and to not in (QUEUED, SENDING):
        changes = {**(changes or {}), "sealed": b""}
    if to == (known or message.status):  # a write that was rolled back leaves its status in the row that we hold
        if changes:
            Message.objects.filter(pk=message.pk).update(**changes)
            for name, value in changes.items():
                setattr(message, name, value)
        return
    event = MailNotDelivered(message_id=message.pk, case_id=message.case_id, status=to) if to in NOT_DELIVERED else None
    states.move(
        table=MESSAGE,
        row=message,
        to=to,
        actor=None,
        verb=f"mail.{to}",
        case_id=message.case_id,
        changes=changes,
        facts={"kind": message.kind, **(facts or {})},
        event=event,
        staff_only=True,
        known=known,
    )
