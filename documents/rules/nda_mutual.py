"""Mutual non-disclosure agreement: two parties that can be told apart (Civil Code articles 1305 and 1306)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Fault
from documents.rules.reading import party_name


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    first, second = data["firstParty"], data["secondParty"]
    if party_name(first).casefold() == party_name(second).casefold():
        yield Fault("/secondParty", "party-twice", "Nobody makes a contract with oneself (Civil Code article 1305).")
    if first["alias"].casefold() == second["alias"].casefold():
        yield Fault(
            "/secondParty/alias",
            "alias-twice",
            "Both parties have this defined name; nobody could tell who is bound (Civil Code article 1318).",
        )
    for member, party in (("firstParty", first), ("secondParty", second)):
        if party["alias"].casefold() in ("discloser", "recipient", "party", "parties"):
            yield Fault(
                f"/{member}/alias",
                "alias-taken",
                "The agreement calls each party by this word in turn; give the party a name of its own.",
            )
    if data["effectiveDate"] > data["signingDate"]:
        yield Fault(
            "/effectiveDate",
            "later-than-signing",
            "What is disclosed between the signing and this day is not protected (Civil Code article 1193).",
        )
    damages = data.get("liquidatedDamages")
    if damages is not None and not damages.strip("0."):
        yield Fault(
            "/liquidatedDamages",
            "nothing-to-pay",
            "Liquidated damages of nothing bar the actual damages (Civil Code article 2228); leave the amount out.",
        )
