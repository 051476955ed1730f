"""Articles of partnership: names, kinds of partners and shares that agree (Civil Code)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.errors import Fault

_COMPANY = re.compile(r"\b(company|co\.?|limited|ltd\.?)\W*$", re.IGNORECASE)
_LIMITED = re.compile(r"\b(limited|ltd\.?)\W*$", re.IGNORECASE)


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    name, limited = data["corporateName"], data["kind"] == "limited"
    if not _COMPANY.search(name) or (limited and not _LIMITED.search(name)):
        yield Fault(
            "/corporateName",
            "name-suffix",
            f"The name must contain {'Limited or Ltd.' if limited else 'Company or Co.'} (SEC MC 13, series of 2019).",
        )
    yield from _kinds(data["partners"], limited)
    for index, partner in enumerate(data["partners"]):
        yield from _contribution(f"/partners/{index}", partner)
    total = sum(Decimal(partner["share"]) for partner in data["partners"])
    if total != 100:
        yield Fault(
            "/partners",
            "shares-sum",
            f"The shares in the profits make {total:.2f} percent together, not 100 (Civil Code article 1797).",
        )
    yield from _managers(data)


def _kinds(partners: list[Mapping[str, Any]], limited: bool) -> Iterator[Fault]:
    kinds = {partner["kind"] for partner in partners}
    if limited and not {"general", "limited"} <= kinds:
        yield Fault(
            "/partners",
            "limited-needs-both",
            "A limited partnership has at least one general and one limited partner (Civil Code article 1843).",
        )
    elif not limited and "limited" in kinds:
        yield Fault(
            "/kind",
            "limited-partner-in-general",
            "A partnership with a limited partner is a limited partnership (Civil Code article 1843).",
        )
    names = [partner["name"] for partner in partners]
    for index, name in enumerate(names):
        if names.index(name) < index:
            yield Fault(
                f"/partners/{index}/name", "named-twice", "This partner is named twice (Civil Code article 1767)."
            )


def _contribution(place: str, partner: Mapping[str, Any]) -> Iterator[Fault]:
    described, valued = bool(partner.get("propertyDescription")), bool(partner.get("propertyValue"))
    if described != valued:
        yield Fault(
            f"{place}/{'propertyValue' if described else 'propertyDescription'}",
            "property-incomplete",
            "Property is contributed with a description and an agreed value (Civil Code articles 1773 and 1844).",
        )
    if partner["kind"] == "limited" and partner.get("industry"):
        yield Fault(
            f"{place}/industry",
            "limited-industry",
            "A limited partner contributes money or property, not services (Civil Code article 1845).",
        )
    if not (Decimal(partner["cash"]) or described or valued or partner.get("industry")):
        yield Fault(
            f"{place}/cash",
            "no-contribution",
            "Every partner contributes money, property or industry (Civil Code article 1767).",
        )


def _managers(data: Mapping[str, Any]) -> Iterator[Fault]:
    kinds = {partner["name"]: partner["kind"] for partner in data["partners"]}
    for index, name in enumerate(data["managers"]):
        if name not in kinds:
            yield Fault(
                f"/managers/{index}",
                "manager-unknown",
                "The managing partner is not named among the partners; check the spelling (Civil Code article 1800).",
            )
        elif kinds[name] == "limited":
            yield Fault(
                f"/managers/{index}",
                "manager-limited",
                "A limited partner who takes part in the control of the business becomes liable as a general partner "
                "(Civil Code article 1848).",
            )
