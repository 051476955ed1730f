"""Beneficial ownership declaration: owners, categories and chains that agree (SEC MC 15, series of 2025)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.errors import Fault

THRESHOLD = Decimal(20)  # percent, SEC MC 15, series of 2025
ROUNDING = Decimal("0.02")
LAW = "SEC MC 15, series of 2025"


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    signed = data["signingDate"]
    if data["kind"] == "annual attestation of no change":
        if data.get("lastDeclaration") and data["lastDeclaration"] > signed:
            yield Fault("/lastDeclaration", "date-after-oath", f"The last declaration is later than the oath ({LAW}).")
        return
    owners = data.get("beneficialOwners") or []
    for index, one in enumerate(owners):
        place = f"/beneficialOwners/{index}"
        yield from _identity(place, one)
        yield from _control(place, one)
        yield from _chain(place, one, data["corporateName"])
        if one["since"] > signed:
            yield Fault(f"{place}/since", "date-after-oath", f"This is later than the oath ({LAW}).")
        if one["name"] in [two["name"] for two in owners[:index]]:
            yield Fault(f"{place}/name", "named-twice", "This beneficial owner is named twice.")
    owned = sum((Decimal(one["percentage"]) for one in owners if one["ownership"] == "direct"), Decimal(0))
    if owned > 100 + ROUNDING:
        yield Fault("/beneficialOwners", "more-than-all", f"Direct holdings come to {owned}% of the capital.")
    change = data.get("change")
    if data["kind"] == "change" and change and change["date"] > signed:
        yield Fault("/change/date", "date-after-oath", f"The change is later than the oath ({LAW}).")


def _identity(place: str, one: Mapping[str, Any]) -> Iterator[Fault]:
    filipino = one["nationality"].strip().lower() in ("filipino", "filipina")
    if not one.get("tin") and (filipino or not one.get("passport")):
        yield Fault(
            f"{place}/tin",
            "tin-missing",
            f"A TIN is stated of each beneficial owner; only a foreigner without one gives a passport number ({LAW}).",
        )
    for member in ("surname", "givenName"):
        if one[member].lower() not in one["name"].lower():
            yield Fault(f"{place}/{member}", "name-differs", f"The full name {one['name'][:60]} does not have it.")


def _control(place: str, one: Mapping[str, Any]) -> Iterator[Fault]:
    reached = max(Decimal(one["percentage"]), Decimal(one["votingRights"])) >= THRESHOLD
    if reached and "A" not in one["categories"]:
        yield Fault(f"{place}/categories", "category-a-missing", f"20% or more falls under category A ({LAW}).")
    if not reached and "A" in one["categories"]:
        yield Fault(f"{place}/percentage", "below-threshold", f"Category A begins at 20% ({LAW}).")
    if one["ownership"] == "none" and Decimal(one["percentage"]):
        yield Fault(f"{place}/ownership", "owns-nothing", "A percentage is owned, but the ownership says none.")
    if not {"A", "C"} & set(one["categories"]) and not one.get("basis"):
        yield Fault(f"{place}/basis", "basis-missing", f"Say how the person controls the entity ({LAW}).")


def _chain(place: str, one: Mapping[str, Any], entity: str) -> Iterator[Fault]:
    chain = one.get("chain") or []
    if one["ownership"] not in ("indirect", "direct and indirect"):
        return
    if not chain:
        yield Fault(f"{place}/chain", "chain-missing", f"Each layer of an indirect holding is disclosed ({LAW}).")
        return
    if chain[0]["holder"] != one["name"]:
        yield Fault(f"{place}/chain/0/holder", "chain-start", "The chain begins with the beneficial owner.")
    if chain[-1]["held"] != entity:
        yield Fault(f"{place}/chain/{len(chain) - 1}/held", "chain-end", "The chain ends with the reporting entity.")
    held = Decimal(100)
    for index, layer in enumerate(chain):
        held = held * Decimal(layer["percentage"]) / 100
        if index and layer["holder"] != chain[index - 1]["held"]:
            yield Fault(
                f"{place}/chain/{index}/holder", "chain-broken", "Each layer is held by the entity of the layer before."
            )
    if one["ownership"] == "indirect" and abs(held - Decimal(one["percentage"])) > ROUNDING:
        yield Fault(
            f"{place}/percentage",
            "chain-percentage",
            f"The layers multiply to {held:.2f}%, not {one['percentage']}% ({LAW}).",
        )
