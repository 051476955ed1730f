"""What happens to accounts, for the rooms above.

A link is named by its id alone. Its token is asked for with `accounts.services.link_open` by whoever writes the mail,
so that it lies in no job and no log.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class UserRegistered(Event):
    """Somebody made an own account; the link confirms the address."""

    user_id: uuid.UUID
    link_id: uuid.UUID


@dataclass(frozen=True)
class EmailConfirmationRequested(Event):
    """The user asked for the confirming link again, or has another address now."""

    user_id: uuid.UUID
    link_id: uuid.UUID


@dataclass(frozen=True)
class EmailConfirmed(Event):
    """A user proved that mail to the address arrives."""

    user_id: uuid.UUID


@dataclass(frozen=True)
class PasswordResetRequested(Event):
    """Somebody asked for a new password of an account that is there and open."""

    user_id: uuid.UUID
    link_id: uuid.UUID


@dataclass(frozen=True)
class PasswordChanged(Event):
    """A user has another password; all log-ins of before are ended."""

    user_id: uuid.UUID
