"""Articles of incorporation of a One Person Corporation: name, people and capital that agree (RA 11232)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import Fault
from documents.rules import articles_stock

_SUFFIX = re.compile(r"\bO\.?P\.?C\b\W*$", re.IGNORECASE)
_SHARED = ("/capital/", "/subscriptions/", "/contact/")


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    if not _SUFFIX.search(data["corporateName"]):
        yield Fault(
            "/corporateName",
            "name-suffix",
            "The name must end with the letters OPC (RA 11232 section 120; SEC MC 13, series of 2019).",
        )
    yield from _people(data)
    yield from _capital(data)


def _people(data: Mapping[str, Any]) -> Iterator[Fault]:
    stockholder, nominee = data["stockholder"]["name"], data["nominee"]["name"]
    for index, row in enumerate(data["subscriptions"]):
        if row["subscriber"] != stockholder:
            yield Fault(
                f"/subscriptions/{index}/subscriber",
                "subscriber-unknown",
                "All shares of a One Person Corporation belong to its single stockholder; check the spelling "
                "(RA 11232 section 116).",
            )
    for member, others in (("nominee", {stockholder}), ("alternateNominee", {stockholder, nominee})):
        if data[member]["name"] in others:
            yield Fault(
                f"/{member}/name",
                "nominee-not-another",
                "The single stockholder, the nominee and the alternate nominee are three different persons "
                "(RA 11232 section 124).",
            )


def _capital(data: Mapping[str, Any]) -> Iterator[Fault]:
    """What holds of the capital and the contact of any stock corporation."""
    person = {**data["stockholder"], "birthDate": data.get("birthDate")}
    seen = {**data, "incorporators": [person], "directors": [person]}
    for fault in articles_stock.faults(seen):
        if fault.code == "incorporator-minor":
            yield Fault(
                "/birthDate",
                "stockholder-minor",
                "The single stockholder is not of legal age on the day of signing (RA 11232 section 10; RA 6809).",
            )
        elif fault.code != "subscriber-unknown" and fault.pointer.startswith(_SHARED):
            yield fault
