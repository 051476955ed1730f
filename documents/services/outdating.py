"""Telling staff that a document no longer agrees with what it was made from.

Nothing is changed by itself: the file stays what it was, and a lawyer decides whether a new revision is due. Flagged
are the latest revision of a document and every one that stands (`states.ISSUED`); while the latest is void, its flags
are kept for the next revision and told to nobody (`Revision.flags`). A flag goes when a newer revision without the old
value is approved, or when the old value becomes the present one again. A value is found by its digest and never kept.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ai.events import DraftEdited
from ai.models import Draft
from cases.events import EntityChanged, PartyChanged
from cases.models import Entity, Party
from cases.services.locking import plain
from core import events
from core.pii.digests import digest_of_value
from documents.events import RevisionApproved, RevisionFlagged
from documents.models import Revision
from documents.services.holding import Held, held_by
from documents.services.recording import identified
from documents.states import ISSUED, VOID

PARTY, ENTITY, DRAFT = "party", "entity", "draft"
DRAFT_EDITED = "A section of its draft was edited after this revision was made."
MOST_PLACES = 20  # as many places of one old value are named


@dataclass(frozen=True)
class Flag:
    """Why a revision no longer agrees: which field of whom had another value, where in its inputs that stands, since
    when. `digest` is of the old value.
    """

    reason: str
    at: str
    of: str
    subject: str
    field: str = ""
    digest: str = ""
    places: tuple[str, ...] = ()

    def names_the_same(self, other: Mapping[str, Any]) -> bool:
        """Whether a kept flag is about the same old value, or the same draft."""
        return all(other.get(key) == getattr(self, key) for key in ("of", "subject", "field", "digest"))


def flag_outdated_by_party(event: PartyChanged) -> None:
    """Flag the latest and the standing revisions of the case that hold a value which a party no longer has."""
    party = Party.objects.prefetch_related("names", "identifiers", "addresses").get(pk=event.party_id)
    _flag_by_former(event.case_id, PARTY, event.party_id, event.former, present_of_party(party), party=party)


def flag_outdated_by_entity(event: EntityChanged) -> None:
    """Flag the latest and the standing revisions of the case that hold a value which the entity no longer has."""
    entity = Entity.objects.get(pk=event.entity_id)
    _flag_by_former(event.case_id, ENTITY, event.entity_id, event.former, present_of_entity(entity))


def flag_outdated_by_draft(event: DraftEdited) -> None:
    """Flag the revisions made from a draft that was edited afterwards and says something else now."""
    draft = Draft.objects.get(pk=event.draft_id)
    flag = Flag(DRAFT_EDITED, timezone.now().isoformat(), DRAFT, str(draft.pk))
    for revision in _watched(Revision.objects.filter(draft=draft)):
        if _differs(draft, revision.sections):
            _write(revision, lambda flags: _with(flags, flag))


def settle_flags(event: RevisionApproved) -> None:
    """Take the flags off a document's earlier revisions that the revision just approved puts right."""
    approved = Revision.objects.get(pk=event.revision_id)
    if approved.template_version_id is None:
        return  # a file from outside says nothing of the data
    held = Held.of(approved.inputs)
    for earlier in Revision.objects.filter(document_id=event.document_id, number__lt=approved.number):
        _write(earlier, lambda flags: [one for one in flags if one.get("digest") and one["digest"] in held.places])


def carried_flags(
    previous: Revision | None, *, inputs: Mapping[str, Any], sections: Mapping[str, str], draft: Draft | None
) -> list[dict[str, Any]]:
    """The flags of the revision before that hold for the next one too: it has the same old value, or text."""
    if previous is None or not previous.outdated:
        return []
    held = Held.of(inputs)
    carried = []
    for flag in previous.outdated:
        if flag.get("of") == DRAFT:
            if draft is not None and str(draft.pk) == flag["subject"] and _differs(draft, sections):
                carried.append(flag)
        elif flag.get("digest") in held.places:
            carried.append({**flag, "places": list(held.places[flag["digest"]][:MOST_PLACES])})
    return carried


def holding(case_id: uuid.UUID, former: Mapping[str, str], party: Party | None = None) -> list[Revision]:
    """The latest and the standing revisions of the case that hold one of these former values (field → digest), without
    what is void.
    """
    return [revision for revision, found in _found(case_id, former, party) if found and revision.status != VOID]


def _found(
    case_id: Any, former: Mapping[str, str], party: Party | None
) -> list[tuple[Revision, dict[str, tuple[str, list[str]]]]]:
    """Each watched revision of the case with the former values that it holds, without those that a later revision
    which stands has put right.
    """
    ours = Revision.objects.filter(document__case_id=case_id, template_version__isnull=False)
    found = [(revision, held_by(revision.inputs, former, party)) for revision in _watched(ours)]
    later: dict[uuid.UUID, list[set[str]]] = {}
    for revision, fields in reversed(found):
        right = [field for field in fields if any(field not in one for one in later.get(revision.document_id, ()))]
        if revision.status in ISSUED:
            later.setdefault(revision.document_id, []).append(set(fields))
        for field in right:
            del fields[field]
    return found


def _flag_by_former(
    case_id: Any,
    of: str,
    subject: uuid.UUID,
    former: Mapping[str, str],
    present: Mapping[str, str],
    party: Party | None = None,
) -> None:
    whose = "A party's" if of == PARTY else "The entity's"
    now = timezone.now().isoformat()
    for revision, fields in _found(case_id, former, party):
        found = [
            Flag(
                f"{whose} {in_words(field)} was changed after this revision was made.",
                now, of, str(subject), field, digest, tuple(places[:MOST_PLACES]),
            )
            for field, (digest, places) in fields.items()
            if present.get(field) != digest  # the job may run late: by now the old value may be the present one
        ]  # fmt: skip
        _write(revision, partial(_brought_up, subject=str(subject), present=present, new=found))


def _watched(revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    """Those that are looked at: the latest of each document, and each that stands."""
    watched = revisions.filter(Q(number=F("document__latest_number")) | Q(status__in=ISSUED))
    return watched.select_related("document").order_by("document_id", "number")


def in_words(field: str) -> str:
    """`principal_office` as "principal office", `details.authorizedCapital` as "authorizedCapital"."""
    return field.removeprefix("details.").replace("_", " ")


def present_of_party(party: Party) -> dict[str, str]:
    """The digests of what the party has now, by field."""
    plain = ("email", "mobile", "nationality", "civil_status", "birth_date", "role")
    values = {name: getattr(party, name) for name in plain} | {"name": party.name, "address": party.address}
    return _digests(values | party.current_identifiers)


def present_of_entity(entity: Entity) -> dict[str, str]:
    """The digests of what the entity has now, by field; of its details each by itself."""
    values = {one.name: getattr(entity, one.name) for one in Entity._meta.concrete_fields if one.name != "details"}
    return _digests(values | {f"details.{key}": value for key, value in dict(entity.details or {}).items()})


def _digests(values: Mapping[str, Any]) -> dict[str, str]:
    digests = {name: digest_of_value(plain(value)) for name, value in values.items()}
    return {name: digest for name, digest in digests.items() if digest}


def _differs(draft: Draft, sections: Mapping[str, str]) -> bool:
    return any(sections.get(section["key"]) != section["text"] for section in draft.sections)


def _with(flags: list[dict[str, Any]], *new: Flag) -> list[dict[str, Any]]:
    added = [one for one in new if not any(one.names_the_same(known) for known in flags)]
    return [*flags, *({**asdict(one), "places": list(one.places)} for one in added)]


def _brought_up(
    flags: list[dict[str, Any]], *, subject: str, present: Mapping[str, str], new: Iterable[Flag]
) -> list[dict[str, Any]]:
    return _with(_without_present(flags, subject, present), *new)


def _without_present(flags: Iterable[dict[str, Any]], subject: str, present: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        one
        for one in flags
        if one.get("subject") != subject or not one.get("digest") or present.get(one["field"]) != one["digest"]
    ]


def _write(revision: Revision, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    with transaction.atomic():
        row = Revision.objects.select_for_update().get(pk=revision.pk)
        before, changed = row.outdated, change(row.outdated)
        if changed == before:
            return
        row.outdated = changed
        row.save(update_fields=["outdated"])
        new = [flag for flag in changed if flag not in before]
        if new and row.status != VOID:  # it says nothing any more, so nobody need look
            why = {"of": new[-1]["of"], "subject": new[-1]["subject"]}
            events.publish(RevisionFlagged(**identified(revision), **why))
