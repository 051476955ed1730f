"""Who may work on documents."""

from __future__ import annotations

from accounts.exceptions import StaffOnly
from accounts.models import User

PRODUCE = "Documents of a case are produced by its lawyers. Send a message to your lawyer."
REVISE = "Documents of a case are revised by its lawyers."
OUTDATED = "Whether a document needs a new revision is its lawyers' to judge."
ORIGINS = "Where a document's texts and data came from is shown to its lawyers."
AGREEMENT = "Whether the documents of a case agree is its lawyers' to judge."
EXECUTE = "Signed copies, filings and voiding are recorded by lawyers and admins."
REVIEW = "Only lawyers and admins review documents."


def require_staff(actor: User, why: str = PRODUCE) -> None:
    """Raise StaffOnly, saying `why`, for anybody who does not work for the practice."""
    if not actor.is_staff:
        raise StaffOnly(why)
