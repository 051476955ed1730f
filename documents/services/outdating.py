"""Telling staff that a document no longer agrees with what it was made from.

Nothing is changed by itself: the file stays what it was, and a lawyer decides whether a new revision is due.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ai.events import DraftEdited
from ai.models import Draft
from cases.events import EntityChanged, PartyChanged
from documents.models import Revision

SHORTEST_VALUE = 4  # shorter values stand everywhere by chance


def flag_outdated_by_party(event: PartyChanged) -> None:
    """Flag the latest revisions of the case that hold a value which a party no longer has."""
    _flag_by_changes(event.case_id, event.changes, "A party's")


def flag_outdated_by_entity(event: EntityChanged) -> None:
    """Flag the latest revisions of the case that hold a value which the entity no longer has."""
    _flag_by_changes(event.case_id, event.changes, "The entity's")


def flag_outdated_by_draft(event: DraftEdited) -> None:
    """Flag the latest revision made from a draft that was edited afterwards and says something else now."""
    draft = Draft.objects.get(pk=event.draft_id)
    texts = {section["key"]: section["text"] for section in draft.sections}
    latest = Revision.objects.filter(draft=draft, number=F("document__latest_number"))
    differing = [one for one in latest if any(one.sections.get(key) != text for key, text in texts.items())]
    _flag(differing, "A section of its draft was edited after this revision was made.")


def _flag_by_changes(case_id: Any, changes: dict[str, Any], whose: str) -> None:
    latest = Revision.objects.filter(document__case_id=case_id, number=F("document__latest_number"))
    for field, change in changes.items():
        old = change.get("old") if isinstance(change, dict) else None
        if isinstance(old, str) and len(old) >= SHORTEST_VALUE:
            needle = json.dumps(old, ensure_ascii=False).strip('"')
            holding = [one for one in latest if needle in json.dumps(one.inputs, ensure_ascii=False)]
            _flag(holding, f"{whose} {field} was changed after this revision was made.")


def _flag(revisions: Iterable[Revision], reason: str) -> None:
    for found in revisions:
        with transaction.atomic():
            revision = Revision.objects.select_for_update().get(pk=found.pk)
            if all(known["reason"] != reason for known in revision.outdated):
                revision.outdated = [*revision.outdated, {"reason": reason, "at": timezone.now().isoformat()}]
                revision.save(update_fields=["outdated"])
