"""Proof that mail to a user's address arrives: by a link that only the mail carries."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.events import EmailConfirmationRequested, EmailConfirmed
from accounts.models import User
from accounts.services.links import Purpose, link_claim, link_create, link_use, links_full
from core import audit, events


def email_confirmation_ask(*, actor: User) -> None:
    """The user wants the confirming link once more; the one before it is ended.

    Nothing happens for an address that is confirmed, or after too many links within an hour.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.pk)
        if user.email_confirmed_at is not None or links_full(user=user, purpose=Purpose.EMAIL_CONFIRMATION):
            return
        link = link_create(user=user, purpose=Purpose.EMAIL_CONFIRMATION)
        audit.record(actor=actor, verb="user.email_confirmation_requested", subject=user, facts={"link": str(link.pk)})
        events.publish(EmailConfirmationRequested(user.pk, link.pk))


def email_confirm(*, token: str) -> User:
    """The address that the token's link was mailed to is confirmed. Raises AccountLinkInvalid."""
    with transaction.atomic():
        link, user = link_claim(token=token, purpose=Purpose.EMAIL_CONFIRMATION)
        link_use(link)
        user.email_confirmed_at = timezone.now()
        user.save(update_fields=["email_confirmed_at"])
        audit.record(actor=user, verb="user.email_confirmed", subject=user, facts={"link": str(link.pk)})
        events.publish(EmailConfirmed(user.pk))
    return user
