"""Where each text and each answer of a revision came from, as it is kept with it (docs/provenance.md).

Only ids, names of things of ours and times are kept: no value, no text, no name of a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ai.models import Draft, DraftEdit
from documents.facts import leaves
from documents.models import Order, Revision
from documents.origins import EARLIER, origin_around, unchanged
from documents.rendering.clauses import DEFAULT_LOCALE, DEFAULT_TONE

SHAPE = 1
AI_DRAFT, CLAUSES, GIVEN, EDITED = "ai-draft", "clause-library", "given", "edited"
Origin = dict[str, Any]


def provenance_of(order: Order, sections: Mapping[str, str], previous: Revision | None) -> dict[str, Any]:
    """The record of a revision made from `order` with these texts, after `previous` where there is one.

    {"version": 1, "template": {slug, version, checksum}, "sections": [{key, origin, …}], "data": {pointer: {source, by,
    at, ref?, keptFrom?}}}; the pointers lead into the inputs.
    """
    version = order.template_version
    edits = list(order.draft.edits.select_related(None).order_by("created_at", "id")) if order.draft else []
    return {
        "version": SHAPE,
        "template": {"slug": version.template.slug, "version": version.number, "checksum": version.checksum},
        "sections": [_section(order, one["key"], sections, previous, edits) for one in version.sections],
        "data": _data(order, previous),
    }


def _section(
    order: Order, key: str, sections: Mapping[str, str], previous: Revision | None, edits: Sequence[DraftEdit]
) -> Origin:
    text = sections.get(key, "")
    if key in (order.sections or {}):
        before = _section_before(previous, key)
        if before is not None and previous is not None and previous.sections.get(key) == text:
            return {**before, "keptFrom": before.get("keptFrom", previous.number)}
        return {"key": key, **_given(order, key, text, before, edits)}
    if order.draft is not None and not order.use_clauses:
        return {"key": key, **_drafted(order, order.draft, key, text, edits)}
    return {"key": key, "origin": CLAUSES, **_clauses(order)}


def _section_before(previous: Revision | None, key: str) -> Origin | None:
    sections = previous.provenance.get("sections", []) if previous is not None else []
    return next((one for one in sections if one["key"] == key), None)


def _given(order: Order, key: str, text: str, before: Origin | None, edits: Sequence[DraftEdit]) -> Origin:
    """A text that came with the order: one of a draft, an edited one, or one of the caller's own."""
    by = _by(order)
    if order.draft is not None and any(one["key"] == key for one in order.draft.sections):
        return _drafted(order, order.draft, key, text, edits)
    if before is not None and before["origin"] != GIVEN:
        began = {name: value for name, value in before.items() if name not in ("key", "by", "at", "keptFrom")}
        if before["origin"] == EDITED:
            return {**began, "origin": EDITED, **by}
        return {**began, "origin": EDITED, "beganAs": before["origin"], **by}
    return {"origin": GIVEN, **by}


def _drafted(order: Order, draft: Draft, key: str, text: str, edits: Sequence[DraftEdit]) -> Origin:
    """The draft's own text, the text of one of its edits, or one that the order changed."""
    facts = {
        "draft": str(draft.pk),
        "prompt": {"slug": draft.prompt_version.rpartition("-")[0], "version": draft.prompt_version},
        "backend": draft.backend,
        "model": draft.model,
        "degraded": draft.degraded,
    }
    edit = next((one for one in reversed(edits) if _wrote(one, key, text)), None)
    if edit is not None:
        who = {"by": str(edit.editor_id), "at": edit.created_at.isoformat()}
        return {"origin": EDITED, "beganAs": AI_DRAFT, **who, **facts}
    first = edits[0].before if edits else draft.sections
    if _text(first, key) == text:
        by = {"by": str(draft.author_id)} if draft.author_id else {}
        return {"origin": AI_DRAFT, **by, "at": draft.created_at.isoformat(), **facts}
    return {"origin": EDITED, "beganAs": AI_DRAFT, **_by(order), **facts}


def _wrote(edit: DraftEdit, key: str, text: str) -> bool:
    return _text(edit.after, key) == text != _text(edit.before, key)


def _text(sections: list[dict[str, Any]], key: str) -> str | None:
    return next((one["text"] for one in sections if one["key"] == key), None)


def _clauses(order: Order) -> Origin:
    version = order.template_version
    return {
        "template": version.template.slug,
        "templateVersion": version.number,
        "locale": order.locale or DEFAULT_LOCALE,
        "tone": order.tone or DEFAULT_TONE,
        **_by(order),
    }


def _by(order: Order) -> dict[str, str]:
    return {"by": str(order.ordered_by_id), "at": order.created_at.isoformat()}


def _data(order: Order, previous: Revision | None) -> dict[str, Origin]:
    """Each answer with its own origin; unchanged since `previous` (a row found where it moved to), that one's; else one
    given for a whole group of answers; else the caller's word.
    """
    before: Mapping[str, Origin] = previous.provenance.get("data", {}) if previous is not None else {}
    places = dict(unchanged(order.inputs, previous.inputs)) if previous is not None else {}
    found: dict[str, Origin] = {}
    for pointer, _ in leaves(order.inputs):
        own = order.origins.get(pointer)
        kept = before.get(places.get(pointer, ""))
        if previous is not None and kept is not None and _says_no_more(own, kept):
            found[pointer] = {**kept, "keptFrom": kept.get("keptFrom", previous.number)}
        else:
            found[pointer] = dict(own or origin_around(order.origins, pointer) or {"source": GIVEN, **_by(order)})
    return found


def _says_no_more(own: Mapping[str, str] | None, kept: Origin) -> bool:
    """Whether an answer's own origin only repeats that of the same answer in the revision before."""
    if own is None or own.get("source") == EARLIER:
        return True
    return dict(own) == {name: value for name, value in kept.items() if name != "keptFrom"}
