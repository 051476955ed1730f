"""What a provider told of a mail, applied: repeated, late or out of order, it ends in the same status."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import structlog
from django.db import IntegrityError, transaction

from core.models import InboundEvent
from notifications import webhooks
from notifications.models import MailEvent, Message, Recipient
from notifications.services.settling import settle
from notifications.services.suppressing import address_suppress
from notifications.states import BOUNCED, COMPLAINED, DELIVERED, FAILED, QUEUED, SENT, further
from notifications.webhooks import Told

log = structlog.get_logger(__name__)
# anymail's normalised types; what is not named here (opened, clicked, deferred …) is kept and changes nothing.
MEANS = {
    "sent": SENT,
    "queued": SENT,
    "delivered": DELIVERED,
    "bounced": BOUNCED,
    "rejected": FAILED,
    "failed": FAILED,
    "complained": COMPLAINED,
}


def provider_told(*, inbound_id: uuid.UUID) -> int:
    """Apply the events of one webhook call; gives how many were new. A mail that is not ours is ignored.

    Raises Rejected for a call that cannot be read.
    """
    inbound = InboundEvent.objects.get(pk=inbound_id)
    body = bytes(inbound.body)
    events = webhooks.parsed(inbound.backend, body, inbound.headers, came_at=inbound.created_at)
    asked = webhooks.subscription(inbound.backend, body, inbound.headers)
    if asked is not None:
        topic, address = asked
        log.warning("mail.webhook.subscription_waits", topic=topic, subscribe_url=address, inbound=str(inbound.pk))
    return sum(_apply(inbound.backend, event) for event in events)


def _apply(backend: str, told: Told) -> bool:
    message = _message(told)
    if message is None:
        log.info("mail.event.unknown_message", backend=backend, kind=told.kind)
        return False
    try:
        with transaction.atomic():
            locked = Message.objects.select_for_update().get(pk=message.pk)
            MailEvent.objects.create(
                message=locked,
                backend=backend,
                kind=told.kind[:20],
                address=told.address[:254],
                reason=told.reason[:20],
                detail=told.detail,
                at=told.at,
                identity=told.identity,
            )
            _moved(locked, told)
    except IntegrityError:
        if not MailEvent.objects.filter(identity=told.identity).exists():
            raise
        return False
    return True


def _message(told: Told) -> Message | None:
    if told.message_key:
        return Message.objects.filter(pk=told.message_key).first()
    if told.provider_id:
        return Message.objects.filter(provider_id=told.provider_id).order_by("-created_at").first()
    return None


def _moved(message: Message, told: Told) -> None:
    means = MEANS.get(told.kind)
    if means is None:
        return
    recipients = list(message.recipients.all())
    _handed_over(recipients)
    for one in _about(recipients, told):
        status = further(one.told_status, means)
        if status != one.told_status:
            one.told_status, one.detail = status, told.detail or one.detail
            Recipient.objects.filter(pk=one.pk).update(told_status=status, detail=one.detail)
        if told.for_good:
            address_suppress(actor=None, address=one.address, reason=means, note=told.detail, message=message)
    settle(message, recipients, facts={"backend": message.backend})


def _handed_over(recipients: Sequence[Recipient]) -> None:
    """What a provider tells of one shows that it took the mail, which was handed over for all in one call; also where
    the worker was cut off before it could write that down.
    """
    waiting = [one for one in recipients if one.own_status in (QUEUED, FAILED)]
    if waiting:
        Recipient.objects.filter(pk__in=[one.pk for one in waiting]).update(own_status=SENT)
    for one in waiting:
        one.own_status = SENT


def _about(recipients: Sequence[Recipient], told: Told) -> list[Recipient]:
    """Whom it is about; a provider that names nobody means the only one there is."""
    if not told.address:
        return list(recipients) if len(recipients) == 1 else []
    return [one for one in recipients if one.address.lower() == told.address]
