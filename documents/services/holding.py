"""Which values a paper's inputs hold, found by digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.models import Party
from core.pii.digests import digest_of, plain_text
from documents.facts import nodes

SHORTEST_VALUE = 4  # shorter values stand everywhere by chance
# What many people share is a party's only where it stands in one object with the party's name.
SHARED = frozenset({"nationality", "civil_status", "birth_date"})
NOT_IN_PAPERS = frozenset({"role"})  # a word of the case, never of a paper


@dataclass(frozen=True)
class Held:
    """The digest of every text, object and list in the inputs, with the JSON Pointers of where it stands."""

    places: Mapping[str, list[str]]

    @classmethod
    def of(cls, inputs: Any) -> Held:
        """All that the inputs hold."""
        places: dict[str, list[str]] = {}
        for pointer, value in nodes(inputs):
            text = plain_text(value)
            if len(text) >= SHORTEST_VALUE:
                places.setdefault(digest_of(text), []).append(pointer)
        return cls(places)


def held_by(inputs: Any, former: Mapping[str, str], party: Party | None) -> dict[str, tuple[str, list[str]]]:
    """Field → (digest, JSON Pointers) of those `former` values (field → digest) that the inputs hold."""
    held = Held.of(inputs).places
    found: dict[str, tuple[str, list[str]]] = {}
    for field, digest in former.items():
        places = held.get(digest, []) if digest and field not in NOT_IN_PAPERS else []
        if places and field in SHARED:
            places = _beside(places, _names_in(held, party, former))
        if places:
            found[field] = (digest, places)
    return found


def _names_in(held: Mapping[str, list[str]], party: Party | None, former: Mapping[str, str]) -> list[str]:
    """Where a name stands that the party has or had."""
    digests = {digest_of(one.name) for one in party.names.all()} if party is not None else set()
    if former.get("name"):
        digests.add(former["name"])
    return [place for digest in digests for place in held.get(digest, [])]


def _beside(places: list[str], names: list[str]) -> list[str]:
    objects = {place.rpartition("/")[0] for place in names}
    return [place for place in places if place.rpartition("/")[0] in objects]
