"""General information sheet: officers and sums that agree (RA 11232 sections 13, 22, 24 and 25)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.errors import Fault
from documents.rules.reading import summed

MAX_DIRECTORS = 15


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    yield from _directors(data)
    yield from _offices(data["directors"])
    yield from _capital(data["capital"])
    yield from _ownership(data)
    yield from _stockholders(data)
    for member in ("actualMeeting", "registeredOn"):
        if data.get(member) and data[member] > data["signingDate"]:
            yield Fault(f"/{member}", "date-after-oath", "This is later than the oath (RA 11232 section 25).")
    if data["certifier"]["name"] not in [one["name"] for one in data["directors"]]:
        yield Fault(
            "/certifier/name",
            "certifier-unknown",
            "Who certifies is not among the directors and officers listed; check the spelling (RA 11232 section 25).",
        )


def _directors(data: Mapping[str, Any]) -> Iterator[Fault]:
    people = data["directors"]
    board = [one for one in people if one["board"] != "not on the board"]
    if not 1 <= len(board) <= MAX_DIRECTORS:
        yield Fault("/directors", "board-size", f"{len(board)} directors; there are one to fifteen (section 13(f)).")
    for index, one in enumerate(people):
        if one["board"] != "not on the board" and not one["stockholder"]:
            yield Fault(
                f"/directors/{index}/stockholder",
                "director-without-share",
                "A director owns at least one share (RA 11232 section 22).",
            )
        if one["name"] in [two["name"] for two in people[:index]]:
            yield Fault(f"/directors/{index}/name", "named-twice", "This person is named twice; put both offices here.")


def _words(office: str | None) -> set[str]:
    """The offices in a text: "President and Treasurer" names two; vice-presidents and assistants are other offices."""
    parts = re.split(r"[,;/&]|\band\b", (office or "").lower())
    return {word for part in parts for word in part.split() if not re.search(r"\b(vice|assistant|deputy)\b", part)}


def _offices(people: Iterable[Mapping[str, Any]]) -> Iterator[Fault]:
    found: set[str] = set()
    for index, one in enumerate(people):
        offices = _words(one.get("office")) & {"president", "secretary", "treasurer"}
        found |= offices
        place = f"/directors/{index}"
        if "president" in offices and one["board"] == "not on the board":
            yield Fault(f"{place}/board", "president-no-director", "The president is a director (RA 11232 section 24).")
        if "president" in offices and len(offices) > 1:
            yield Fault(
                f"{place}/office",
                "president-other-office",
                "Nobody is president and secretary, or president and treasurer, at the same time (section 24).",
            )
        if "secretary" in offices and one["nationality"].strip().lower() not in ("filipino", "filipina"):
            yield Fault(
                f"{place}/nationality",
                "secretary-citizenship",
                "The secretary is a citizen and resident of the Philippines (RA 11232 section 24).",
            )
    for office in sorted({"president", "secretary", "treasurer"} - found):
        yield Fault("/directors", f"{office}-missing", f"No {office} is listed; there must be one (section 24).")


def _capital(capital: Mapping[str, Any]) -> Iterator[Fault]:
    if all(one.get("parValue") for one in capital["classes"]):
        aggregate = sum((one["shares"] * Decimal(one["parValue"]) for one in capital["classes"]), Decimal(0))
        if aggregate != Decimal(capital["authorized"]):
            yield Fault(
                "/capital/authorized",
                "authorized-capital-sum",
                f"The classes come to {aggregate:,.2f}, not {Decimal(capital['authorized']):,.2f} (section 13(h)).",
            )


def _ownership(data: Mapping[str, Any]) -> Iterator[Fault]:
    classes = {one["name"]: one["shares"] for one in data["capital"]["classes"]}
    for index, row in enumerate(data["ownership"]):
        if row["class"] not in classes:
            yield Fault(f"/ownership/{index}/class", "class-unknown", "The capital has no such class (section 13(h)).")
        if Decimal(row["amountPaid"]) > Decimal(row["amountSubscribed"]):
            yield Fault(f"/ownership/{index}/amountPaid", "paid-above-subscribed", "More is paid than subscribed.")
    for index, (name, shares) in enumerate(classes.items()):
        taken = sum(row["shares"] for row in data["ownership"] if row["class"] == name)
        if taken > shares:
            yield Fault(
                f"/capital/classes/{index}/shares",
                "over-subscribed",
                f"{taken:,} shares are subscribed, but {shares:,} authorized (RA 11232 section 13(h)).",
            )


def _stockholders(data: Mapping[str, Any]) -> Iterator[Fault]:
    others = data.get("otherStockholders")
    rows = [*data["stockholders"], *([others] if others else [])]
    for member, name in (
        ("shares", "shares"),
        ("amountSubscribed", "pesos subscribed"),
        ("amountPaid", "pesos paid"),
    ):
        here, there = summed(rows, member), summed(data["ownership"], member)
        if here != there:
            yield Fault(
                "/stockholders",
                f"{member}-sum",
                f"The stockholders come to {here:,} {name}, the capital structure to {there:,} (section 13(h)).",
            )
    holders = len({one["name"] for one in data["stockholders"]}) + (others["holders"] if others else 0)
    if holders != data["stockholdersTotal"]:
        yield Fault(
            "/stockholdersTotal",
            "stockholders-number",
            f"{holders:,} stockholders are accounted for, not {data['stockholdersTotal']:,}.",
        )
    if data["stockholdersOf100"] > data["stockholdersTotal"]:
        yield Fault("/stockholdersOf100", "more-than-all", "These are more than all stockholders.")
