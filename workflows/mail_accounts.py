"""Mails about the own account. A link's token is in its mail alone: it is asked for here, and forgotten once the mail,
which is kept encrypted, is queued.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.events import EmailConfirmationRequested, PasswordChanged, PasswordResetRequested, UserRegistered
from accounts.models import User
from accounts.services import link_forget, link_open
from workflows.mailing import entry_of, mail_to


def welcome(event: UserRegistered) -> None:
    """Mail a new user the link that confirms the address."""
    _mail_link("welcome-confirm", event.link_id)


def send_confirmation(event: EmailConfirmationRequested) -> None:
    """Mail a user the link that confirms the address once more, or to another address."""
    _mail_link("email-confirm", event.link_id)


def send_reset(event: PasswordResetRequested) -> None:
    """Mail a user the link to choose a new password."""
    _mail_link("password-reset", event.link_id)


def warn_of_password(event: PasswordChanged) -> None:
    """Mail a user that the password was changed, also who changed it: it may have been somebody else."""
    user = User.objects.get(pk=event.user_id)
    done = entry_of(user, "user.password_changed")
    if done is None or not user.is_active or not user.is_cleared:
        return
    values = {"link": f"{settings.PUBLIC_URL}{reverse('account-forgot')}", "changed_at": done.at}
    with transaction.atomic():
        mail_to(user, "password-changed", about=done.pk, values=values)


def _mail_link(key: str, link_id: uuid.UUID | str) -> None:
    """Nothing for a link that was used, replaced or mailed since."""
    with transaction.atomic():
        link = link_open(link_id)
        if link is None:
            return
        user = User.objects.get(pk=link.user_id)
        mail_to(user, key, about=link_id, values={"link": link.url, "expires_at": link.expires_at})
        link_forget(link_id)
