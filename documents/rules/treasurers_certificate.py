"""Treasurer's certificate: sums that agree, and the quarters of an increase (RA 11232 sections 13, 37 and 61)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.errors import Fault
from documents.rules.reading import summed

QUARTER = Decimal("0.25")


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    yield from _capital(data["capital"])
    yield from _subscriptions(data)
    yield from _received(data)
    if data["occasion"] == "increase of capital stock" and data.get("increase"):
        yield from _increase(data)


def _capital(capital: Mapping[str, Any]) -> Iterator[Fault]:
    pars = [one.get("parValue") for one in capital["classes"]]
    if all(pars):
        aggregate = sum((one["shares"] * Decimal(one["parValue"]) for one in capital["classes"]), Decimal(0))
        if aggregate != Decimal(capital["authorized"]):
            yield Fault(
                "/capital/authorized",
                "authorized-capital-sum",
                f"The classes come to {aggregate:,.2f}, not {Decimal(capital['authorized']):,.2f} "
                "(RA 11232 section 13(h)).",
            )


def _subscriptions(data: Mapping[str, Any]) -> Iterator[Fault]:
    classes = {one["name"]: one["shares"] for one in data["capital"]["classes"]}
    taken: Counter[str] = Counter()
    for index, row in enumerate(data["subscriptions"]):
        taken[row["class"]] += row["shares"]
        if row["class"] not in classes:
            yield Fault(
                f"/subscriptions/{index}/class", "class-unknown", "The capital has no such class (section 13(h))."
            )
        if Decimal(row["amountPaid"]) > Decimal(row["amountSubscribed"]):
            yield Fault(
                f"/subscriptions/{index}/amountPaid",
                "paid-above-subscribed",
                "More is paid than subscribed (RA 11232 section 13(h)).",
            )
    for index, one in enumerate(data["capital"]["classes"]):
        if taken[one["name"]] > one["shares"]:
            yield Fault(
                f"/capital/classes/{index}/shares",
                "over-subscribed",
                f"{taken[one['name']]:,} shares are subscribed, but {one['shares']:,} authorized (section 13(h)).",
            )


def _received(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Where deposits and properties are listed, they make up what is paid."""
    paid, kind = summed(data["subscriptions"], "amountPaid"), data["payment"]
    needed = {"cash": ("deposits",), "property": ("properties",), "cash and property": ("deposits", "properties")}[kind]
    if not all(data.get(one) for one in needed):
        return
    received = Decimal(0)
    if "deposits" in needed:
        received += summed(data["deposits"], "amount")
    if "properties" in needed:
        received += summed(data["properties"], "value")
    if received != paid:
        yield Fault(
            f"/{needed[0]}",
            "received-sum",
            f"What is listed as received comes to {received:,.2f}, but {paid:,.2f} is paid (RA 11232 section 14).",
        )
    for index, one in enumerate(data.get("deposits") or ()):
        if one["date"] > data["signingDate"]:
            yield Fault(
                f"/deposits/{index}/date", "deposit-after-signing", "The deposit is later than the oath (section 14)."
            )


def _increase(data: Mapping[str, Any]) -> Iterator[Fault]:
    growth = Decimal(data["capital"]["authorized"]) - Decimal(data["increase"]["from"])
    subscribed, paid = summed(data["subscriptions"], "amountSubscribed"), summed(data["subscriptions"], "amountPaid")
    if growth <= 0:
        yield Fault("/increase/from", "no-increase", "The capital does not grow (RA 11232 section 37).")
    elif subscribed < growth * QUARTER:
        yield Fault(
            "/subscriptions",
            "increase-undersubscribed",
            f"{subscribed:,.2f} is less than 25% of the increase, {growth * QUARTER:,.2f} (RA 11232 section 37).",
        )
    if paid < subscribed * QUARTER:
        yield Fault(
            "/subscriptions",
            "increase-underpaid",
            f"{paid:,.2f} is less than 25% of what is subscribed, {subscribed * QUARTER:,.2f} (RA 11232 section 37).",
        )
    if data["increase"]["stockholdersDate"] > data["signingDate"]:
        yield Fault(
            "/increase/stockholdersDate", "meeting-after-signing", "The meeting is later than the oath (section 37)."
        )
