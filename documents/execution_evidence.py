"""Whether what is said about a signing is whole and agrees with itself. No database here.

Every fault is found in one go, since whoever copies a notarial certificate corrects all of it at once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from core.errors import Fault, InvalidInput
from documents.execution_fields import FIELDS, JURAT, LONGEST, LONGEST_LINE, MOST_LINES, EvidenceField
from documents.executions import AUTHENTICATION, ELECTRONIC_NOTARY, ESAP, NOTARY

Evidence = dict[str, str | list[str]]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_UNKNOWN, _LONGEST_KEY = 5, 80


class _WrongError(Exception):
    """What is wrong with one value: a code and a sentence."""


def checked(way: str, given: Mapping[str, Any], *, signed_on: dt.date, today: dt.date) -> Evidence:
    """The evidence as it is kept: texts without space around them, lines as lists, days as `YYYY-MM-DD`, nothing empty.

    `given` has the members that `execution_fields.FIELDS` names for the way; empty ones count as not given. Raises
    InvalidInput with all faults at `/evidence/<key>`: required, unknown, type, too-long, not-printable, format,
    not-a-choice, in-the-future, day-mismatch, and commission-expired for a commission that had ended when the notary
    acted (2004 Rules on Notarial Practice, Rule III section 11).
    """
    fields = {field.key: field for field in FIELDS[way]}
    faults = [_unknown(key) for key in list(given)[: _MOST_UNKNOWN + len(fields)] if key not in fields]
    kept: Evidence = {}
    for key, field in fields.items():
        try:
            value = _value(field, given.get(key), today)
            if value:
                kept[key] = value
            elif field.required:
                raise _WrongError("required", _wanted(field))
        except _WrongError as error:
            faults.append(_fault(key, *error.args))
    wrong = {fault.pointer for fault in faults}
    days_known = not any(f"/evidence/{field.key}" in wrong for field in FIELDS[way] if field.kind == "date")
    if way in _DAYS and days_known:
        faults.extend(_DAYS[way](kept, signed_on))
    if faults:
        places = [f"/evidence/{key}" for key in fields]
        faults.sort(key=lambda one: places.index(one.pointer) if one.pointer in places else -1)
        more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
        raise InvalidInput(f"{faults[0].detail}{more}", errors=faults)
    return kept


def _fault(key: str, code: str, detail: str) -> Fault:
    return Fault(f"/evidence/{key}", code, detail)


def _unknown(key: object) -> Fault:
    shown = str(key)[:_LONGEST_KEY].replace("~", "~0").replace("/", "~1")
    return _fault(shown.encode(errors="replace").decode(), "unknown", "This way of signing asks for no such thing.")


def _wanted(field: EvidenceField) -> str:
    return f"Give this: {field.label[0].lower()}{field.label[1:]}." if field.kind != "choice" else "Choose one."


def _value(field: EvidenceField, given: Any, today: dt.date) -> str | list[str]:
    if given is None:
        return ""
    if field.kind == "lines":
        return _lines(given)
    if field.kind == "number" and isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    text = _text(given, LONGEST)
    if text:
        _require_fitting(field, text, today)
    return text


def _lines(given: Any) -> list[str]:
    if isinstance(given, str):
        given = given.splitlines()
    if not isinstance(given, list):
        raise _WrongError("type", "Give a list of texts.")
    if len(given) > MOST_LINES:
        raise _WrongError("too-long", f"At most {MOST_LINES} lines.")
    return [line for line in (_text(one, LONGEST_LINE) for one in given) if line]


def _text(given: Any, longest: int) -> str:
    if not isinstance(given, str):
        raise _WrongError("type", "Give a text.")
    text = " ".join(given.split())
    if len(text) > longest:
        raise _WrongError("too-long", f"At most {longest} characters.")
    if not text.isprintable():
        raise _WrongError("not-printable", "A sign in this text cannot be shown. Type it anew.")
    return text


def _require_fitting(field: EvidenceField, text: str, today: dt.date) -> None:
    if field.choices and text not in dict(field.choices):
        raise _WrongError("not-a-choice", f"One of: {', '.join(key for key, _ in field.choices)}.")
    if field.pattern and not re.fullmatch(field.pattern, text, re.IGNORECASE):
        raise _WrongError("format", field.said)
    if field.kind == "date" and _day(text) > today and field.key != "commissionUntil":
        raise _WrongError("in-the-future", "That day has not come yet.")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise _WrongError("format", "Give the day, as 2026-11-20.") from None


def _given_day(kept: Evidence, key: str) -> dt.date | None:
    text = kept.get(key)
    return dt.date.fromisoformat(text) if isinstance(text, str) else None


def _spoken(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def _notarial_days(kept: Evidence, signed_on: dt.date) -> Iterator[Fault]:
    """Who acknowledges a paper may have signed it before; who swears to it signs before the notary (Rule II sections 1
    and 6). The series is the year of the register.
    """
    acted = _given_day(kept, "notarisedOn") or signed_on
    if acted < signed_on:
        yield _fault(
            "notarisedOn", "day-mismatch", f"It was signed later, on {_spoken(signed_on)}; one of the days is wrong."
        )
    elif acted != signed_on and kept.get("act") == JURAT:
        said = f"Who swears to a paper signs it before the notary; it says signed on {_spoken(signed_on)}."
        yield _fault("notarisedOn", "day-mismatch", said)
    until = _given_day(kept, "commissionUntil")
    if until is not None and until < acted:
        said = f"The commission ended on {_spoken(until)}, before the notary acted on {_spoken(acted)}."
        yield _fault("commissionUntil", "commission-expired", said)
    series = kept.get("series")
    if series is not None and series != str(acted.year):
        yield _fault("series", "day-mismatch", f"The notary acted in {acted.year}; the series is the year of the act.")


def _certificate_day(kept: Evidence, signed_on: dt.date) -> Iterator[Fault]:
    day = _given_day(kept, "certifiedOn")
    if day is not None and day < signed_on:
        said = f"The certificate is about a paper that was signed later, on {_spoken(signed_on)}."
        yield _fault("certifiedOn", "day-mismatch", said)


def _esap_day(kept: Evidence, signed_on: dt.date) -> Iterator[Fault]:
    day = _given_day(kept, "authenticatedOn")
    if day is not None and day != signed_on:
        said = f"In eSAP a paper is signed by being authenticated; it says signed on {_spoken(signed_on)}."
        yield _fault("authenticatedOn", "day-mismatch", said)


_DAYS: Mapping[str, Callable[[Evidence, dt.date], Iterator[Fault]]] = {
    NOTARY: _notarial_days,
    ELECTRONIC_NOTARY: _notarial_days,
    AUTHENTICATION: _certificate_day,
    ESAP: _esap_day,
}
