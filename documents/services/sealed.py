"""A file that was signed through us comes back as the document's next revision; the room above has sealed and validated
it.
"""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from documents.executions import ESIGN
from documents.models import Document, Revision
from documents.services.executing import copy_keep
from documents.services.uploading import Taken, file_take


def signed_file_take(*, content: bytes, document: Document) -> Taken:
    """The signed file in storage, before any row names it; it passes the same door as every file. Call it outside a
    transaction. Raises as `documents.services.uploading.file_take`.
    """
    return file_take(
        content=content, filename=f"{document.title[:150].replace('/', '-')} (signed).pdf", scan_first=True
    )


def signed_file_keep(*, actor: User, approved: Revision, taken: Taken, signed_on: dt.date, note: str) -> Revision:
    """The next revision, `signed`, of a file that was taken; in the caller's transaction. `actor` sent it out for
    signature. A hold that came since then blocks nothing: it has been signed. Raises TransitionNotAllowed and
    AlreadySigned.
    """
    return copy_keep(actor=actor, approved=approved, taken=taken, way=ESIGN, signed_on=signed_on, note=note)


def signed_file_stamped(*, actor: User, sealed: Revision, taken: Taken, on: dt.date) -> Revision:
    """The next revision of a paper that was signed through us: the same file with a time-stamp behind it. The one
    without it stands as well, since others may hold it. In the caller's transaction.
    """
    approved = sealed.executed_from
    assert approved is not None  # noqa: S101 - it was signed through us
    note = f"Revision {sealed.number} with a time-stamp of {on.isoformat()}."
    signed_on = dt.date.fromisoformat(sealed.execution["on"])
    return copy_keep(
        actor=actor, approved=approved, taken=taken, way=ESIGN, signed_on=signed_on, note=note, beside=True
    )
