"""Lock-out after too many wrong passwords, as django-axes counts it: by account and address."""

from __future__ import annotations

from collections.abc import Mapping

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_credentials
from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User, normalise_email
from core import audit
from core.errors import Forbidden


def seconds_locked(request: HttpRequest, email: str) -> int:
    """How long the account stays locked for the address of `request`; at least 1."""
    cool_off = get_cool_off(request)
    last = (
        AccessAttempt.objects.filter(username=email, ip_address=getattr(request, "axes_ip_address", None))
        .order_by("-attempt_time")
        .first()
    )
    if cool_off is None or last is None:
        return 1
    return max(1, round((last.attempt_time + cool_off - timezone.now()).total_seconds()))


def failures_forget(request: HttpRequest, email: str) -> None:
    """A log-in that succeeded clears the count of those that failed before it."""
    AxesProxyHandler.update_request(request)
    AxesProxyHandler.get_implementation().reset_user_attempts(request, get_credentials(email))


def failures_forget_account(email: str) -> None:
    """Whoever chose a new password by mail starts with a clean count, wherever the failures came from."""
    AccessAttempt.objects.filter(username=normalise_email(email)).delete()


def account_name(request: HttpRequest, credentials: Mapping[str, str] | None) -> str | None:
    """The account that a log-in counts for: the setting AXES_USERNAME_CALLABLE.

    One spelling, so that capital letters open no new count; and found under either name, since the log-in form says
    `username` where axes, asking the user model, says `email`.
    """
    given = {**request.POST.dict(), **(credentials or {})}
    name = given.get("username") or given.get("email")
    return normalise_email(str(name))[:255] if name is not None else None


def attempts_unlock(*, actor: User, attempts: QuerySet[AccessAttempt]) -> int:
    """Forget failed log-ins, which unlocks their accounts; gives how many. Raises Forbidden unless an admin asks."""
    if actor.role != User.Role.ADMIN:
        raise Forbidden("Only an admin unlocks accounts.")
    with transaction.atomic():
        found = list(attempts)
        for attempt in found:
            facts = {"account": attempt.username, "address": attempt.ip_address}
            audit.record(actor=actor, verb="login.unlocked", subject=attempt, facts=facts)
        AccessAttempt.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)
