"""Where the papers of one case disagree."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.pii.digests import digest_of
from documents.consistency.statements import Statement


@dataclass(frozen=True)
class Source:
    """A revision of a document, or the case itself (no document)."""

    title: str
    document_id: uuid.UUID | None = None
    revision: int | None = None
    status: str = ""

    @property
    def is_document(self) -> bool:
        """Whether a paper says it, and not the case's own data."""
        return self.document_id is not None


@dataclass(frozen=True)
class Value:
    """One of the values that stand against each other, and who says it where."""

    shown: str
    key: str
    sources: tuple[tuple[Source, str], ...]  # with the JSON Pointer into the source's inputs


@dataclass(frozen=True)
class Disagreement:
    """A fact that is said in more than one way; the value that most say stands first."""

    fact: str
    subject: str
    values: tuple[Value, ...]

    @property
    def documents(self) -> frozenset[uuid.UUID]:
        """The documents that take part in it."""
        return frozenset(one.document_id for value in self.values for one, _ in value.sources if one.document_id)

    @property
    def between_documents(self) -> bool:
        """Whether two papers disagree, and not only one with the case's own data."""
        return (
            len(self.documents) > 1
            and sum(any(one.is_document for one, _ in value.sources) for value in self.values) > 1
        )

    @property
    def digest(self) -> str:
        """The name of just this difference: another value in it is another difference."""
        said = "\n\n".join([self.fact, self.subject, *sorted(value.key for value in self.values if _by_paper(value))])
        return digest_of(said)


def _by_paper(value: Value) -> bool:
    return any(source.is_document for source, _ in value.sources)


def disagreements(said: Iterable[tuple[Source, Sequence[Statement]]]) -> list[Disagreement]:
    """The facts of which two sources say different things, in the order in which they are first met. What one source
    does not say is no disagreement, nor what one alone says in two ways.
    """
    facts: dict[tuple[str, str], list[tuple[Source, Statement]]] = {}
    for source, statements in said:
        for one in statements:
            facts.setdefault((one.fact, one.subject), []).append((source, one))
    found = []
    for (fact, subject), met in facts.items():
        values = _values(met)
        if len(values) > 1 and len({source for source, _ in met}) > 1:
            found.append(Disagreement(fact, subject, values))
    return found


def _values(met: list[tuple[Source, Statement]]) -> tuple[Value, ...]:
    groups: dict[str, list[tuple[Source, Statement]]] = {}
    for source, one in met:
        groups.setdefault(_key(one, met), []).append((source, one))
    values = [
        Value(group[0][1].shown, key, tuple((source, one.pointer) for source, one in group))
        for key, group in groups.items()
    ]
    return tuple(sorted(values, key=lambda value: (-len(value.sources), value.key)))


def _key(one: Statement, met: list[tuple[Source, Statement]]) -> str:
    """An open list agrees with the first whole one that has all its names."""
    if one.open:
        names = set(one.key.split("\n"))
        whole = (other.key for _, other in met if not other.open and names <= set(other.key.split("\n")))
        return next(whole, one.key)
    return one.key


def about(found: Iterable[Disagreement], document_id: uuid.UUID) -> list[Disagreement]:
    """Those in which the document takes part."""
    return [one for one in found if document_id in one.documents]


def in_words(fact: str) -> str:
    """A fact as people say it: `entity.principalOffice` as "Principal office", `person.treasurer.tin` as "Treasurer's
    TIN".
    """
    if fact in LABELS:
        return LABELS[fact]
    kind, _, rest = fact.partition(".")
    if kind == "people":
        return _spoken(rest)
    if kind == "person":
        role, _, member = rest.partition(".")
        return f"{_spoken(role)}'s {MEMBERS.get(member, _spoken(member).lower())}" if member else _spoken(role)
    return _spoken(rest)


LABELS = {
    "entity.name": "Name of the company",
    "entity.registrationNumber": "Registration number",
    "entity.registeredOn": "Date of registration",
    "entity.tin": "TIN of the company",
    "entity.principalOffice.postalCode": "Postal code of the principal office",
    "entity.termYears": "Term in years",
    "entity.email": "E-mail of the company",
    "entity.alternateEmail": "Alternate e-mail of the company",
    "entity.mobile": "Mobile number of the company",
    "entity.alternateMobile": "Alternate mobile number of the company",
    "capital.authorized": "Authorized capital",
    "capital.currency": "Currency of the capital",
    "capital.classes": "Classes of shares",
    "subscriptions": "Subscriptions",
}
MEMBERS = {"tin": "TIN", "birthDate": "date of birth", "civilStatus": "civil status", "email": "e-mail"}


def _spoken(name: str) -> str:
    """`tradeNames` and `alternate-nominee` as "Trade names" and "Alternate nominee"."""
    spaced = "".join(f" {one.lower()}" if one.isupper() else one for one in name).replace("-", " ").replace("_", " ")
    return spaced[:1].upper() + spaced[1:]
