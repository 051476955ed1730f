"""What can be drafted, handed down by the floor above."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ai.models import DraftType
from core.errors import Conflict


class DraftTypePublished(Conflict):
    code = "draft-type-published"
    title = "This version is published with other sections and is never changed"


def draft_type_publish(
    *, slug: str, version: int, title: str, sections: Sequence[Mapping[str, Any]], input_schema: Mapping[str, Any]
) -> DraftType:
    """Make version `version` of `slug` draftable; the same again changes nothing.

    `sections`: [{key, title, brief, requiredPoints, clauses: {"en/formal": Jinja}}]. Older versions stay. Raises
    DraftTypePublished if that version exists with another content.
    """
    content = json.dumps([title, list(sections), input_schema], sort_keys=True, ensure_ascii=False)
    checksum = f"sha256:{hashlib.sha256(content.encode()).hexdigest()}"
    made, _ = DraftType.objects.get_or_create(
        slug=slug,
        version=version,
        defaults={
            "title": title,
            "sections": [dict(one) for one in sections],
            "input_schema": dict(input_schema),
            "checksum": checksum,
        },
    )
    if made.checksum != checksum:
        raise DraftTypePublished(f"Version {version} of {slug} exists; publish the change as a new version.")
    return made
