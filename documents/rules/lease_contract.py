"""Contract of lease: days, months and sums that agree (Civil Code articles 1642 to 1688; RA 9653)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.errors import Fault
from documents.rules.reading import party_name

RENT_CONTROL = {"deposit": 2, "advance": 1}  # months of rent, RA 9653 section 7


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    yield from _term(data["term"])
    yield from _schedule(data)
    yield from _sums(data)
    if party_name(data["lessor"]) == party_name(data["lessee"]):
        yield Fault("/lessee", "same-party", "Nobody leases to oneself (Civil Code article 1643).")


def _term(term: Mapping[str, Any]) -> Iterator[Fault]:
    if term["end"] <= term["start"]:
        yield Fault("/term/end", "ends-before-start", "The lease ends before it begins (Civil Code article 1643).")
        return
    after = date.fromisoformat(term["end"]) + timedelta(days=1)
    start = date.fromisoformat(term["start"])
    months = (after.year - start.year) * 12 + after.month - start.month
    if months != term["months"]:
        yield Fault(
            "/term/months",
            "months-disagree",
            f"From the first to the last day there are {months} months, not {term['months']} "
            "(Civil Code article 1643).",
        )


def _schedule(data: Mapping[str, Any]) -> Iterator[Fault]:
    rows = data["rent"].get("schedule") or []
    if data["rent"]["increase"] != "by a schedule" or not rows:
        return
    expected = data["term"]["start"]
    for index, row in enumerate(rows):
        if row["from"] != expected:
            yield Fault(
                f"/rent/schedule/{index}/from",
                "schedule-gap",
                f"This period should begin on {expected}, so that every month has one rent (Civil Code article 1643).",
            )
        expected = (date.fromisoformat(row["to"]) + timedelta(days=1)).isoformat()
    if rows[-1]["to"] != data["term"]["end"]:
        yield Fault(
            f"/rent/schedule/{len(rows) - 1}/to",
            "schedule-end",
            "The last period should end with the lease (Civil Code article 1643).",
        )
    if rows[0]["monthly"] != data["rent"]["monthly"]:
        yield Fault(
            "/rent/schedule/0/monthly",
            "schedule-rent",
            "The first period should have the rent stated above (Civil Code article 1643).",
        )


def _sums(data: Mapping[str, Any]) -> Iterator[Fault]:
    monthly = Decimal(data["rent"]["monthly"])
    for member, most in RENT_CONTROL.items():
        given = data.get(member)
        if not given:
            continue
        if Decimal(given["amount"]) != monthly * given["months"]:
            yield Fault(
                f"/{member}/amount",
                "months-of-rent",
                f"{given['months']} months of rent come to {monthly * given['months']:,.2f} (Civil Code article 1306).",
            )
        if data["premises"]["kind"] == "residential unit" and given["months"] > most:
            yield Fault(
                f"/{member}/months",
                "rent-control",
                f"A residential unit under the Rent Control Act allows {most} at most (RA 9653 section 7).",
            )
