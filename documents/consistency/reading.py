"""Which revisions of a case's documents are compared, and what the case itself says.

The caller has found the case or the document among those that the user may see.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from cases.models import Entity, Party
from documents.consistency.comparing import Disagreement, Source, about, disagreements
from documents.consistency.normal import OF_ENTITY
from documents.consistency.statements import (
    BODIES,
    GROUPS,
    OFFICES,
    Statement,
    of_entity,
    of_people,
    of_person,
    statements_of,
)
from documents.models import Document, Revision
from documents.states import DRAFT, IN_REVIEW, ISSUED

CASE = "The case's own data"
IN_USE = (DRAFT, IN_REVIEW, *ISSUED)


def of_case(case_id: uuid.UUID) -> list[Disagreement]:
    """Where the latest revisions of the case's documents, and the case itself, disagree."""
    return disagreements([*map(_said, _newest(case_id, IN_USE)), _said_by_case(case_id)])


def of_document(document: Document, revision: Revision | None = None) -> list[Disagreement]:
    """Where `revision` of the document (else its latest) disagrees with the others of its case or with the case; none
    for one without a case.
    """
    if document.case_id is None:
        return []
    others = [one for one in _newest(document.case_id, IN_USE) if revision is None or one.document_id != document.pk]
    own = [revision] if revision is not None and revision.template_version_id is not None else []
    said = [*map(_said, [*own, *others]), _said_by_case(document.case_id)]
    return about(disagreements(said), document.pk)


def of_issued(case_id: uuid.UUID) -> list[Disagreement]:
    """Where the papers that went out as ours disagree: of each document the newest that stands."""
    return disagreements([_said(one) for one in _newest(case_id, ISSUED)])


def _newest(case_id: uuid.UUID, statuses: Collection[str]) -> list[Revision]:
    """Of each document the newest revision in one of the statuses that was made from data; a scan says no data."""
    made = Revision.objects.filter(template_version__isnull=False, status__in=statuses)
    newest = made.filter(document=OuterRef("document")).order_by("-number").values("pk")[:1]
    found = made.filter(document__case_id=case_id, pk=Subquery(newest)).select_related("document", "template_version")
    return list(found.defer("template_version__files").order_by("document__created_at", "document_id"))


def _said(revision: Revision) -> tuple[Source, list[Statement]]:
    version = revision.template_version
    document = revision.document
    source = Source(document.title, document.pk, revision.number, revision.status)
    return source, statements_of(version.schema, revision.inputs) if version is not None else []


def _said_by_case(case_id: uuid.UUID) -> tuple[Source, list[Statement]]:
    return Source(CASE), [*_of_entity(case_id), *_of_parties(case_id)]


def _of_entity(case_id: uuid.UUID) -> Iterator[Statement]:
    entity = Entity.objects.filter(case_id=case_id).first()
    if entity is None:
        return
    details: dict[str, Any] = dict(entity.details) if isinstance(entity.details, dict) else {}
    own = {
        "entity.name": entity.name,
        "entity.tradeNames": entity.trade_names,
        "entity.registrationNumber": entity.registration_number,
        "entity.registeredOn": entity.incorporated_on.isoformat() if entity.incorporated_on else "",
        "entity.tin": entity.tin,
        "entity.principalOffice": entity.principal_office,
        "entity.fiscalYearEnd": entity.fiscal_year_end,
        "entity.termYears": details.get("termYears"),
        "entity.annualMeeting": details.get("annualMeeting"),
        "subscriptions": details.get("subscriptions"),
    }
    for group, key in (("entity.contact", "contact"), ("capital", "capital")):
        inside = details.get(key) if isinstance(details.get(key), dict) else {}
        own |= {fact: inside.get(member) for member, fact in GROUPS[group].items()} if isinstance(inside, dict) else {}
    for fact, value in own.items():
        if value not in (None, "", [], {}) and fact in OF_ENTITY and _readable(fact, value):
            yield from of_entity(fact, value)


def _readable(fact: str, value: Any) -> bool:
    """Details are free: what has not the shape of the fact says nothing."""
    return isinstance(value, list) or fact not in ("capital.classes", "subscriptions")


def _of_parties(case_id: uuid.UUID) -> Iterator[Statement]:
    present = Party.objects.filter(case_id=case_id, removed_at__isnull=True).prefetch_related("names", "identifiers")
    by_role: dict[str, list[dict[str, Any]]] = {}
    for party in present.prefetch_related("addresses"):
        by_role.setdefault(party.role.lower().replace(" ", "-"), []).append(_person(party))
    for role, people in by_role.items():
        if role in OFFICES and len(people) == 1:
            yield from of_person(role, people[0])
        elif f"{role}s" in BODIES or role not in OFFICES:
            # A case need not list everybody: whom it lists is in the paper, or they disagree.
            yield from of_people(f"{role}s", people, complete=False)


def _person(party: Party) -> dict[str, Any]:
    return {
        "name": party.name,
        "nationality": party.nationality,
        "civilStatus": party.get_civil_status_display(),
        "residence": party.address,
        "tin": party.tin,
        "birthDate": party.birth_date.isoformat() if party.birth_date else "",
        "email": party.email,
        "mobile": party.mobile,
    }
