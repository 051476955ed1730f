"""Reading rules as they are written in a policy, with every fault named by its place.

A rule has `id`, `severity`, `message`, `legalBasis`; if wanted `blocking`, `suggestion`, `confirm`, `question`,
`when`, `keeps`, `offends`; and exactly one check:

    requires: [pattern, …]                         a clause that must be there, in one of these wordings
    forbids: [pattern, …]  (unless: [pattern, …])  wordings that must not be there
    number: {near: [pattern, …], kind: amount|percent|period|count, min, max, unit, per, side, within}
    date: {near: [pattern, …], notBefore, notAfter, side, within}      2019-02-23, today, today+30, today-365

Patterns are those of `ai.analysis.patterns`. `keeps` and `offends` are wordings that the rule must pass and find.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import jsonschema

from ai.analysis.patterns import Pattern, PatternError, compiled
from ai.analysis.quantities import KINDS, PERCENT, PERIOD
from ai.analysis.rules import (
    CHECKS,
    SEVERITIES,
    SIDES,
    USUAL_REACH,
    Check,
    DateBound,
    Day,
    Forbids,
    Near,
    NumberBound,
    Requires,
    Rule,
)
from core.errors import Fault, InvalidInput

MOST_RULES = 200
MOST_PATTERNS = 40
_TEXT = {"type": "string", "pattern": r"\S"}
_PATTERNS = {"type": "array", "minItems": 1, "maxItems": MOST_PATTERNS, "items": {"type": "string", "maxLength": 200}}
_SAMPLES = {"type": "array", "maxItems": 20, "items": {**_TEXT, "maxLength": 5000}}
_NEAR = {
    "near": _PATTERNS,
    "side": {"enum": list(SIDES)},
    "within": {"type": "integer", "minimum": 1, "maximum": 40},
}
_UNITS = ("hours", "days", "weeks", "months", "years")
_TIMES = ("day", "week", "month", "year")
_DAY = {"type": "string", "pattern": r"\A([0-9]{4}-[0-9]{2}-[0-9]{2}|today([+-][0-9]{1,5})?)\Z"}
RULE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["id", "severity", "message", "legalBasis"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "maxLength": 60, "pattern": r"\A[a-z0-9]+(-[a-z0-9]+)*\Z"},
        "severity": {"enum": list(SEVERITIES)},
        "blocking": {"type": "boolean"},
        "message": {**_TEXT, "maxLength": 500},
        "suggestion": {"type": "string", "maxLength": 1000},
        "legalBasis": {**_TEXT, "maxLength": 300},
        "confirm": {"type": "boolean"},
        "question": {"type": "string", "maxLength": 500},
        "when": _PATTERNS,
        "requires": _PATTERNS,
        "forbids": _PATTERNS,
        "unless": _PATTERNS,
        "number": {
            "type": "object",
            "required": ["near", "kind"],
            "additionalProperties": False,
            "properties": {
                **_NEAR,
                "kind": {"enum": list(KINDS)},
                "min": {"type": "number", "minimum": 0},
                "max": {"type": "number", "minimum": 0},
                "unit": {"enum": list(_UNITS)},
                "per": {"enum": list(_TIMES)},
            },
        },
        "date": {
            "type": "object",
            "required": ["near"],
            "additionalProperties": False,
            "properties": {**_NEAR, "notBefore": _DAY, "notAfter": _DAY},
        },
        "keeps": _SAMPLES,
        "offends": _SAMPLES,
    },
}
_VALIDATOR = jsonschema.Draft202012Validator(RULE_SCHEMA)
_CODES = {
    "enum": "choice",
    "maxLength": "max-length",
    "maxItems": "max-length",
    "minItems": "required",
    "minimum": "out-of-range",
    "maximum": "out-of-range",
    "pattern": "format",
}
_SPOKEN = {
    "object": "an object with members of its own",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}
_DAY_SAID = re.compile(r"today(?:([+-])([0-9]+))?")


def read_rules(data: Any, *, pointer: str = "/rules") -> tuple[Rule, ...]:
    """The rules of a policy. Raises InvalidInput with a Fault for each thing that is wrong, by its JSON Pointer."""
    if not isinstance(data, list) or not data:
        raise InvalidInput.at(pointer, "required", "A policy is a list with at least one rule.")
    if len(data) > MOST_RULES:
        raise InvalidInput.at(pointer, "max-length", f"A policy has at most {MOST_RULES} rules.")
    faults: list[Fault] = []
    rules: list[Rule] = []
    for index, written in enumerate(data):
        reader = _Reader(f"{pointer}/{index}")
        rule = reader.rule(written)
        faults += reader.faults
        if rule is None:
            continue
        if any(rule.id == other.id for other in rules):
            faults.append(Fault(f"{pointer}/{index}/id", "not-unique", f"There are two rules “{rule.id}”."))
        rules.append(rule)
    if faults:
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        raise InvalidInput(f"{faults[0].pointer}: {faults[0].detail}{more}", errors=faults)
    return tuple(rules)


class _Reader:
    """Reads one rule and collects what is wrong with it."""

    def __init__(self, pointer: str) -> None:
        self.pointer = pointer
        self.faults: list[Fault] = []

    def rule(self, written: Any) -> Rule | None:
        """The rule, or None where its shape is not right."""
        for error in _VALIDATOR.iter_errors(written):
            self.faults += [one for one in _shape_faults(self.pointer, error) if one not in self.faults]
        if self.faults:
            return None
        kinds = [kind for kind in CHECKS if kind in written]
        if len(kinds) != 1:
            said = " and ".join(kinds) or "none"
            self._fault("", "one-check", f"A rule has exactly one of {', '.join(CHECKS)}; this one has {said}.")
            return None
        check = self._check(written, kinds[0])
        return Rule(
            id=written["id"],
            severity=written["severity"],
            message=written["message"].strip(),
            legal_basis=written["legalBasis"].strip(),
            check=check,
            kind=kinds[0],
            blocking=written.get("blocking", False),
            suggestion=written.get("suggestion", "").strip(),
            confirm=written.get("confirm", False),
            question=written.get("question", "").strip(),
            when=self._patterns("/when", written.get("when", ())),
            keeps=tuple(written.get("keeps", ())),
            offends=tuple(written.get("offends", ())),
        )

    def _check(self, written: dict[str, Any], kind: str) -> Check:
        if "unless" in written and kind != "forbids":
            self._fault("/unless", "unknown", "`unless` belongs to `forbids`; elsewhere it means nothing.")
        if kind == "number":
            return self._number(written["number"])
        if kind == "date":
            return self._date(written["date"])
        patterns = self._patterns(f"/{kind}", written[kind])
        if kind == "requires":
            return Requires(patterns)
        return Forbids(patterns, self._patterns("/unless", written.get("unless", ())))

    def _number(self, written: dict[str, Any]) -> NumberBound:
        kind, unit, per = written["kind"], written.get("unit", ""), written.get("per", "")
        least, most = (self._bound(name, written.get(name)) for name in ("min", "max"))
        if "min" not in written and "max" not in written:
            self._fault("/number", "required", "Give `min`, `max` or both.")
        elif least is not None and most is not None and least > most:
            self._fault("/number/max", "out-of-range", "`max` is at least `min`.")
        if (kind == PERIOD) != bool(unit):
            self._fault("/number/unit", "required" if kind == PERIOD else "unknown", "A `unit` belongs to a period.")
        if per and kind not in (PERCENT, PERIOD):
            self._fault("/number/per", "unknown", "`per` belongs to a percentage or a period.")
        return NumberBound(self._near("/number", written), kind, least, most, unit, per)

    def _bound(self, name: str, value: float | None) -> Decimal | None:
        if value is None:
            return None
        if not math.isfinite(value):
            self._fault(f"/number/{name}", "type", "A bound is a number.")
            return None
        return Decimal(str(value))

    def _date(self, written: dict[str, Any]) -> DateBound:
        before, after = (self._day(name, written.get(name)) for name in ("notBefore", "notAfter"))
        if "notBefore" not in written and "notAfter" not in written:
            self._fault("/date", "required", "Give `notBefore`, `notAfter` or both.")
        elif before and after and before.date and after.date and before.date > after.date:
            self._fault("/date/notAfter", "out-of-range", "`notAfter` is not before `notBefore`.")
        return DateBound(self._near("/date", written), before, after)

    def _day(self, name: str, said: str | None) -> Day | None:
        if said is None:
            return None
        relative = _DAY_SAID.fullmatch(said)
        if relative:
            days = int(relative.group(2) or 0)
            return Day(days=-days if relative.group(1) == "-" else days)
        try:
            return Day(dt.date.fromisoformat(said))
        except ValueError:
            self._fault(f"/date/{name}", "format", f"No calendar has the day {said}.")
            return None

    def _near(self, place: str, written: dict[str, Any]) -> Near:
        patterns = self._patterns(f"{place}/near", written["near"])
        return Near(patterns, written.get("side", "after"), written.get("within", USUAL_REACH))

    def _patterns(self, place: str, sources: Iterable[str]) -> tuple[Pattern, ...]:
        found: list[Pattern] = []
        for index, source in enumerate(sources):
            try:
                found.append(compiled(source))
            except PatternError as error:
                self._fault(f"{place}/{index}", "pattern", str(error))
        return tuple(found)

    def _fault(self, place: str, code: str, detail: str) -> None:
        self.faults.append(Fault(f"{self.pointer}{place}", code, detail))


def _shape_faults(pointer: str, error: jsonschema.ValidationError) -> list[Fault]:
    """What a schema has against a rule, in words for the person who wrote it."""
    here = pointer + "".join(f"/{part}" for part in error.absolute_path)
    value: Any = error.validator_value
    instance: Any = error.instance
    if error.validator == "required":
        missing = [name for name in value if name not in instance]
        return [Fault(f"{here}/{name}", "required", f"“{name}” is missing.") for name in missing]
    if error.validator == "additionalProperties":
        known = error.schema["properties"] if isinstance(error.schema, dict) else {}
        unknown = sorted(str(name) for name in instance if name not in known)
        return [Fault(f"{here}/{_escaped(name)}", "unknown", f"“{name[:60]}” is not known here.") for name in unknown]
    said = {
        "enum": f"Use one of {', '.join(value) if isinstance(value, list) else value}.",
        "type": f"This must be {_SPOKEN.get(str(value), value)}.",
        "minItems": "Give at least one.",
        "maxItems": f"Give at most {value}.",
        "maxLength": f"Use at most {value} characters.",
        "minimum": f"This must be at least {value}.",
        "maximum": f"This must be at most {value}.",
        "pattern": _FORMS.get(str(value), "This has not the right form."),
    }
    return [Fault(here, _CODES.get(str(error.validator), str(error.validator)), said[str(error.validator)])]


_FORMS = {
    _TEXT["pattern"]: "Write something here.",
    RULE_SCHEMA["properties"]["id"]["pattern"]: "An id is small letters, digits and hyphens, e.g. term-stated.",
    _DAY["pattern"]: "A day is written 2019-02-23, today, today+30 or today-30.",
}


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")[:60]
