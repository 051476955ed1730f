"""Affidavit of loss: days that can be sworn to (2004 Rules on Notarial Practice, Rule II section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Fault

LAW = "(A.M. No. 02-8-13-SC, Rule II section 6)"


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    issued, report = data["item"].get("issuedOn"), data.get("report") or {}
    days = {"/lostOn": data["lostOn"], "/discoveredOn": data.get("discoveredOn"), "/report/date": report.get("date")}
    for pointer, day in days.items():
        if day and day > data["signingDate"]:
            yield Fault(pointer, "after-signing", f"This is later than the signing; nobody swears to it {LAW}.")
        if day and day < data["lostOn"]:
            yield Fault(pointer, "before-loss", f"This is earlier than the loss itself {LAW}.")
    if issued and issued > data["lostOn"]:
        yield Fault("/item/issuedOn", "issued-after-loss", f"The thing was issued after it was lost {LAW}.")
