"""Application as money service business: owners, offices and papers that are complete (BSP Circular 1206)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from core.errors import Fault
from documents.rules.reading import summed

LAW = "BSP Circular 1206, series of 2024"
# What the two stages of an application ask for: how a title of it reads, and its name.
ASKED = (
    (re.compile(r"business plan", re.IGNORECASE), "business plan"),
    (re.compile(r"\b(owner|stockholder|partner|member)", re.IGNORECASE), "list of owners, directors and officers"),
    (re.compile(r"deed of undertaking", re.IGNORECASE), "notarized deed of undertaking"),
    (re.compile(r"\b(training|seminar)", re.IGNORECASE), "proof of the anti-money laundering training"),
    (re.compile(r"\bpermit", re.IGNORECASE), "business permit that names the line of business"),
    (re.compile(r"data entry template", re.IGNORECASE), "data entry template"),
)


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    if data["registeredOn"] > data["signingDate"]:
        yield Fault("/registeredOn", "registered-later", f"The applicant is registered after the letter ({LAW}).")
    if data.get("plannedStart") and data["plannedStart"] <= data["signingDate"]:
        yield Fault(
            "/plannedStart",
            "starts-before-registration",
            f"Nobody operates before the certificate of registration is issued ({LAW}).",
        )
    held = summed(data["owners"], "share")
    if held != Decimal(100):
        yield Fault("/owners", "shares-sum", f"The shares of the owners come to {held}%, not to all ({LAW}).")
    if data["entityKind"] == "one person corporation" and len(data.get("directors") or []) > 1:
        yield Fault(
            "/directors/1", "sole-director", "The single stockholder is the sole director (RA 11232 section 121)."
        )
    yield from _offices(data)
    yield from _papers(data)


def _offices(data: Mapping[str, Any]) -> Iterator[Fault]:
    applied, done = data["activities"], {kind for one in data["offices"] for kind in one["activities"]}
    for index, one in enumerate(data["offices"]):
        for at, kind in enumerate(one["activities"]):
            if kind not in applied:
                yield Fault(
                    f"/offices/{index}/activities/{at}",
                    "activity-not-applied-for",
                    f"Registration as {kind} is not applied for ({LAW}).",
                )
    for at, kind in enumerate(applied):
        if kind not in done:
            yield Fault(f"/activities/{at}", "activity-nowhere", f"No office will act as {kind} ({LAW}).")
    addresses = [one["address"].strip().lower() for one in data["offices"]]
    for index, address in enumerate(addresses):
        if addresses.index(address) < index:
            yield Fault(f"/offices/{index}/address", "office-twice", f"Two offices have this address ({LAW}).")


def _papers(data: Mapping[str, Any]) -> Iterator[Fault]:
    titles = [one["title"] for one in data["documents"]]
    for pattern, name in ASKED:
        if not any(pattern.search(title) for title in titles):
            yield Fault("/documents", "paper-missing", f"The list names no {name} ({LAW}).")
