"""Engagement letter: fees that add up and can be charged as stated (A.M. No. 22-09-01-SC, Canon III; Rule 138)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.errors import Fault
from documents.rules.reading import party_name, summed


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    yield from _of_fee(data["fee"], data["team"])
    if data["billing"]["frequency"] == "when an instalment falls due" and data["fee"]["kind"] != "fixed fee":
        yield Fault(
            "/billing/frequency",
            "no-instalments",
            "Only a fixed fee has instalments; say when the bills for this fee are sent (Canon III section 41).",
        )
    deposit = data.get("deposit")
    if deposit and Decimal(deposit["minimum"]) > Decimal(deposit["amount"]):
        yield Fault(
            "/deposit/minimum",
            "more-than-deposit",
            "The deposit would be too small as soon as it is paid; the minimum is at most its amount.",
        )
    client = party_name(data["client"]).casefold()
    for index, one in enumerate(data["matter"].get("adverse") or ()):
        if one.casefold().startswith(client):
            yield Fault(
                f"/matter/adverse/{index}",
                "adverse-to-itself",
                "The client stands among the other parties (Canon III section 13).",
            )


def _of_fee(fee: Mapping[str, Any], team: list[Mapping[str, Any]]) -> Iterator[Fault]:
    if fee["kind"] == "fixed fee" and summed(fee["fixed"]["installments"], "amount") != Decimal(fee["fixed"]["amount"]):
        yield Fault(
            "/fee/fixed/amount",
            "sum-of-instalments",
            "The instalments do not add up to the whole fee (Civil Code article 1306).",
        )
    if fee["kind"] == "by the hour":
        for index, one in enumerate(team):
            if one.get("hourlyRate") is None:
                yield Fault(
                    f"/team/{index}/hourlyRate",
                    "no-rate",
                    "The fee is charged by the hour, but this member has no rate (Rule 138 section 24).",
                )
    if fee["kind"] == "contingent fee" and not Decimal(fee["contingent"]["percent"]):
        yield Fault("/fee/contingent/percent", "no-percentage", "A contingent fee of nothing is no fee.")
