"""What the case already knows, put where a template's data asks for it, so that nobody types it twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from backoffice.schema_form.shape import GROUP, LIST, Shape
from cases.models import Case, Entity, Party
from core.clock import manila_today
from documents import selectors
from documents.models import TemplateVersion

NAMES_OF_THE_ENTITY = ("corporateName", "partnershipName", "businessName")
# A list of people is filled from the parties of the first of these roles that the case has.
ROLES: Mapping[str, tuple[str, ...]] = {
    "incorporators": ("incorporator",),
    "directors": ("director", "incorporator"),
    "trustees": ("trustee", "incorporator"),
    "partners": ("partner",),
}


def initial_inputs(user: User, case: Case, version: TemplateVersion) -> dict[str, Any]:
    """The data to begin the form with: that of the case's newest document of this template, else the case's facts.

    Only what the template asks for is given. The caller has found `case` through `cases.selectors.case_get(user, …)`.
    """
    earlier = selectors.latest_inputs(user, case.pk, version.template)
    if earlier is not None:
        return earlier
    shape = Shape.of(version.schema, version.schema)
    facts = {**_entity_facts(getattr(case, "entity", None)), **_signing_facts(case)}
    data = {key: facts[key] for key in shape.members if facts.get(key) not in (None, "", [], {})}
    for key, member in shape.members.items():
        people = _people(case.present_parties, ROLES.get(key, ()))
        if people and key not in data and member.kind == LIST and member.item.kind == GROUP:
            data[key] = [_person(party, member.item.members) for party in people]
        elif key == "treasurer" and key not in data:
            treasurers = _people(case.present_parties, (key,))
            data |= {"treasurer": treasurers[0].name} if treasurers else {}
    return data


def _entity_facts(entity: Entity | None) -> dict[str, Any]:
    """The entity's own fields, and whatever was entered as its details under the template's own names."""
    if entity is None:
        return {}
    facts = {
        **dict.fromkeys(NAMES_OF_THE_ENTITY, entity.name),
        "tradeNames": entity.trade_names,
        "primaryPurpose": entity.primary_purpose,
        "principalOffice": entity.principal_office,
        "fiscalYearEnd": entity.fiscal_year_end,
        "tin": entity.tin,
    }
    return {**facts, **(entity.details if isinstance(entity.details, dict) else {})}


def _signing_facts(case: Case) -> dict[str, Any]:
    entity = getattr(case, "entity", None)
    office = entity.principal_office if entity is not None else {}
    return {"signingDate": manila_today().isoformat(), "signingPlace": office.get("city", "")}


def _people(parties: Iterable[Party], roles: Iterable[str]) -> list[Party]:
    present = list(parties)
    for role in roles:
        found = [party for party in present if party.role.lower() == role]
        if found:
            return found
    return []


def _person(party: Party, members: Mapping[str, Any]) -> dict[str, Any]:
    known = {
        "name": party.name,
        "nationality": party.nationality,
        "residence": party.address,
        "address": party.address,
        "tin": party.tin,
        "birthDate": party.birth_date.isoformat() if party.birth_date else "",
        "email": party.email,
        "mobile": party.mobile,
    }
    return {key: known[key] for key in members if known.get(key)}
