"""Telling staff that a document no longer agrees with what it was made from.

Nothing is changed by itself: the file stays what it was, and a lawyer decides whether a new revision is due.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ai.events import DraftEdited
from ai.models import Draft
from cases.events import EntityChanged, PartyChanged
from core.pii.digests import digest_of
from documents.models import Revision

SHORTEST_VALUE = 4  # shorter values stand everywhere by chance


def flag_outdated_by_party(event: PartyChanged) -> None:
    """Flag the latest revisions of the case that hold a value which a party no longer has."""
    _flag_by_former(event.case_id, event.former, "A party's")


def flag_outdated_by_entity(event: EntityChanged) -> None:
    """Flag the latest revisions of the case that hold a value which the entity no longer has."""
    _flag_by_former(event.case_id, event.former, "The entity's")


def flag_outdated_by_draft(event: DraftEdited) -> None:
    """Flag the latest revision made from a draft that was edited afterwards and says something else now."""
    draft = Draft.objects.get(pk=event.draft_id)
    texts = {section["key"]: section["text"] for section in draft.sections}
    latest = Revision.objects.filter(draft=draft, number=F("document__latest_number"))
    differing = [one for one in latest if any(one.sections.get(key) != text for key, text in texts.items())]
    _flag(differing, "A section of its draft was edited after this revision was made.")


def _flag_by_former(case_id: Any, former: Mapping[str, str], whose: str) -> None:
    latest = Revision.objects.filter(document__case_id=case_id, number=F("document__latest_number"))
    held = [(one, {digest_of(text) for text in texts_of(one.inputs) if len(text) >= SHORTEST_VALUE}) for one in latest]
    for field, digest in former.items():
        holding = [one for one, digests in held if digest in digests]
        _flag(holding, f"{whose} {field} was changed after this revision was made.")


def texts_of(data: Any) -> Iterator[str]:
    """Every text in the inputs, at any depth."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from texts_of(one)


def _flag(revisions: Iterable[Revision], reason: str) -> None:
    for found in revisions:
        with transaction.atomic():
            revision = Revision.objects.select_for_update().get(pk=found.pk)
            if all(known["reason"] != reason for known in revision.outdated):
                revision.outdated = [*revision.outdated, {"reason": reason, "at": timezone.now().isoformat()}]
                revision.save(update_fields=["outdated"])
