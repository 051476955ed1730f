"""Articles of incorporation of a non-stock corporation: names and people that agree (RA 11232)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Fault
from documents.rules.reading import CORPORATE_SUFFIX, shown

_FOUNDATION = re.compile(r"\bfoundation\b", re.IGNORECASE)


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    yield from _name(data)
    yield from _people(data)
    for member, first, name in (
        ("alternateEmail", "email", "e-mail address"),
        ("alternateMobile", "mobile", "mobile number"),
    ):
        if not data["contact"].get(member) or data["contact"][member] == data["contact"][first]:
            yield Fault(
                f"/contact/{member}",
                "alternate-contact",
                f"The SEC asks for an alternate {name} besides the official one (SEC MC 28, series of 2020).",
            )


def _name(data: Mapping[str, Any]) -> Iterator[Fault]:
    if not CORPORATE_SUFFIX.search(data["corporateName"]):
        yield Fault(
            "/corporateName",
            "name-suffix",
            "The name must contain Corporation, Incorporated, Corp. or Inc. (SEC MC 13, series of 2019).",
        )
    if (data["nature"] == "foundation") != bool(_FOUNDATION.search(data["corporateName"])):
        yield Fault(
            "/corporateName",
            "name-foundation",
            "A foundation, and no other corporation, has the word Foundation in its name (SEC MC 13, series of 2019).",
        )


def _people(data: Mapping[str, Any]) -> Iterator[Fault]:
    for role in ("incorporators", "trustees"):
        names = [person["name"] for person in data[role]]
        for index, name in enumerate(names):
            if names.index(name) < index:
                yield Fault(
                    f"/{role}/{index}/name",
                    "named-twice",
                    f"{shown(name)} is named twice among the {role} (RA 11232 section 13).",
                )
    members = {person["name"] for person in data["incorporators"]}
    for index, person in enumerate(data["trustees"]):
        if person["name"] not in members:
            yield Fault(
                f"/trustees/{index}/name",
                "trustee-no-member",
                f"{shown(person['name'])} is not among the incorporators, the first members; a trustee must be a "
                "member (RA 11232 section 91).",
            )
    known = members | {person["name"] for person in data["trustees"]}
    if data["treasurer"] not in known | {row["contributor"] for row in data["contributions"]}:
        yield Fault(
            "/treasurer",
            "treasurer-unknown",
            f"{shown(data['treasurer'])} is not named among the incorporators, trustees or contributors; check the "
            "spelling (RA 11232 section 14).",
        )
