"""Appointment of officers of a One Person Corporation: who may hold which office, and since when (RA 11232)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from core.errors import Fault

APPOINTMENT_DAYS = timedelta(days=15)


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    stockholder = data["stockholder"]["name"]
    if data["secretary"]["name"] == stockholder:
        yield Fault(
            "/secretary/name",
            "stockholder-secretary",
            "The single stockholder may not be the corporate secretary (RA 11232 section 122).",
        )
    treasurer = data.get("treasurer")
    if not data["treasurerIsStockholder"] and treasurer and treasurer["name"] == stockholder:
        yield Fault(
            "/treasurer/name",
            "treasurer-without-bond",
            "The stockholder who is also the treasurer gives a bond; say so above (RA 11232 section 122).",
        )
    for member in ("nominee", "alternateNominee"):
        if data[member] == stockholder or (member == "alternateNominee" and data[member] == data["nominee"]):
            yield Fault(
                f"/{member}",
                "nominee-not-another",
                "The single stockholder, the nominee and the alternate nominee are three different persons "
                "(RA 11232 section 124).",
            )
    yield from _dates(data)


def _dates(data: Mapping[str, Any]) -> Iterator[Fault]:
    registered, appointed = date.fromisoformat(data["registeredOn"]), date.fromisoformat(data["appointedOn"])
    if appointed < registered:
        yield Fault(
            "/appointedOn",
            "before-registration",
            "Officers are appointed after the certificate of incorporation is issued (RA 11232 section 122).",
        )
    elif data["filing"] == "initial" and appointed > registered + APPOINTMENT_DAYS:
        yield Fault(
            "/appointedOn",
            "appointed-late",
            "The first officers are appointed within fifteen days from the certificate of incorporation "
            "(RA 11232 section 122).",
        )
    bond = data.get("bond") if data["treasurerIsStockholder"] else None
    if bond and bond.get("validUntil") and bond["validUntil"] <= bond["validFrom"]:
        yield Fault("/bond/validUntil", "bond-ended", "The bond ends before it is in force (RA 11232 section 122).")
