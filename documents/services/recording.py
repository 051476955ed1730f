"""How a revision is named in what is recorded and published of it."""

from __future__ import annotations

import uuid
from typing import Any, TypedDict

from documents.models import Revision


class Identified(TypedDict):
    """The members that every event of a revision has."""

    document_id: uuid.UUID
    revision_id: uuid.UUID
    case_id: uuid.UUID | None


def facts_of(revision: Revision) -> dict[str, Any]:
    """What every audit entry about a revision says: title and id of its document, number, checksum."""
    return {
        "title": revision.document.title,
        "document": str(revision.document_id),
        "revision": revision.number,
        "checksum": revision.checksum,
    }


def identified(revision: Revision) -> Identified:
    """The ids that an event about the revision carries."""
    return {
        "document_id": revision.document_id,
        "revision_id": revision.pk,
        "case_id": revision.document.case_id,
    }
