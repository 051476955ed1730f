"""Addresses that get no mail from us."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts.exceptions import StaffOnly
from accounts.models import User
from core import audit
from core.errors import InvalidInput
from notifications import addresses
from notifications.models import Message, Suppression

BY_HAND = "by-hand"


def address_suppress(
    *, actor: User | None, address: str, reason: str = BY_HAND, note: str = "", message: Message | None = None
) -> Suppression:
    """Send nothing to `address` from now on; entered twice, the first entry stays.

    By an admin, or by the system (actor None) for what a provider told. Raises StaffOnly and InvalidInput.
    """
    if actor is not None and actor.role != User.Role.ADMIN:
        raise StaffOnly("Admins keep the list of suppressed addresses.")
    try:
        plain = addresses.parsed(address).address.lower()
    except ValueError as error:
        raise InvalidInput.at("/address", "invalid-address", str(error)) from error
    try:
        with transaction.atomic():
            row = Suppression.objects.create(
                address=plain, reason=reason, note=note[:300], message=message, created_by=actor
            )
            audit.record(actor=actor, verb="address.suppressed", subject=row, facts={"reason": reason}, staff_only=True)
    except IntegrityError:
        return Suppression.objects.get(address=plain)
    return row


def address_release(*, actor: User, suppression: Suppression) -> None:
    """Let mail go to the address again. Raises StaffOnly."""
    if actor.role != User.Role.ADMIN:
        raise StaffOnly("Admins keep the list of suppressed addresses.")
    with transaction.atomic():
        audit.record(
            actor=actor,
            verb="address.released",
            subject=suppression,
            facts={"reason": suppression.reason},
            staff_only=True,
        )
        suppression.delete()
