"""Deed of assignment of shares: certificates, price and consent that agree (RA 11232 section 62; Family Code)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.errors import Fault
from documents.rules.reading import party_name


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    yield from _certificates(data["shares"])
    yield from _installments(data)
    assignor = data["assignor"]
    person = assignor.get("person") or {}
    if assignor["kind"] == "person" and person.get("civilStatus") == "married" and not data.get("maritalConsent"):
        yield Fault(
            "/maritalConsent",
            "marital-consent-missing",
            "The assignor is married: an assignment of community or conjugal shares without the written consent of the "
            "other spouse is void (Family Code articles 96 and 124).",
        )
    if party_name(assignor) == party_name(data["assignee"]):
        yield Fault("/assignee", "same-party", "Nobody assigns shares to oneself (Civil Code articles 1306 and 1624).")


def _certificates(shares: Mapping[str, Any]) -> Iterator[Fault]:
    certificates = shares.get("certificates") or []
    for index, one in enumerate(certificates):
        if one["assigned"] > one["shares"]:
            yield Fault(
                f"/shares/certificates/{index}/assigned",
                "more-than-certificate",
                f"The certificate covers {one['shares']:,} shares only (RA 11232 section 62).",
            )
    assigned = sum(one["assigned"] for one in certificates)
    if certificates and assigned != shares["number"]:
        yield Fault(
            "/shares/number",
            "certificates-sum",
            f"{shares['number']:,} shares are assigned, but {assigned:,} from the certificates (RA 11232 section 62).",
        )


def _installments(data: Mapping[str, Any]) -> Iterator[Fault]:
    rows = data.get("installments") or []
    if data["payment"] != "in installments":
        return
    together = sum((Decimal(row["amount"]) for row in rows), Decimal(0))
    if rows and together != Decimal(data["price"]):
        yield Fault(
            "/installments",
            "installments-sum",
            f"The installments come to {together:,.2f}, the price to {Decimal(data['price']):,.2f} (Civil Code article "
            "1469: the price must be certain).",
        )
    for index, row in enumerate(rows):
        if row["due"] < data["signingDate"]:
            yield Fault(
                f"/installments/{index}/due",
                "due-before-signing",
                "The installment falls due before the deed is signed (Civil Code article 1193).",
            )
