"""Board resolution: quorum and vote of the board (RA 11232 section 52)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Fault


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    directors, fixed = data["directors"], data["directorsFixed"]
    present = [one for one in directors if one["attendance"] != "absent"]
    if len(directors) > fixed:
        yield Fault(
            "/directors",
            "too-many-directors",
            f"{len(directors)} directors are named, but the articles fix {fixed} (RA 11232 section 13(f)).",
        )
    if 2 * len(present) <= fixed:
        yield Fault(
            "/directors",
            "no-quorum",
            f"{len(present)} of {fixed} directors is no majority, and so no quorum (RA 11232 section 52).",
        )
    yield from _votes(directors)
    favor = sum(one.get("vote") == "in favor" for one in present)
    if 2 * favor <= len(present):
        yield Fault(
            "/directors",
            "not-carried",
            f"{favor} of {len(present)} directors present voted in favor, which is no majority (RA 11232 section 52).",
        )
    if data["meeting"]["date"] > data["signingDate"]:
        yield Fault("/meeting/date", "meeting-after-signing", "The meeting is later than the signing (section 73).")


def _votes(directors: list[Mapping[str, Any]]) -> Iterator[Fault]:
    counted = Counter(one["name"] for one in directors)
    for index, one in enumerate(directors):
        if one["attendance"] == "absent" and one.get("vote"):
            yield Fault(
                f"/directors/{index}/vote",
                "vote-of-absent",
                "A director who is absent does not vote; there is no vote by proxy on the board (RA 11232 section 52).",
            )
        elif one["attendance"] != "absent" and not one.get("vote"):
            yield Fault(
                f"/directors/{index}/vote", "vote-missing", "Say how this director voted (RA 11232 section 52)."
            )
        if counted[one["name"]] > 1 and one["name"] in [two["name"] for two in directors[:index]]:
            yield Fault(f"/directors/{index}/name", "named-twice", "This director is named twice (section 13).")
