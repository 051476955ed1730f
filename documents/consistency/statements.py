"""What each source (a document of the case, or the case itself) says of the facts that are compared.

Compared are what must be one in all papers of a case: the entity's name, numbers, office and contacts, its capital and
subscriptions, who holds an office, the bodies named in full, and what is said of one person in one role. Left out are
facts of a single paper (`signing.*`, `meeting.*`), purposes (a paper may shorten them), people whom a paper names only
because it concerns them, and the practice's own lawyers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from documents.consistency.normal import OF_ENTITY, OF_PERSON, names, postal_code, words
from documents.facts import Stated, stated
from documents.rendering.filters import address as address_line

# One person at a time holds it: another name is a disagreement.
OFFICES = frozenset({"treasurer", "secretary", "president", "nominee", "alternate-nominee", "fiduciary", "stockholder"})
# Named in full by each paper that names them: another set of names is a disagreement.
BODIES = frozenset(
    {"incorporators", "directors", "trustees", "stockholders", "partners", "members", "beneficial-owners"}
)
NOT_COMPARED = frozenset({"lawyer"})  # the practice's own people
GROUPS: Mapping[str, Mapping[str, str]] = {
    "entity.contact": {one: f"entity.{one}" for one in ("email", "alternateEmail", "mobile", "alternateMobile")},
    "capital": {one: f"capital.{one}" for one in ("authorized", "currency", "classes")},
}
PERSON, PEOPLE = "person.", "people."
OFFICE, AUTHORIZED = "entity.principalOffice", "capital.authorized"


@dataclass(frozen=True)
class Statement:
    """One value of one fact. `subject` is the person it is about, where it is one's; `key` is what is compared,
    `shown` what people read. An `open` list of names may lack some.
    """

    fact: str
    subject: str
    key: str
    shown: str
    pointer: str = ""
    open: bool = False


def statements_of(schema: Mapping[str, Any], inputs: Any) -> list[Statement]:
    """What the data of a paper says; what it says twice alike only once, where it stands first."""
    found: dict[tuple[str, str, str], Statement] = {}
    for one in stated(schema, inputs):
        for statement in _statements(one):
            found.setdefault((statement.fact, statement.subject, statement.key), statement)
    return list(found.values())


def _statements(one: Stated) -> Iterator[Statement]:
    if one.name in GROUPS and isinstance(one.value, Mapping):
        for member, fact in GROUPS[one.name].items():
            if one.value.get(member) not in (None, "", [], {}):
                yield from of_entity(fact, one.value[member], f"{one.pointer}/{member}")
    elif one.name in OF_ENTITY:
        yield from of_entity(one.name, one.value, one.pointer)
    elif one.name.startswith(PERSON):
        yield from of_person(one.name.removeprefix(PERSON), one.value, one.pointer)
    elif one.name.startswith(PEOPLE) and isinstance(one.value, list):
        yield from of_people(one.name.removeprefix(PEOPLE), one.value, one.pointer)


def of_entity(fact: str, value: Any, pointer: str = "") -> Iterator[Statement]:
    """A fact of the company; of its office the postal code by itself, since a line may leave it out."""
    key = OF_ENTITY[fact](value)
    if key:
        yield Statement(fact, "", key, _peso(key) if fact == AUTHORIZED else shown_value(value), pointer)
    if fact == OFFICE and postal_code(value):
        yield Statement(f"{OFFICE}.postalCode", "", postal_code(value), postal_code(value), pointer)


def _peso(key: str) -> str:
    """ "12345600" as "12,345,600.00"; what is no number as it is."""
    try:
        return f"{Decimal(key):,.2f}"
    except InvalidOperation:
        return key


def of_person(role: str, value: Any, pointer: str = "") -> Iterator[Statement]:
    """Who holds the office, where the role is one, and what is said of that person in that role."""
    person = value if isinstance(value, Mapping) else {"name": value}
    name = words(person.get("name") or "")
    if not name or role in NOT_COMPARED:
        return
    if role in OFFICES:
        yield Statement(f"{PERSON}{role}", "", name, name, pointer)
    yield from _details(role, name, person, pointer)


def of_people(plural: str, rows: list[Any], pointer: str = "", *, complete: bool = True) -> Iterator[Statement]:
    """Who is in the body, where the role is one, and what is said of each of them in that role."""
    people = [row if isinstance(row, Mapping) else {"name": row} for row in rows]
    named = [words(one["name"]) for one in people if isinstance(one.get("name"), str) and _is_member(one)]
    named = [one for one in named if one]
    if plural in BODIES and named:
        yield Statement(f"{PEOPLE}{plural}", "", names(named), ", ".join(named), pointer, open=not complete)
    for index, one in enumerate(people):
        name = words(one.get("name") or "")
        if name:
            yield from _details(plural.removesuffix("s"), name, one, f"{pointer}/{index}")


def _is_member(row: Mapping[str, Any]) -> bool:
    """A General Information Sheet lists officers "not on the board" with the directors."""
    return not words(row.get("board") or "").startswith("not ")


def _details(role: str, name: str, person: Mapping[str, Any], pointer: str) -> Iterator[Statement]:
    for member, normal in OF_PERSON.items():
        value = person.get(member)
        if value not in (None, "", [], {}) and normal(value):
            fact = "residence" if member == "address" else member
            yield Statement(f"{PERSON}{role}.{fact}", name, normal(value), shown_value(value), f"{pointer}/{member}")


def shown_value(value: Any) -> str:
    """The value on one line, as people read it."""
    if isinstance(value, Mapping):
        return (
            address_line(value) if "city" in value or "line1" in value else ", ".join(map(shown_value, value.values()))
        )
    if isinstance(value, list):
        return "; ".join(_row(one) for one in value)
    return words(value)


def _row(value: Any) -> str:
    return ", ".join(words(one) for one in value.values() if one) if isinstance(value, Mapping) else words(value)
