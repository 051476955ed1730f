"""Links that are mailed to users: good once, for a while, for one purpose and for the address they were made for.

A token is 256 random bits. The row keeps its SHA-256 and, until the mail is on its way, the token under seal
(`core.sealing`); events and jobs name a link by its id. Every change of a user's links happens under a lock on the
user's row, so that of two uses at one moment one succeeds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.exceptions import AccountLinkInvalid
from accounts.models import AccountLink, User
from core.ids import new_id
from core.sealing import BrokenSealError, seal, unseal

Purpose = AccountLink.Purpose
SEAL_PURPOSE = "account-link"
PATHS = {Purpose.EMAIL_CONFIRMATION: "/account/confirm", Purpose.PASSWORD_RESET: "/account/reset"}
PURGE_BATCH = 500
KEEP_EXPIRED = dt.timedelta(days=1)


@dataclass(frozen=True, repr=False)
class OpenLink:
    """What the writer of the mail needs: whose link it is, where the mail goes, the address in it, until when.

    It has no `repr`: `url` and `token` are secrets.
    """

    user_id: uuid.UUID
    purpose: str
    email: str
    token: str
    url: str
    expires_at: dt.datetime


def link_create(*, user: User, purpose: Purpose, link_id: uuid.UUID | None = None) -> AccountLink:
    """A new link for the user's address, in the caller's transaction; the one before it is ended.

    The caller has locked the user's row, or has just made it.
    """
    links_end(user=user, because="replaced", purpose=purpose)
    token = secrets.token_urlsafe(32)
    return AccountLink.objects.create(
        id=link_id or new_id(),
        user=user,
        purpose=purpose,
        email=user.email,
        token_hash=_hash(token),
        sealed_token=seal(token.encode(), purpose=SEAL_PURPOSE),
        expires_at=timezone.now() + _lifetime(purpose),
        open_key=f"{user.pk}:{purpose}",
    )


def link_open(link_id: uuid.UUID | str) -> OpenLink | None:
    """The link with its token, for the one mail that carries it.

    None for a link that is used, expired, ended, or forgotten since its mail went out.
    """
    link = _good().filter(pk=link_id).first()
    if link is None or not link.sealed_token:
        return None
    try:
        token = unseal(bytes(link.sealed_token), purpose=SEAL_PURPOSE).decode()
    except BrokenSealError:
        return None  # SECRET_KEY was changed in between: the user asks again
    base = settings.FRONTEND_URL or settings.PUBLIC_URL
    url = f"{base}{PATHS[Purpose(link.purpose)]}?{urlencode({'token': token})}"
    return OpenLink(link.user_id, link.purpose, link.email, token, url, link.expires_at)


def link_forget(link_id: uuid.UUID | str) -> None:
    """The mail is on its way: from now on the token is in it alone. Doing it again changes nothing."""
    AccountLink.objects.filter(pk=link_id).update(sealed_token=b"")


def link_user(*, token: str, purpose: Purpose) -> User | None:
    """Whose link a token opens, or None for one that is not good. Uses nothing up."""
    link = _good().filter(token_hash=_hash(token), purpose=purpose).select_related("user").first()
    return link.user if link is not None else None


def link_claim(*, token: str, purpose: Purpose) -> tuple[AccountLink, User]:
    """The link that a token opens, and its user, locked until the caller's transaction ends.

    Raises AccountLinkInvalid, which says the same of every token that is not good.
    """
    found = AccountLink.objects.filter(token_hash=_hash(token), purpose=purpose).first()
    user = User.objects.select_for_update().filter(pk=found.user_id).first() if found is not None else None
    # Looked at again under the lock: another request may have used it since.
    link = _good().filter(pk=found.pk).first() if found is not None else None
    if link is None or user is None:
        raise AccountLinkInvalid("Ask for a new link, and use the newest mail only.")
    return link, user


def link_use(link: AccountLink) -> None:
    """The link has done what it is for, and opens nothing any more. In the transaction that claimed it."""
    AccountLink.objects.filter(pk=link.pk).update(**_ended("used"))


def links_end(*, user: User, because: str, purpose: Purpose | None = None) -> int:
    """End the user's open links, all or those of one purpose; gives how many."""
    links = AccountLink.objects.filter(user=user, ended_at__isnull=True)
    if purpose is not None:
        links = links.filter(purpose=purpose)
    return links.update(**_ended(because))


def links_full(*, user: User, purpose: Purpose) -> bool:
    """Whether the user was sent as many links of that purpose within an hour as LIMIT_ACCOUNT_LINKS_PER_HOUR allows."""
    since = timezone.now() - dt.timedelta(hours=1)
    sent = AccountLink.objects.filter(user=user, purpose=purpose, created_at__gt=since).count()
    return sent >= int(settings.LIMIT_ACCOUNT_LINKS_PER_HOUR)


def links_purge() -> int:
    """Forget links that expired more than a day ago, in small steps; gives how many. No expired one keeps its token."""
    now = timezone.now()
    expired = AccountLink.objects.filter(expires_at__lt=now)
    expired.exclude(sealed_token=b"").update(sealed_token=b"")
    old = list(expired.filter(expires_at__lt=now - KEEP_EXPIRED).values_list("pk", flat=True)[:PURGE_BATCH])
    AccountLink.objects.filter(pk__in=old).delete()
    return len(old)


def _good() -> QuerySet[AccountLink]:
    """Not ended, not expired, of an open account that still has the address."""
    links = AccountLink.objects.filter(ended_at__isnull=True, expires_at__gt=timezone.now())
    return links.filter(user__is_active=True, email=F("user__email"))


def _ended(because: str) -> dict[str, Any]:
    return {"ended_at": timezone.now(), "ended_because": because, "sealed_token": b"", "open_key": None}


def _lifetime(purpose: Purpose) -> dt.timedelta:
    if purpose == Purpose.PASSWORD_RESET:
        return dt.timedelta(minutes=settings.PASSWORD_RESET_MINUTES)
    return dt.timedelta(hours=settings.EMAIL_CONFIRMATION_HOURS)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
