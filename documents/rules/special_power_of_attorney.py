"""Special power of attorney: consents, term and object that agree (Civil Code articles 1874 to 1932; Family Code)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Fault
from documents.rules.reading import shown


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    principals = {person["name"]: person for person in data["principals"]}
    consents = data.get("maritalConsents") or []
    for index, consent in enumerate(consents):
        person = principals.get(consent["principal"])
        if person is None:
            yield Fault(
                f"/maritalConsents/{index}/principal",
                "consent-of-nobody",
                f"{shown(consent['principal'])} is not among the principals (Family Code articles 96 and 124).",
            )
        elif person.get("spouse") and person["spouse"] != consent["name"]:
            yield Fault(
                f"/maritalConsents/{index}/name",
                "consent-of-another",
                f"The spouse of {shown(consent['principal'])} is {shown(person['spouse'])} (Family Code articles 96 "
                "and 124).",
            )
    yield from _missing_consents(data, {consent["principal"] for consent in consents})
    if data["attorneyInFact"]["name"] in principals:
        yield Fault(
            "/attorneyInFact/name", "own-agent", "Nobody can be agent of one's own person (Civil Code article 1868)."
        )
    if data.get("validUntil") and data["validUntil"] < data["signingDate"]:
        yield Fault(
            "/validUntil", "ends-before-signing", "The power ends before it is signed (Civil Code article 1919)."
        )


def _missing_consents(data: Mapping[str, Any], given: set[str]) -> Iterator[Fault]:
    """A power to sell or mortgage community or conjugal land without the other spouse's consent is void."""
    land = data.get("property") or {}
    if data["purpose"] != "real property" or land.get("act") not in ("sell", "mortgage"):
        return
    names = {person["name"] for person in data["principals"]}
    for index, person in enumerate(data["principals"]):
        if person.get("civilStatus") == "married" and person["name"] not in given and person["spouse"] not in names:
            yield Fault(
                f"/principals/{index}/spouse",
                "marital-consent-missing",
                f"{shown(person['name'])} is married: the sale or mortgage of community or conjugal property without "
                "the written consent of the other spouse is void (Family Code articles 96 and 124).",
            )
