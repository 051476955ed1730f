"""Logging in, staying logged in, logging out: JWTs by simplejwt, each refresh token good for one use.

All refresh tokens of one log-in form a family. A token that was used before and comes again has been stolen, or its
successor has: the family is ended, and whoever holds the rest of it must log in anew (RFC 9700 section 4.14.2). Two
tabs of one browser that refresh at one moment are no thieves: `docs/adr/0016` says what they are given.
"""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from rest_framework_simplejwt.exceptions import ExpiredTokenError, TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.utils import get_md5_hash_password

from accounts.exceptions import AccountLocked, InvalidCredentials, RefreshTokenInvalid
from accounts.models import TokenFamily, User, normalise_email
from accounts.services.lockout import failures_forget, seconds_locked
from core import audit
from core.ids import parse_id

FAMILY_CLAIM = "family"
PURGE_BATCH = 500


@dataclass(frozen=True)
class TokenPair:
    """An access token, the refresh token that goes with it, and the seconds the access token lives."""

    access: str
    refresh: str
    expires_in: int


class FamilyRefreshToken(RefreshToken):
    """A refresh token whose use is judged by its family, under a lock, and not while it is decoded."""

    def check_blacklist(self) -> None:
        """Left to `tokens_rotate`: here it would hide which family a stolen token belongs to."""


def tokens_issue(*, request: HttpRequest, email: str, password: str) -> TokenPair:
    """Log in by e-mail and password.

    Raises InvalidCredentials, the same whether the account exists, and AccountLocked after too many failures.
    """
    email = normalise_email(email)
    user = authenticate(request=request, username=email, password=password)
    if not isinstance(user, User):
        if getattr(request, "axes_locked_out", False):
            request.axes_locked_out = False  # type: ignore[attr-defined] # else its middleware answers with a page
            wait = seconds_locked(request, email)
            raise AccountLocked(f"Try again in {wait} seconds, or ask an admin to unlock it.", retry_after=wait)
        raise InvalidCredentials
    # Not Django's log-in signal: its listeners would make a session, and this caller wants none.
    failures_forget(request, email)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(last_login=timezone.now())
        family = TokenFamily(user=user)
        pair = _next_pair(family, user)
        family.save()
        audit.record(actor=user, verb="tokens.issued", subject=family)
    return pair


def tokens_rotate(*, refresh: str) -> TokenPair:
    """A new pair for a refresh token, which is dead from then on.

    Within TOKEN_REUSE_GRACE_SECONDS the same token brings once more what it brought: the same new refresh token, with
    an access token of its own. Raises RefreshTokenInvalid for one that is forged, expired or dead, and for a user who
    was closed or has another password by now. A dead one ends its whole family.
    """
    token = _decoded(refresh)
    with transaction.atomic():
        family = _locked_family(token)
        refused = _why_refused(family, token)
        if refused is None and _is_current(family, token):
            family.previous_jti, family.rotated_at = family.current_jti, timezone.now()
            pair = _next_pair(family, family.user)
            token.blacklist()
            family.save(update_fields=["current_jti", "previous_jti", "rotated_at", "expires_at"])
            return pair
        if refused is None:
            family.previous_jti = ""  # once more, and no more
            family.save(update_fields=["previous_jti"])
            facts = {"user": str(family.user_id)}
            audit.record(actor=None, verb="tokens.reused-in-grace", subject=family, facts=facts)
            return _current_pair(family)
        if family.revoked_at is None:
            _revoke(family, because=refused)
            audit.record(actor=None, verb=f"tokens.{refused}", subject=family, facts={"user": str(family.user_id)})
    # Outside the transaction: the end of the family stays although the caller is refused.
    raise RefreshTokenInvalid("Log in again.")


def tokens_revoke(*, refresh: str) -> None:
    """Log out: end the family of a refresh token. One that is dead already is no error; a forged one is.

    Raises RefreshTokenInvalid.
    """
    try:
        token = FamilyRefreshToken(refresh)  # type: ignore[arg-type] # simplejwt means the encoded text
    except ExpiredTokenError:
        return
    except TokenError as error:
        raise RefreshTokenInvalid("This is not a refresh token of ours.") from error
    with transaction.atomic():
        family = _locked_family(token)
        if family.revoked_at is None:
            _revoke(family, because="logged-out")
            audit.record(actor=family.user, verb="tokens.revoked", subject=family)


def families_revoke(*, user: User, because: str) -> int:
    """End all families of a user; gives how many were alive."""
    return TokenFamily.objects.filter(user=user, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_because=because
    )


def tokens_purge() -> int:
    """Forget what has expired, in small steps; gives how many tokens."""
    now = timezone.now()
    old = list(OutstandingToken.objects.filter(expires_at__lt=now).values_list("pk", flat=True)[:PURGE_BATCH])
    BlacklistedToken.objects.filter(token__in=old).delete()
    OutstandingToken.objects.filter(pk__in=old).delete()
    families = list(TokenFamily.objects.filter(expires_at__lt=now).values_list("pk", flat=True)[:PURGE_BATCH])
    TokenFamily.objects.filter(pk__in=families).delete()
    return len(old)


def _decoded(refresh: str) -> FamilyRefreshToken:
    try:
        return FamilyRefreshToken(refresh)  # type: ignore[arg-type] # simplejwt means the encoded text
    except TokenError as error:
        raise RefreshTokenInvalid("Log in again.") from error


def _locked_family(token: FamilyRefreshToken) -> TokenFamily:
    """The family, locked until the transaction ends: whoever comes second sees what the first has done."""
    family_id = parse_id(token.get(FAMILY_CLAIM))
    rows = TokenFamily.objects.select_for_update()
    family = rows.filter(pk=family_id).first() if family_id else None
    if family is None or str(family.user_id) != token.get(api_settings.USER_ID_CLAIM):
        raise RefreshTokenInvalid("Log in again.")
    return family


def _is_current(family: TokenFamily, token: FamilyRefreshToken) -> bool:
    jti: Any = token[api_settings.JTI_CLAIM]
    return bool(jti == family.current_jti) and not BlacklistedToken.objects.filter(token__jti=jti).exists()


def _is_in_grace(family: TokenFamily, token: FamilyRefreshToken) -> bool:
    """Whether it is the token just before the current one, not used again yet, and that one is seconds old."""
    if family.rotated_at is None or token[api_settings.JTI_CLAIM] != family.previous_jti:
        return False
    return timezone.now() < family.rotated_at + dt.timedelta(seconds=settings.TOKEN_REUSE_GRACE_SECONDS)


def _why_refused(family: TokenFamily, token: FamilyRefreshToken) -> str | None:
    password = str(token.get(api_settings.REVOKE_TOKEN_CLAIM, ""))
    if family.revoked_at is not None:
        return family.revoked_because
    if not _is_current(family, token) and not _is_in_grace(family, token):
        return "reused"
    if not family.user.is_active:
        return "account-closed"
    if not hmac.compare_digest(password, get_md5_hash_password(family.user.password)):
        return "password-changed"
    return None


def _next_pair(family: TokenFamily, user: User) -> TokenPair:
    """The next tokens of the family, which remembers the refresh token as its only good one."""
    # The library keeps the text of the token as it is here, without the family: a leaked table opens nothing.
    refresh = FamilyRefreshToken.for_user(user)
    refresh[FAMILY_CLAIM] = str(family.pk)
    family.current_jti = refresh[api_settings.JTI_CLAIM]
    family.expires_at = dt.datetime.fromtimestamp(refresh["exp"], tz=dt.UTC)
    return _pair(refresh)


def _current_pair(family: TokenFamily) -> TokenPair:
    """The family's good refresh token once more, built anew from what the library keeps of it, and an access token."""
    kept = OutstandingToken.objects.get(jti=family.current_jti)
    refresh = FamilyRefreshToken(kept.token)  # type: ignore[arg-type] # simplejwt means the encoded text
    refresh[FAMILY_CLAIM] = str(family.pk)
    return _pair(refresh)


def _pair(refresh: RefreshToken) -> TokenPair:
    lifetime: dt.timedelta = api_settings.ACCESS_TOKEN_LIFETIME
    return TokenPair(str(refresh.access_token), str(refresh), int(lifetime.total_seconds()))


def _revoke(family: TokenFamily, *, because: str) -> None:
    family.revoked_at = timezone.now()
    family.revoked_because = because
    family.save(update_fields=["revoked_at", "revoked_because"])
