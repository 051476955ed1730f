"""Making and changing users."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.events import EmailConfirmationRequested, PasswordChanged, UserRegistered
from accounts.exceptions import LastAdmin
from accounts.models import User, normalise_email
from accounts.services.links import Purpose, link_create, links_end
from accounts.services.tokens import families_revoke
from core import audit, events
from core.errors import Fault, Forbidden, InvalidInput

TERMS_VERSION = "2026-11"  # of the terms that a user accepts by registering
OWN_FIELDS = frozenset({"full_name", "locale"})
ADMIN_FIELDS = OWN_FIELDS | {"email", "role", "is_active"}
POINTERS = {"full_name": "/fullName", "is_active": "/isActive"}


def user_register(*, email: str, password: str, full_name: str, accepted_terms: bool) -> User:
    """Somebody makes an own account: role client, shown nothing but itself until cleared. A link that confirms the
    address is made with it.

    Raises InvalidInput: terms not accepted, a bad or taken address, a weak password, no name.
    """
    if accepted_terms is not True:
        raise InvalidInput.at("/acceptedTerms", "must-be-true", "The terms have to be accepted.")
    user = User(
        email=email,
        full_name=full_name,
        accepted_terms_at=timezone.now(),
        accepted_terms_version=TERMS_VERSION,
    )
    with transaction.atomic():
        _add(user, password, actor=user, verb="user.registered")
        link = link_create(user=user, purpose=Purpose.EMAIL_CONFIRMATION)
        events.publish(UserRegistered(user.pk, link.pk))
    return user


def user_create(
    *,
    actor: User | None,
    email: str,
    password: str,
    full_name: str,
    role: str = User.Role.CLIENT,
    locale: str = User.Locale.ENGLISH,
    email_confirmed: bool = False,
) -> User:
    """An account made by an admin, or by the system itself (actor None).

    Raises Forbidden for any other actor, and InvalidInput as `user_register`, also for an unknown role or locale.
    """
    _require_admin(actor)
    user = User(email=email, full_name=full_name, role=role, locale=locale)
    user.email_confirmed_at = timezone.now() if email_confirmed else None
    return _add(user, password, actor=actor, verb="user.created")


def user_update_own(*, actor: User, changes: Mapping[str, Any]) -> User:
    """Change the own `full_name` and `locale`. Raises InvalidInput for a bad value or any other field."""
    return _change(actor=actor, user=actor, changes=changes, allowed=OWN_FIELDS)


def user_update(*, actor: User | None, user: User, changes: Mapping[str, Any]) -> User:
    """An admin changes `email`, `full_name`, `role`, `locale` or `is_active` of a user.

    A closed account loses its tokens and links at once. Another address is unconfirmed, and is sent a link to confirm
    it; links to the address of before are ended. Raises Forbidden, InvalidInput, and LastAdmin when no active admin
    would be left.
    """
    _require_admin(actor)
    return _change(actor=actor, user=user, changes=changes, allowed=ADMIN_FIELDS)


def user_set_password(*, actor: User | None, user: User, password: str) -> User:
    """Give `user` another password, which ends all sessions and tokens. By an admin or by the user.

    Raises Forbidden, and InvalidInput at /password for a weak one.
    """
    if actor is not None and actor.pk != user.pk:
        _require_admin(actor)
    password_require(user, password, pointer="/password")
    with transaction.atomic():
        password_replace(actor=actor, user=user, password=password)
    return user


def password_require(user: User, password: str, *, pointer: str) -> None:
    """Raises InvalidInput at `pointer` for a password that is too weak for this user."""
    _raise_faults(_password_faults(user, password, pointer=pointer))


def password_replace(*, actor: User | None, user: User, password: str, facts: Mapping[str, Any] | None = None) -> None:
    """Write another password in the caller's transaction, which ends all log-ins and links to choose one."""
    user.set_password(password)
    user.save(update_fields=["password"])
    families_revoke(user=user, because="password-changed")
    links_end(user=user, because="password-changed", purpose=Purpose.PASSWORD_RESET)
    audit.record(actor=actor, verb="user.password_changed", subject=user, facts=facts)
    events.publish(PasswordChanged(user.pk))


def user_vouch(*, actor: User | None, user: User) -> None:
    """Staff know this person: the account is cleared without a confirmed address. Doing it again changes nothing."""
    if actor is not None and not actor.is_staff:
        raise Forbidden("Only staff can vouch for a user.")
    now = timezone.now()
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, vouched_at__isnull=True).update(vouched_at=now):
            user.vouched_at = now
            audit.record(actor=actor, verb="user.vouched", subject=user)


def _require_admin(actor: User | None) -> None:
    if actor is not None and not (actor.is_active and actor.role == User.Role.ADMIN):
        raise Forbidden("Only an admin manages accounts.")


def _add(user: User, password: str, *, actor: User | None, verb: str) -> User:
    _clean(user)
    # Whether an address is taken is told last: who only wants to know has to make an account of it otherwise.
    _raise_faults(_faults(user) + _password_faults(user, password) or _taken_faults(user))
    user.set_password(password)
    _save(user, verb=verb, actor=actor, facts={"role": user.role})
    return user


def _change(*, actor: User | None, user: User, changes: Mapping[str, Any], allowed: frozenset[str]) -> User:
    for field in changes:
        if field not in allowed:
            raise InvalidInput.at(_pointer(field), "read-only", "This cannot be changed here.")
    with transaction.atomic():
        fresh = User.objects.select_for_update().get(pk=user.pk)
        changed = _apply(fresh, changes)
        _raise_faults(_faults(fresh) or _taken_faults(fresh))
        if changed:
            _require_admin_left(fresh)
            facts = {"fields": changed, **({"role": fresh.role} if "role" in changed else {})}
            _save(fresh, verb="user.changed", actor=actor, facts=facts)
        if not fresh.is_active:
            families_revoke(user=fresh, because="account-closed")
            links_end(user=fresh, because="account-closed")
        elif "email" in changed:
            links_end(user=fresh, because="address-changed")
            link = link_create(user=fresh, purpose=Purpose.EMAIL_CONFIRMATION)
            events.publish(EmailConfirmationRequested(fresh.pk, link.pk))
    for field in (*changed, "email_confirmed_at"):
        setattr(user, field, getattr(fresh, field))
    return user


def _apply(user: User, changes: Mapping[str, Any]) -> list[str]:
    """Set the values and clean them; gives the names of the fields that differ from before."""
    before = {field: getattr(user, field) for field in changes}
    for field, value in changes.items():
        setattr(user, field, value)
    _clean(user)
    changed = sorted(field for field, old in before.items() if getattr(user, field) != old)
    if "email" in changed:
        user.email_confirmed_at = None  # whoever confirmed was asked at another address
    return changed


def _require_admin_left(user: User) -> None:
    """The rows of the other admins are locked, so that two admins cannot close each other at one moment."""
    if user.is_active and user.role == User.Role.ADMIN:
        return
    was_admin = User.objects.filter(pk=user.pk, role=User.Role.ADMIN, is_active=True).exists()
    others = User.objects.select_for_update().filter(role=User.Role.ADMIN, is_active=True).exclude(pk=user.pk)
    if was_admin and not list(others.values_list("pk", flat=True)):
        raise LastAdmin("Make somebody else an admin first.")


def _save(user: User, *, verb: str, actor: User | None, facts: Mapping[str, Any]) -> None:
    try:
        with transaction.atomic():
            user.save()
            audit.record(actor=actor, verb=verb, subject=user, facts=facts)
    except IntegrityError as error:
        if not User.objects.filter(email=user.email).exclude(pk=user.pk).exists():
            raise
        raise _taken() from error


def _taken() -> InvalidInput:
    return InvalidInput.at("/email", "taken", "This address cannot be used. If it is yours, log in.")


def _clean(user: User) -> None:
    user.email = normalise_email(user.email)
    # Letters that nobody sees, or that turn the order of the others, have no place in a name.
    seen = "".join(letter for letter in user.full_name if unicodedata.category(letter) not in ("Cf", "Cc", "Co"))
    user.full_name = " ".join(seen.split())


def _faults(user: User) -> list[Fault]:
    """What is wrong with the values of a user, apart from the password."""
    faults = []
    try:
        validate_email(user.email)
        if len(user.email) > 254:
            raise ValidationError("too long")
    except ValidationError:
        faults.append(Fault("/email", "invalid", "This is not an e-mail address."))
    if not 1 <= len(user.full_name) <= 200:
        faults.append(Fault("/fullName", "length", "A name has 1 to 200 characters."))
    if user.role not in User.Role.values:
        faults.append(Fault("/role", "unknown-value", f"A role is one of: {', '.join(User.Role.values)}."))
    if user.locale not in User.Locale.values:
        faults.append(Fault("/locale", "unknown-value", f"A locale is one of: {', '.join(User.Locale.values)}."))
    return faults


def _taken_faults(user: User) -> list[Fault]:
    if User.objects.filter(email=user.email).exclude(pk=user.pk).exists():
        return [Fault("/email", "taken", "This address cannot be used. If it is yours, log in.")]
    return []


def _password_faults(user: User, password: str, *, pointer: str = "/password") -> list[Fault]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [
            Fault(pointer, str(one.code or "invalid").replace("_", "-"), " ".join(one.messages))
            for one in error.error_list
        ]
    return []


def _pointer(field: str) -> str:
    return POINTERS.get(field, f"/{field}")


def _raise_faults(faults: list[Fault]) -> None:
    if faults:
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        raise InvalidInput(f"{faults[0].pointer}: {faults[0].detail}{more}", errors=faults)
