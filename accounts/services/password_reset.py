"""A new password for who forgot the old one and can read mail at the account's address.

Asking does the same work for every address: one job is asked for, about the account or about nobody. Whether there is
such an account, whether it is open and was not asked for too often is found out by the job.
"""

from __future__ import annotations

import uuid

import structlog
from django.conf import settings
from django.db import transaction
from redis.exceptions import RedisError

from accounts.events import PasswordResetRequested
from accounts.models import AccountLink, User, normalise_email
from accounts.services.links import Purpose, link_claim, link_create, link_use, links_full
from accounts.services.lockout import failures_forget_account
from accounts.services.users import password_replace, password_require
from core import audit, events, jobs, limits
from core.ids import new_id

log = structlog.get_logger(__name__)
BEGIN = "accounts.password-reset"


def password_reset_ask(*, email: str, address: str) -> None:
    """Somebody at the network address `address` wants a new password for the account of `email`.

    Ends the same way, after the same work, whether there is such an account and however often it was asked.
    """
    few_enough = _few_enough(address)
    found = User.objects.filter(email=normalise_email(email)).values_list("pk", flat=True).first()
    user_id = found if found is not None and few_enough else new_id()
    with transaction.atomic():
        jobs.enqueue(kind=BEGIN, payload={"user": str(user_id)})


def password_reset_begin(*, user_id: uuid.UUID, link_id: uuid.UUID) -> None:
    """Make the link under that id and publish it, if the account is there, open and below its limit.

    Doing it again under the same id changes nothing.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id, is_active=True).first()
        if user is None or AccountLink.objects.filter(pk=link_id).exists():
            return
        if links_full(user=user, purpose=Purpose.PASSWORD_RESET):
            log.warning("password_reset.too_many", user_id=str(user.pk))
            return
        link = link_create(user=user, purpose=Purpose.PASSWORD_RESET, link_id=link_id)
        audit.record(actor=None, verb="user.password_reset_requested", subject=user, facts={"link": str(link.pk)})
        events.publish(PasswordResetRequested(user.pk, link.pk))


def password_reset_confirm(*, token: str, password: str) -> User:
    """The new password, for who brings the token of a good link; all sessions and tokens of before are ended.

    Raises AccountLinkInvalid, and InvalidInput at /newPassword for a weak one, after which the link is good still.
    """
    with transaction.atomic():
        link, user = link_claim(token=token, purpose=Purpose.PASSWORD_RESET)
        password_require(user, password, pointer="/newPassword")
        link_use(link)
        password_replace(actor=user, user=user, password=password, facts={"link": str(link.pk)})
        failures_forget_account(user.email)
    return user


def _few_enough(address: str) -> bool:
    try:
        return limits.hit("password-reset", address, settings.LIMIT_PASSWORD_RESETS_PER_HOUR, minutes=60).allowed
    except RedisError:  # the account's own limit, which the database counts, holds still
        log.warning("limits.unreachable")
        return True
