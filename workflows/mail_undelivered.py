"""Mails that did not arrive are told to the member of staff who sent them."""

from __future__ import annotations

from django.db import transaction

from notifications import selectors
from notifications.events import MailNotDelivered
from notifications.models import Message
from notifications.services.settling import NOT_DELIVERED
from workflows.mailing import entry_of, link_to, mail_to, sees_case, values_of_case


def tell_sender(event: MailNotDelivered) -> None:
    """Mail the sender of a mail that somebody did not get. What the house wrote itself has no sender to tell."""
    message = Message.objects.select_related("created_by", "case").get(pk=event.message_id)
    sender, done = message.created_by, entry_of(message, f"mail.{event.status}")
    if sender is None or done is None or message.status not in NOT_DELIVERED:
        return
    if not selectors.visible_to(sender).filter(pk=message.pk).exists():
        return
    case = message.case if sees_case(sender, message.case) else None
    missed = [one.address for one in message.recipients.order_by("created_at", "id") if one.status in NOT_DELIVERED]
    values = {
        "mail_subject": message.subject,
        "addresses": ", ".join(missed),
        "status": event.status,
        "link": link_to(sender, "case", case.pk) if case is not None else "",
        **values_of_case(case),
    }
    with transaction.atomic():
        mail_to(sender, "mail-not-delivered", about=done.pk, values=values, case=case)
