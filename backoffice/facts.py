"""The facts of a case by the names under which templates ask for them (`x-fact`; docs/adding-a-template.md).

A case's own entries stand first; what they do not say is taken from its documents, the newest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from backoffice.schema_form import names
from backoffice.schema_form.shape import CHOICE, CONSTANT, DATE, GROUP, LIST, LONG_TEXT, TEXT, Shape
from cases.models import Case, Entity, Party
from core.clock import manila_today
from documents import selectors
from documents.facts import FACT, stated
from documents.models import Revision
from documents.origins import CASE, DOCUMENT
from documents.rendering.filters import address

# People who are asked for under one name and kept as parties under another.
STAND_IN = {"directors": ("director", "incorporator"), "trustees": ("trustee", "incorporator"),
            "stockholders": ("stockholder", "incorporator"), "members": ("member", "incorporator")}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """What is known: text, an object (person, address) or a list of them; and from where (`documents.origins`).

    Without a source it is no more than a proposal, such as today's date.
    """

    value: Any
    source: str = ""
    ref: str = ""


def facts_of(user: User, case: Case) -> dict[str, Fact]:
    """What is known of the case, by the facts' names."""
    found: dict[str, Fact] = {}
    for name, value in _of_case(case):
        _note(found, name, Fact(value, CASE, _field_of(name)))
    _note(found, "signing.date", Fact(manila_today().isoformat()))
    for revision in selectors.latest_revisions(user, case.pk):
        if revision.template_version is not None:
            for one in stated(revision.template_version.schema, revision.inputs):
                if not one.name.startswith("signing."):
                    _note(found, one.name, Fact(one.value, DOCUMENT, revision_ref(revision)))
    return found


def revision_ref(revision: Revision) -> str:
    """A revision as origins name it."""
    return f"{revision.document_id} r{revision.number}"


def fact_places(shape: Shape, data: Mapping[str, Any], pointer: str = "") -> Iterator[tuple[str, str]]:
    """(pointer, name of the fact) of each member of `data` that asks for one; a fact's own members are not entered."""
    for key, member in shape.members.items():
        if key not in data:
            continue
        name = member.says(FACT)
        if name:
            yield names.child(pointer, key), name
        elif member.kind == GROUP and isinstance(data[key], Mapping):
            yield from fact_places(member, data[key], names.child(pointer, key))


def _note(found: dict[str, Fact], name: str, fact: Fact) -> None:
    if fact.value not in (None, "", [], {}):
        found.setdefault(name, fact)


def _field_of(name: str) -> str:
    """`entity.tin` is the entity's field, `people.directors` are parties."""
    kind, _, field = name.partition(".")
    if kind in ("person", "people"):
        return f"party/{field}"
    return f"entity/{field or kind}"


def filled(shape: Shape, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The members of the object `shape` that name a known fact, each in the form that it asks for."""
    data: dict[str, Any] = {}
    for key, member in shape.members.items():
        value = _fitted(facts.get(member.says(FACT)), member)
        if value is None and member.kind == GROUP and not member.says(FACT):
            value = filled(member, facts)
        if value not in (None, "", [], {}):
            data[key] = value
    return data


def _of_case(case: Case) -> Iterator[tuple[str, Any]]:
    entity: Entity | None = getattr(case, "entity", None)
    if entity is not None:
        yield from _of_entity(entity)
        yield "signing.place", (entity.principal_office or {}).get("city")
    parties = list(case.present_parties)
    for party in parties:
        yield f"person.{party.role.lower()}", _person(party)
    for role in {party.role.lower() for party in parties}:
        yield f"people.{role}s", [_person(party) for party in parties if party.role.lower() == role]
    for plural, roles in STAND_IN.items():
        for role in roles:
            yield f"people.{plural}", [_person(party) for party in parties if party.role.lower() == role]


def _of_entity(entity: Entity) -> Iterator[tuple[str, Any]]:
    own = {
        "name": entity.name,
        "tradeNames": entity.trade_names,
        "registrationNumber": entity.registration_number,
        "registeredOn": entity.incorporated_on.isoformat() if entity.incorporated_on else None,
        "tin": entity.tin,
        "principalOffice": entity.principal_office,
        "primaryPurpose": entity.primary_purpose,
        "fiscalYearEnd": entity.fiscal_year_end,
    }
    details = entity.details if isinstance(entity.details, dict) else {}
    yield from ((f"entity.{name}", value) for name, value in {**details, **own}.items())
    yield from ((name, details.get(name)) for name in ("capital", "subscriptions"))


def _person(party: Party) -> dict[str, Any]:
    known = {
        "name": party.name,
        "nationality": party.nationality,
        "civilStatus": party.get_civil_status_display().lower(),
        "residence": party.address,
        "address": party.address,
        "tin": party.tin,
        "birthDate": party.birth_date.isoformat() if party.birth_date else "",
        "email": party.email,
        "mobile": party.mobile,
    }
    return {key: value for key, value in known.items() if value}


def _fitted(value: Any, shape: Shape) -> Any:
    """`value` in the form that `shape` asks for; None where it has no such form."""
    if value is None:
        return None
    if shape.kind == GROUP:
        given = {"name": value} if isinstance(value, str) else value
        if not isinstance(given, Mapping):
            return None
        parts = {key: _fitted(given.get(key), member) for key, member in shape.members.items()}
        return {key: part for key, part in parts.items() if part not in (None, "", [], {})}
    if shape.kind == LIST:
        rows = [_fitted(one, shape.item) for one in value] if isinstance(value, list) else []
        return [row for row in rows if row not in (None, "", {})]
    if shape.kind in (TEXT, LONG_TEXT) and isinstance(value, Mapping):
        return value.get("name") or (address(value) if "city" in value else None)
    if shape.kind == CHOICE:
        return value if value in [one for one, _ in shape.choices] else None
    if shape.kind in (TEXT, LONG_TEXT, DATE):
        return value if isinstance(value, str) else None
    return None if shape.kind == CONSTANT or isinstance(value, Mapping | list) else value
