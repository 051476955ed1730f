"""Employment contract: what the Labor Code (Presidential Decree 442, as renumbered) bounds beyond the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from core.errors import Fault

# Six months of thirty days (Labor Code article 296; Civil Code article 13): the first day of work is one of them.
PROBATION = timedelta(days=179)
SERVICE_INCENTIVE_LEAVE = 5


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    yield from _of_status(data)
    if data["signingDate"] > data["startDate"]:
        yield Fault(
            "/signingDate",
            "signed-after-start",
            "Standards and terms are made known at the time of engagement; else the employee is regular (article 296).",
        )
    leaves = data["leaves"]
    granted = leaves["vacation"] + leaves["sick"]
    if not data["managerial"] and 0 < granted < SERVICE_INCENTIVE_LEAVE:
        yield Fault(
            "/leaves/vacation",
            "leave-below-law",
            "This is less than the service incentive leave of five days a year (article 95).",
        )
    filipino = data["employee"]["nationality"].strip().casefold() in ("filipino", "filipina", "philippine")
    if filipino == data["foreign"]:
        yield Fault(
            "/foreign",
            "nationality-differs",
            "This and the nationality of the employee disagree (article 40).",
        )


def _of_status(data: Mapping[str, Any]) -> Iterator[Fault]:
    start = date.fromisoformat(data["startDate"])
    if data["status"] == "probationary":
        last = date.fromisoformat(data["probation"]["lastDay"])
        if last < start:
            yield Fault("/probation/lastDay", "ends-before-start", "Probation ends before the work begins.")
        elif last - start > PROBATION:
            yield Fault(
                "/probation/lastDay",
                "probation-too-long",
                f"Probation lasts six months at most, until {(start + PROBATION).isoformat()} (article 296).",
            )
    if data["status"] == "project" and date.fromisoformat(data["project"]["completion"]) < start:
        yield Fault("/project/completion", "ends-before-start", "The project is complete before the work begins.")
