"""Which stored files the rows of this room name: told to `core.storage`, which verifies them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence

from core.storage.registry import NamedObject
from documents.models import Rendering, Revision, Upload

PAGE = 500
# So many revisions of one file are named; a certificate that is rendered from the same data again may have hundreds.
REVISIONS_SHOWN = 3


def renderings() -> Iterator[NamedObject]:
    """Checksum, size and label of every rendering's file, read by id in pages."""
    rows = Rendering.objects.order_by("pk").values_list("pk", "checksum", "size")
    page = list(rows[:PAGE])
    while page:
        revisions = _revisions([key for key, _, _ in page])
        for key, checksum, size in page:
            yield checksum, size, _label(key, revisions[key])
        page = list(rows.filter(pk__gt=page[-1][0])[:PAGE])


def uploads() -> Iterator[NamedObject]:
    """Checksum, size and label of every file from outside, those in quarantine too, read by id in pages."""
    rows = Upload.objects.order_by("pk").values_list("pk", "checksum", "size", "revision__document_id")
    page = list(rows[:PAGE])
    while page:
        for key, checksum, size, document in page:
            yield checksum, size, f"documents.upload {key} (document {document})"
        page = list(rows.filter(pk__gt=page[-1][0])[:PAGE])


def _revisions(keys: Sequence[uuid.UUID]) -> defaultdict[uuid.UUID, list[str]]:
    found: defaultdict[uuid.UUID, list[str]] = defaultdict(list)
    named = Revision.objects.filter(rendering__in=keys).order_by("created_at", "pk")
    for rendering, document, number in named.values_list("rendering_id", "document_id", "number"):
        if len(found[rendering]) < REVISIONS_SHOWN:
            found[rendering].append(f"document {document} revision {number}")
    return found


def _label(key: uuid.UUID, revisions: Sequence[str]) -> str:
    """Ids alone: a label goes to logs, and a title there would name a client."""
    return f"documents.rendering {key}" + (f" ({', '.join(revisions)})" if revisions else "")
