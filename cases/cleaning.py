"""Values of parties, entities and cases, checked and brought into the one form in which they are kept.

Pure: no database. Each function gives the kept form or raises InvalidInput at the JSON Pointer of its field.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cases.constants import OFFICE_PARTS, IdentifierScheme
from core.clock import manila_today
from core.errors import Fault, InvalidInput

TIN = re.compile(r"(\d{3})[- ]?(\d{3})[- ]?(\d{3})(?:[- ]?(\d{3}|\d{5}))?", re.ASCII)
# BIR keeps the check digit's rule to itself, so a TIN is known by its shape alone; the others likewise.
SHAPES = {
    IdentifierScheme.SSS: re.compile(r"\d{2}-?\d{7}-?\d", re.ASCII),
    IdentifierScheme.GSIS: re.compile(r"\d{10,11}", re.ASCII),
    IdentifierScheme.PHILHEALTH: re.compile(r"\d{2}-?\d{9}-?\d", re.ASCII),
    IdentifierScheme.PAGIBIG: re.compile(r"\d{4}-?\d{4}-?\d{4}", re.ASCII),
    IdentifierScheme.UMID: re.compile(r"\d{4}-?\d{7}-?\d", re.ASCII),
    IdentifierScheme.DRIVERS_LICENCE: re.compile(r"[A-Z]\d{2}-?\d{2}-?\d{6}", re.ASCII),
    IdentifierScheme.PRC: re.compile(r"\d{5,7}", re.ASCII),
    IdentifierScheme.PASSPORT: re.compile(r"[A-Z0-9]{6,12}", re.ASCII),  # foreign ones too
}
PHILSYS_SCHEMES = frozenset({"psn", "pcn", "philsys", "national_id", "philid", "ephilid"})
ROLE = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)
PH_MOBILE = re.compile(r"9\d{9}", re.ASCII)
MONTH_DAY = re.compile(r"\d{2}-\d{2}", re.ASCII)
EARLIEST_BIRTH = dt.date(1880, 1, 1)
LONGEST_ADDRESS = 500


def line(text: Any, pointer: str, *, longest: int, required: bool = False) -> str:
    """One line of text with single blanks."""
    cleaned = " ".join(str(text or "").split())
    if required and not cleaned:
        raise InvalidInput.at(pointer, "required", "This must not be empty.")
    if len(cleaned) > longest:
        raise InvalidInput.at(pointer, "max-length", f"At most {longest} characters.")
    return cleaned


def choice(value: Any, pointer: str, known: Iterable[str], *, blank: bool = False) -> str:
    """One of the known words."""
    known = list(known)
    if value in known or (blank and value in ("", None)):
        return str(value or "")
    raise InvalidInput.at(pointer, "unknown-value", f"One of: {', '.join(known)}.")


def tin(text: Any, pointer: str = "/tin") -> str:
    """A TIN of 9, 12 or 14 digits, as 123-456-789[-000[00]]; "" for none."""
    cleaned = str(text or "").strip()
    if not cleaned:
        return ""
    found = TIN.fullmatch(cleaned)
    if found is None:
        raise InvalidInput.at(pointer, "invalid-tin", "A TIN has 9, 12 or 14 digits: 123-456-789-000.")
    return "-".join(part for part in found.groups() if part)


def identifier(scheme: Any, value: Any, pointer: str) -> tuple[str, str]:
    """A scheme and the value as it is kept; a PhilSys number is refused whatever it is called."""
    name = str(scheme or "").strip().lower().replace("-", "_")
    if name in PHILSYS_SCHEMES:
        raise InvalidInput.at(f"{pointer}/scheme", "never-kept", "PhilSys numbers are never kept here (RA 11055).")
    choice(name, f"{pointer}/scheme", IdentifierScheme.values)
    if name == IdentifierScheme.TIN:
        return name, tin(value, f"{pointer}/value")
    text = line(value, f"{pointer}/value", longest=40).upper()
    shape = SHAPES.get(IdentifierScheme(name))
    if text and shape is not None and not shape.fullmatch(text.replace(" ", "")):
        raise InvalidInput.at(f"{pointer}/value", "invalid-identifier", f"This is not how a {name} number looks.")
    return name, text.replace(" ", "") if shape is not None else text


def identifiers(given: Any, pointer: str = "/identifiers") -> dict[str, str]:
    """A list of {scheme, value}, as scheme to value; an empty value means that the number holds no longer."""
    kept: dict[str, str] = {}
    for index, one in enumerate(given or ()):
        scheme, value = identifier(one.get("scheme"), one.get("value"), f"{pointer}/{index}")
        if scheme in kept:
            raise InvalidInput.at(f"{pointer}/{index}/scheme", "twice", "One value per scheme.")
        kept[scheme] = value
    return kept


def email(text: Any, pointer: str = "/email") -> str:
    """An e-mail address; "" for none."""
    cleaned = str(text or "").strip()
    try:
        if cleaned:
            validate_email(cleaned)
        if len(cleaned) > 254:
            raise ValidationError("too long")
    except ValidationError as error:
        raise InvalidInput.at(pointer, "invalid", "This is not an e-mail address.") from error
    return cleaned


def mobile(text: Any, pointer: str = "/mobile") -> str:
    """A telephone number as E.164, read as Philippine unless it begins with +; "" for none."""
    cleaned = str(text or "").strip()
    if not cleaned:
        return ""
    import phonenumbers  # its metadata is large, and only this needs it

    refused = InvalidInput.at(pointer, "invalid-phone", "Give a mobile number, e.g. 0917 123 4567 or +63 917 123 4567.")
    try:
        number = phonenumbers.parse(cleaned, "PH")
    except phonenumbers.NumberParseException as error:
        raise refused from error
    philippine = number.country_code == 63
    good = PH_MOBILE.fullmatch(str(number.national_number)) if philippine else phonenumbers.is_valid_number(number)
    if not good:
        raise refused
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def role(text: Any, pointer: str = "/role") -> str:
    """A party's role as a slug: incorporator, director, subscriber, treasurer, client …"""
    cleaned = "-".join(re.split(r"[\s_-]+", str(text or "").strip().lower())).strip("-")
    if not ROLE.fullmatch(cleaned):
        raise InvalidInput.at(pointer, "invalid-role", "A role is one word, e.g. incorporator or director.")
    return cleaned


def birth_date(value: dt.date | None, pointer: str = "/birthDate") -> dt.date | None:
    """A date of birth, not in the future."""
    if value is not None and not EARLIEST_BIRTH <= value <= manila_today():
        raise InvalidInput.at(pointer, "out-of-range", "A date of birth lies in the past.")
    return value


def address(value: Any, pointer: str = "/address") -> tuple[str, dict[str, str]]:
    """An address as one line, and in parts where it was given so; ("", {}) for none."""
    if not isinstance(value, Mapping):
        return line(value, pointer, longest=LONGEST_ADDRESS), {}
    parts = office(value, pointer)
    text = ", ".join(parts[name] for name in OFFICE_PARTS if parts.get(name))
    return line(text, pointer, longest=LONGEST_ADDRESS), parts


def office(value: Any, pointer: str = "/principalOffice") -> dict[str, str]:
    """The parts of an address: line1, line2, barangay, city, province, region, postalCode, country."""
    for name in value or {}:
        if name not in OFFICE_PARTS:
            raise InvalidInput.at(f"{pointer}/{name}", "unknown-member", f"Parts are: {', '.join(OFFICE_PARTS)}.")
    cleaned = {name: line(text, f"{pointer}/{name}", longest=120) for name, text in (value or {}).items()}
    return {name: text for name, text in cleaned.items() if text}


def fiscal_year_end(text: Any, pointer: str = "/fiscalYearEnd") -> str:
    """A day of the year as MM-DD; "" for none."""
    cleaned = str(text or "").strip()
    if not cleaned:
        return ""
    try:
        if not MONTH_DAY.fullmatch(cleaned):
            raise ValueError(cleaned)
        dt.date.fromisoformat(f"2023-{cleaned}")  # 29 February ends no fiscal year
    except ValueError as error:
        raise InvalidInput.at(pointer, "invalid-day", "A day of the year as MM-DD, e.g. 12-31.") from error
    return cleaned


def lines(values: Sequence[Any] | None, pointer: str, *, longest: int, most: int = 20) -> list[str]:
    """A list of lines of text."""
    if len(values or ()) > most:
        raise InvalidInput.at(pointer, "max-items", f"At most {most}.")
    return [line(one, f"{pointer}/{index}", longest=longest, required=True) for index, one in enumerate(values or ())]


def below(error: InvalidInput, prefix: str) -> InvalidInput:
    """The same refusal for a value that stands at `prefix` of a larger body."""
    faults = [Fault(f"{prefix}{one.pointer}", one.code, one.detail) for one in error.errors]
    return InvalidInput(error.detail, errors=faults)
