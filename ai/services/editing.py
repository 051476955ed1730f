"""A lawyer's hand on a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ai.events import DraftEdited
from ai.models import Draft, DraftEdit
from core import audit, events
from core.errors import InvalidInput

LONGEST_SECTION = 200_000  # characters


def draft_edit(*, actor: User, draft: Draft, sections: Sequence[Mapping[str, Any]], note: str = "") -> Draft:
    """Replace the text of the given sections ([{key, text}]); the others stay. Every edit is kept.

    The caller has found `draft` through `selectors.visible_to(actor)`. Raises InvalidInput for a section that the draft
    does not have; then nothing changes. An edit that changes nothing leaves no trace.
    """
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        after = _edited(locked.sections, sections)
        changed = [new["key"] for old, new in zip(locked.sections, after, strict=True) if old != new]
        if changed:
            DraftEdit.objects.create(draft=locked, editor=actor, before=locked.sections, after=after, note=note)
            locked.sections, locked.updated_at = after, timezone.now()
            locked.save(update_fields=["sections", "updated_at"])
            audit.record(
                actor=actor,
                verb="draft.edited",
                subject=locked,
                case_id=locked.case_id,
                facts={"sections": changed, "note": note},
                staff_only=True,
            )
            events.publish(DraftEdited(draft_id=locked.pk, case_id=locked.case_id))
    draft.sections, draft.updated_at = locked.sections, locked.updated_at
    return draft


def _edited(before: list[dict[str, Any]], given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    texts: dict[str, str] = {}
    known = {section["key"] for section in before}
    for index, section in enumerate(given):
        key, text = section["key"], section["text"]
        if key not in known:
            raise InvalidInput.at(f"/sections/{index}/key", "unknown", f"This draft has no section {key!r}.")
        if len(text) > LONGEST_SECTION:
            detail = f"A section has at most {LONGEST_SECTION:,} characters."
            raise InvalidInput.at(f"/sections/{index}/text", "max-length", detail)
        texts[key] = text
    return [{**section, "text": texts.get(section["key"], section["text"])} for section in before]
