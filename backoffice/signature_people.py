"""Whom the form for sending a paper out proposes: those whom the paper and its case already name with an address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cases import selectors as cases
from cases.models import Case
from documents.models import Revision

MOST_PROPOSED = 10
DEEPEST = 8
# Where a template keeps the name of who signs beside an address, the nearest first.
NAMES = (("name",), ("representative",), ("person", "name"), ("company", "representative"))


@dataclass(frozen=True)
class Proposed:
    """Somebody who may be meant to sign."""

    name: str
    email: str


def proposed_for(revision: Revision, case: Case) -> list[Proposed]:
    """Those whom the paper's own data names with an address, then the case's people whose name stands in that data;
    where there is nobody of either sort, the client. Each address once, in the order of the paper.
    """
    known = known_of(case)
    inputs = revision.inputs
    named = set(_words(inputs))
    found = [*_in_data(inputs), *(one for one in known if _plain(one.name) in named)]
    if not found and case.client is not None:
        found = [Proposed(case.client.full_name, case.client.email)]
    return list({one.email.lower(): one for one in reversed(found)}.values())[::-1][:MOST_PROPOSED]


def known_of(case: Case) -> list[Proposed]:
    """The client and the parties of the case that have an address, to be chosen from."""
    client = [Proposed(case.client.full_name, case.client.email)] if case.client is not None else []
    parties = [Proposed(one.name, one.email) for one in cases.parties_of(case) if one.email and one.removed_at is None]
    return [*client, *parties]


def _in_data(data: Any, depth: int = 0) -> Iterator[Proposed]:
    """Every object of the data that has an address and a name to it."""
    if depth > DEEPEST:
        return
    if isinstance(data, Mapping):
        name, email = _name_in(data), data.get("email")
        if name and isinstance(email, str) and "@" in email:
            yield Proposed(name, email.strip())
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from _in_data(one, depth + 1)


def _name_in(data: Mapping[str, Any]) -> str:
    for steps in NAMES:
        value: Any = data
        for step in steps:
            value = value.get(step) if isinstance(value, Mapping) else None
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _words(data: Any, depth: int = 0) -> Iterator[str]:
    """Every short text of the data, as names are compared."""
    if isinstance(data, str):
        yield _plain(data)
    elif depth <= DEEPEST and isinstance(data, Mapping | list):
        for one in data.values() if isinstance(data, Mapping) else data:
            yield from _words(one, depth + 1)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
