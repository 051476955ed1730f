"""The checks before a template is published, as a list that a person reads: each passed, failed with reasons, or not
run because an earlier one failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import Fault

PASSED, FAILED, NOT_RUN = "passed", "failed", "not-run"
TITLES: Mapping[str, str] = {
    "schema": "The schema describes the data",
    "sample": "The sample data fits the schema",
    "safe": "The template can be read, and reaches for no file, no address and no program",
    "declared": "Every field and section that is used is declared",
    "used": "Every field and section that is declared is used",
    "renders": "The sample data makes a document",
    "hostile": "Hostile data stays text",
}
_CODES = {
    "undeclared-variable": "declared",
    "undeclared-section": "declared",
    "unused-field": "used",
    "unused-section": "used",
    "sample-fails": "renders",
    "unsafe": "renders",
    "hostile-data": "hostile",
}
_RENDERED = ("renders", "hostile")


@dataclass(frozen=True)
class Check:
    """One check: its key and title, how it came out, and why it failed."""

    key: str
    title: str
    outcome: str
    reasons: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a JSON column keeps it."""
        return {**asdict(self), "reasons": list(self.reasons)}


def checks_from(faults: Iterable[Fault]) -> list[Check]:
    """The list of checks for what `documents.rendering.publish_checks` found."""
    reasons: dict[str, list[str]] = {key: [] for key in TITLES}
    for fault in faults:
        reasons[_key(fault)].append(f"{fault.pointer.removeprefix('/')}: {fault.detail}")
    return [Check(key, title, _outcome(key, reasons), tuple(reasons[key])) for key, title in TITLES.items()]


def _key(fault: Fault) -> str:
    if fault.code in _CODES:
        return _CODES[fault.code]
    if fault.pointer.startswith("/schema.json"):
        return "schema"
    return "sample" if fault.pointer.startswith("/sample.json") else "safe"


def _outcome(key: str, reasons: Mapping[str, list[str]]) -> str:
    if reasons[key]:
        return FAILED
    if reasons["schema"]:
        return NOT_RUN
    before = [one for one in TITLES if one not in _RENDERED]
    if key in _RENDERED and any(reasons[one] for one in before):
        return NOT_RUN
    return NOT_RUN if key == "hostile" and reasons["renders"] else PASSED
