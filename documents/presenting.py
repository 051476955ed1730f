"""What the API and the jobs say of a revision, and the links to its file."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from core import storage
from core.storage.names import safe_filename
from documents.exceptions import UploadQuarantined
from documents.models import Revision, Upload
from documents.uploads import SUFFIXES

INFECTED = "The virus scanner found something in this file. It stays closed; tell who sent it."
WAITING = "The virus scanner has not looked at this file yet. Try again in a minute."


def file_link(revision: Revision, *, filename: str | None = None) -> str:
    """An absolute link to the file that dies in minutes; it is saved as `filename`, else as was asked when it was made,
    else by the document's title. Raises UploadQuarantined for a file that no scanner has released.
    """
    require_released(revision)
    name = file_name(revision, filename)
    return storage.link(revision.checksum, filename=name, content_type=revision.content_type)


def file_name(revision: Revision, wished: str | None = None) -> str:
    """What the file is saved as: as wished, else as was asked when it was made, else by the document's title."""
    wished = wished or revision.options.get("filename")
    suffix = SUFFIXES.get(revision.content_type, "")
    return safe_filename(wished or f"{revision.document.title} r{revision.number}", suffix=suffix)


def require_released(revision: Revision) -> None:
    """Raise UploadQuarantined for a file that no scanner has released."""
    if revision.upload is not None and not revision.upload.is_released:
        raise UploadQuarantined(INFECTED if revision.upload.scan == Upload.Scan.INFECTED else WAITING)


def download_path(revision: Revision) -> str:
    """The address that gives a fresh link to who may see the revision."""
    return f"{settings.PUBLIC_URL}/api/docs/{revision.document_id}/download?revision={revision.number}"


def produced(revision: Revision) -> dict[str, Any]:
    """What a finished job says of the revision it made, no personal data in it; its `fileUrl` asks for a log-in and
    does not expire.
    """
    return {
        "documentId": str(revision.document_id),
        "draftId": str(revision.draft_id) if revision.draft_id else None,
        "revision": revision.number,
        "fileUrl": download_path(revision),
        "checksum": revision.checksum,
        "size": revision.size,
        "pages": revision.pages,
        "status": revision.status,
        "cached": revision.cached,
    }


def made(revision: Revision, *keys: str, link: str) -> dict[str, Any]:
    """The named members of `produced` and `warnings`, with `link`, which can be opened at once, as `fileUrl`."""
    facts = {**produced(revision), "warnings": revision.warnings, "fileUrl": link}
    return {key: facts[key] for key in keys if facts[key] is not None}
