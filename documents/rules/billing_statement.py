"""Billing statement: sums, rates and days that agree (Rules of Court, Rule 138 section 24; the Tax Code)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.errors import Fault
from documents.rules.reading import summed

CENTAVO = Decimal("0.01")
VAT = "value-added tax"
CHARGED = (VAT, "percentage tax, charged to the client by agreement")


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    net = summed(data["fees"], "amount") - Decimal((data.get("discount") or {}).get("amount", "0.00"))
    yield from _days(data)
    yield from _fees(data)
    if net < 0:
        yield Fault(
            "/discount/amount", "discount-too-high", "The discount is more than the fees (Rule 138 section 24)."
        )
    else:
        yield from _taxes(data, net)
    yield from _balance(data, net)


def _days(data: Mapping[str, Any]) -> Iterator[Fault]:
    made, period = data["signingDate"], data["period"]
    if period["to"] < period["from"]:
        yield Fault("/period/to", "ends-before-start", "The period ends before it begins (Rule 138 section 24).")
    if data["dueDate"] < made:
        yield Fault(
            "/dueDate",
            "due-before-statement",
            "Payment is asked for before the statement is made (Civil Code article 1169).",
        )
    for index, row in enumerate(data["fees"]):
        if not period["from"] <= row["date"] <= period["to"]:
            yield Fault(
                f"/fees/{index}/date", "outside-period", "This lies outside the period billed (Rule 138 section 24)."
            )
    for name in ("disbursements", "payments"):
        for index, row in enumerate(data.get(name) or []):
            if row["date"] > made:
                yield Fault(
                    f"/{name}/{index}/date",
                    "after-statement",
                    "This is dated later than the statement (Code of Professional Responsibility and Accountability, "
                    "Canon III section 49).",
                )


def _fees(data: Mapping[str, Any]) -> Iterator[Fault]:
    for index, row in enumerate(data["fees"]):
        hours, rate = row.get("hours"), row.get("rate")
        if bool(hours) != bool(rate):
            member = "rate" if hours else "hours"
            yield Fault(
                f"/fees/{index}/{member}",
                "half-by-hour",
                "A fee by the hour states both hours and rate (Rule 138 section 24).",
            )
        elif hours and rate and _rounded(Decimal(hours) * Decimal(rate)) != Decimal(row["amount"]):
            yield Fault(
                f"/fees/{index}/amount",
                "hours-times-rate",
                f"{hours} hours at {Decimal(rate):,.2f} come to {_rounded(Decimal(hours) * Decimal(rate)):,.2f}, not "
                f"{Decimal(row['amount']):,.2f} (Rule 138 section 24).",
            )


def _taxes(data: Mapping[str, Any], net: Decimal) -> Iterator[Fault]:
    tax = data["tax"]
    if tax["kind"] in CHARGED and tax.get("rate") and tax.get("amount"):
        law = "108" if tax["kind"] == VAT else "116"
        yield from _part("/tax/amount", "tax-amount", tax, net, f"National Internal Revenue Code section {law}")
    kinds = [row["kind"] for row in data.get("withholding") or []]
    for index, row in enumerate(data.get("withholding") or []):
        place = f"/withholding/{index}"
        law = "114(C)" if row["kind"] == VAT else "57(B)"
        yield from _part(
            f"{place}/amount", "withheld-amount", row, net, f"National Internal Revenue Code section {law}"
        )
        if kinds.index(row["kind"]) < index:
            yield Fault(
                f"{place}/kind",
                "withheld-twice",
                "The same tax is withheld twice (National Internal Revenue Code section 57).",
            )
        if row["kind"] == VAT and tax["kind"] != VAT:
            yield Fault(
                f"{place}/kind",
                "no-tax-to-withhold",
                "No VAT is charged that could be withheld (National Internal Revenue Code section 114(C)).",
            )


def _part(place: str, code: str, row: Mapping[str, Any], whole: Decimal, law: str) -> Iterator[Fault]:
    right = _rounded(whole * Decimal(row["rate"]) / 100)
    if Decimal(row["amount"]) != right:
        yield Fault(
            place,
            code,
            f"{row['rate']}% of {whole:,.2f} is {right:,.2f}, not {Decimal(row['amount']):,.2f} ({law}).",
        )


def _balance(data: Mapping[str, Any], net: Decimal) -> Iterator[Fault]:
    deposit = data.get("deposit")
    applied = Decimal(deposit["applied"]) if deposit else Decimal(0)
    if deposit and applied > Decimal(deposit["held"]):
        yield Fault(
            "/deposit/applied",
            "more-than-held",
            f"{applied:,.2f} is applied of a deposit of {Decimal(deposit['held']):,.2f} (Code of Professional "
            "Responsibility and Accountability, Canon III sections 49 and 50).",
        )
    tax = Decimal(data["tax"].get("amount") or "0.00") if data["tax"]["kind"] in CHARGED else Decimal(0)
    owed = net + tax + summed(data.get("disbursements"), "amount")
    owed += Decimal((data.get("previous") or {}).get("amount", "0.00")) - summed(data.get("payments"), "amount")
    owed -= summed(data.get("withholding"), "amount")
    if applied > max(owed, Decimal(0)):
        yield Fault(
            "/deposit/applied",
            "more-than-owed",
            f"{applied:,.2f} of the deposit is applied where {max(owed, Decimal(0)):,.2f} is owed; the rest stays the "
            "client's (Code of Professional Responsibility and Accountability, Canon III section 50).",
        )


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENTAVO, ROUND_HALF_UP)
