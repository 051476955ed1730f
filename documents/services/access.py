"""Who may work on documents."""

from __future__ import annotations

from accounts.exceptions import StaffOnly
from accounts.models import User

PRODUCE = "Documents of a case are produced by its lawyers. Send a message to your lawyer."
REVISE = "Documents of a case are revised by its lawyers."
REVIEW = "Only lawyers and admins review documents."


def require_staff(actor: User, why: str = PRODUCE) -> None:
    """Raise StaffOnly, saying `why`, for anybody who does not work for the practice."""
    if not actor.is_staff:
        raise StaffOnly(why)
