"""By-laws of a stock corporation: majorities and members that agree (RA 11232)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Fault


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    directors = data["directorsNumber"]
    if data["executiveCommittee"] and (data.get("committeeMembers") or 0) > directors:
        yield Fault(
            "/committeeMembers",
            "committee-above-board",
            f"The members of the executive committee are directors, and the board has only {directors} "
            "(RA 11232 section 34).",
        )
    if data["adoption"] == "after incorporation":
        yield from _adopted(data)


def _adopted(data: Mapping[str, Any]) -> Iterator[Fault]:
    voted, outstanding = sum(one["shares"] for one in data["stockholders"]), data["outstandingShares"]
    if voted > outstanding:
        yield Fault(
            "/stockholders",
            "above-outstanding",
            f"{voted:,} shares voted, but only {outstanding:,} are outstanding (RA 11232 section 45).",
        )
    elif voted * 2 <= outstanding:
        yield Fault(
            "/stockholders",
            "no-majority",
            f"{voted:,} of {outstanding:,} shares are no majority of the outstanding capital stock "
            "(RA 11232 section 45).",
        )
    certifying = len(data["directors"])
    if certifying * 2 <= data["directorsNumber"] or certifying > data["directorsNumber"]:
        yield Fault(
            "/directors",
            "certified-by-too-few" if certifying <= data["directorsNumber"] else "too-many-directors",
            f"{certifying} of {data['directorsNumber']} directors certify; the copy needs a majority of the directors "
            "(RA 11232 section 45).",
        )
    if data["meetingDate"] > data["signingDate"]:
        yield Fault(
            "/meetingDate",
            "meeting-after-signing",
            "The stockholders adopt the by-laws before these are signed and certified (RA 11232 section 45).",
        )
