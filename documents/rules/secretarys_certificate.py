"""Secretary's certificate: a quorum, a vote and a secretary as the law wants them (RA 11232)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Fault


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    yield from _quorum(data)
    yield from _vote(data)
    yield from _dates(data)
    yield from _secretary(data)


def _board(data: Mapping[str, Any]) -> bool:
    return bool(data["meeting"]["body"] == "board of directors")


def _quorum(data: Mapping[str, Any]) -> Iterator[Fault]:
    entitled, present = data["quorum"]["entitled"], data["quorum"]["present"]
    law = "RA 11232 section 52" if _board(data) else "RA 11232 section 51"
    if present > entitled:
        yield Fault("/quorum/present", "present-above-all", f"{present:,} present out of {entitled:,} ({law}).")
    elif 2 * present <= entitled:
        yield Fault(
            "/quorum/present", "no-quorum", f"{present:,} of {entitled:,} is no majority, and so no quorum ({law})."
        )


def _vote(data: Mapping[str, Any]) -> Iterator[Fault]:
    cast, present = data.get("votesFor"), data["quorum"]["present"]
    if data["vote"] != "majority" or cast is None:
        return
    if cast > present:
        yield Fault("/votesFor", "votes-above-present", f"{cast:,} voted, but {present:,} were present (section 52).")
    elif 2 * cast <= present:
        yield Fault(
            "/votesFor", "no-majority", f"{cast:,} of {present:,} present is no majority (RA 11232 sections 51 and 52)."
        )


def _dates(data: Mapping[str, Any]) -> Iterator[Fault]:
    member = "boardDate" if _board(data) else "stockholdersDate"
    if data["meeting"][member] > data["signingDate"]:
        yield Fault(
            f"/meeting/{member}",
            "meeting-after-certificate",
            "The meeting is later than the certificate; minutes are certified after the meeting (RA 11232 section 73).",
        )


def _secretary(data: Mapping[str, Any]) -> Iterator[Fault]:
    person = data["secretary"]
    if person["nationality"].strip().lower() not in ("filipino", "filipina", "philippine", "filipino citizen"):
        yield Fault(
            "/secretary/nationality",
            "secretary-citizenship",
            "The corporate secretary is a citizen and resident of the Philippines (RA 11232 section 24).",
        )
    for index, one in enumerate(data.get("signatories") or ()):
        if one["name"] == person["name"] and "president" in one["position"].lower().replace("vice", "").split():
            yield Fault(
                f"/signatories/{index}/position",
                "secretary-president",
                "Nobody is president and secretary at the same time (RA 11232 section 24).",
            )
