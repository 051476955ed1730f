"""Demand letter: debts that are due, and interest that the rate gives (Civil Code articles 1169, 1956 and 2209)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.errors import Fault

SLACK = Decimal("1.02")  # years of 360 days, and a day counted in or out, are not worth a warning


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    if data["cutOff"] > data["signingDate"]:
        yield Fault(
            "/cutOff", "after-letter", "The computation runs beyond the date of the letter (Civil Code article 1169)."
        )
    for index, row in enumerate(data["principal"]):
        if row.get("due") and row["due"] > data["cutOff"]:
            yield Fault(
                f"/principal/{index}/due",
                "not-yet-due",
                "This is not yet due at the cut-off date (Civil Code article 1193).",
            )
    for index, check in enumerate(data.get("checks") or []):
        if check["date"] > data["signingDate"]:
            yield Fault(
                f"/checks/{index}/date",
                "check-not-due",
                "The check is dated later than the letter (Batas Pambansa 22).",
            )
    if data.get("interest"):
        yield from _interest(data["interest"], data)


def _interest(interest: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[Fault]:
    days = (date.fromisoformat(data["cutOff"]) - date.fromisoformat(interest["startsOn"])).days + 1
    if days < 1:
        yield Fault(
            "/interest/startsOn", "starts-late", "Interest starts after the cut-off date (Civil Code article 2209)."
        )
        return
    principal = sum((Decimal(row["amount"]) for row in data["principal"]), Decimal(0))
    most = principal * Decimal(interest["rate"]) / 100 * days / 365
    if Decimal(interest["amount"]) > most * SLACK:
        yield Fault(
            "/interest/amount",
            "interest-too-high",
            f"At {interest['rate']}% a year, {days} days of simple interest on {principal:,.2f} come to {most:,.2f} "
            "only (Civil Code articles 1956, 1959 and 2209).",
        )
