"""The cards "These papers disagree" and "Made with data that changed since", of a case and of a document."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backoffice.origins import day_of, place_in_words
from cases.models import Case, Party
from cases.services.locking import change, former
from documents import consistency
from documents.consistency import Disagreement
from documents.models import Document, Revision
from documents.services import outdating
from documents.services.agreeing import accepted_in
from documents.states import DRAFT, IN_REVIEW, ISSUED, VOID

PLACES_SHOWN = 3
MOST_NAMED = 3


@dataclass(frozen=True)
class Difference:
    """A disagreement as the card shows it."""

    title: str
    found: Disagreement
    accepted: str

    @property
    def between_documents(self) -> bool:
        return self.found.between_documents


def differences_of_case(case: Case) -> list[Difference]:
    """Where the papers of the case disagree; those that nobody has explained stand first."""
    return _shown(case.pk, consistency.of_case(case.pk))


def differences_of(document: Document, latest: Revision) -> list[Difference]:
    """Where the latest revision disagrees with others of its case, or with the case's own data."""
    if document.case_id is None or latest.upload_id is not None or latest.status == VOID:
        return []
    return _shown(document.case_id, consistency.of_document(document, latest))


def note_is_needed(differences: Iterable[Difference]) -> bool:
    """Whether who approves must say why."""
    return any(one.between_documents and not one.accepted for one in differences)


def _shown(case_id: uuid.UUID, found: Iterable[Disagreement]) -> list[Difference]:
    accepted = accepted_in(case_id)
    shown = [
        Difference(
            f"{consistency.in_words(one.fact)}{f': {one.subject}' if one.subject else ''}",
            one,
            accepted.get(one.digest, ""),
        )
        for one in found
    ]
    return sorted(shown, key=lambda one: (bool(one.accepted), not one.between_documents))


@dataclass(frozen=True)
class Outdated:
    """A revision made with data that changed since: which fields, since when, and what to do next."""

    revision: Revision
    reasons: tuple[str, ...]
    advice: str


def outdated_of(document: Document) -> list[Outdated]:
    """The latest revision of the document and those that stand, as far as they are flagged."""
    latest: Revision = document.shown_revisions[-1]
    watched = [
        one for one in document.shown_revisions if one.flags and (one.number == latest.number or one.status in ISSUED)
    ]
    return [Outdated(one, tuple(map(reason_of, one.flags)), advice(one, latest)) for one in watched]


def reason_of(flag: Mapping[str, object]) -> str:
    """A flag in a sentence: what changed, when, and where the old value stands."""
    said = str(flag.get("reason", "")).removesuffix(" after this revision was made.")
    places = flag.get("places")
    named = [place_in_words(str(one)) for one in places[:PLACES_SHOWN]] if isinstance(places, list) else []
    more = f" and {len(places) - PLACES_SHOWN} more" if isinstance(places, list) and len(places) > PLACES_SHOWN else ""
    where = f": {'; '.join(named)}{more}" if named else ""
    return f"{said} on {day_of(str(flag.get('at', '')))}{where}".removesuffix(".")


def advice(revision: Revision, latest: Revision) -> str:
    """What to do next."""
    if revision.number != latest.number and latest.status != VOID and not latest.outdated:
        return f"Revision {latest.number} no longer has it: have it approved."
    if revision.status in (DRAFT, IN_REVIEW):
        return "Change the data and make a new revision before it goes on."
    return "It stays as it is: make a new revision and have that approved."


def outdated_of_case(documents: Iterable[Document]) -> list[Outdated]:
    """The flagged revisions of the case's documents, in their order."""
    return [one for document in documents for one in outdated_of(document)]


def told_after_change(case: Case, changed: Mapping[str, tuple[object, object]], party: Party | None) -> str:
    """How many documents were made with the old values (field → old and new), and which; "" for none."""
    # A form may count as changed what it only wrote in another way.
    old = former({name: change(before, after) for name, (before, after) in changed.items() if before != after})
    found = outdating.holding(case.pk, old, party)
    titles = list(dict.fromkeys(f"“{one.document.title}” revision {one.number}" for one in found))
    if not titles:
        return ""
    count = len({one.document_id for one in found})
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    made = "1 document was made" if count == 1 else f"{count} documents were made"
    return (
        f"{made} with what you changed: {', '.join(titles[:MOST_NAMED])}{more}. "
        "See “Made with data that changed since” on this page."
    )
