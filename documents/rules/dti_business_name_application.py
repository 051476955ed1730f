"""Business name application: who may register which name, and when it is renewed (Act 3883; DTI DAO 18-07)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from core.errors import Fault
from documents.rules.reading import of_age, shown

# What a sole proprietorship is not; the name would deceive (DAO 18-07).
OTHER_FORM = re.compile(
    r"\b(corporation|incorporated|corp|inc|opc|limited|ltd|llc|partnership|partners|cooperative|foundation)\b\.?",
    re.IGNORECASE,
)
RENEWAL_WINDOW = timedelta(days=180)  # before and after the day on which the registration expires


def faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of schema-valid inputs; pointers run from their root."""
    yield from _owner(data)
    yield from _names(data)
    if data["scope"] == "regional" and not data["businessAddress"].get("region"):
        yield Fault("/businessAddress/region", "region-missing", "A regional scope needs the region (DAO 18-07).")
    if data["kind"] == "renewal" and data.get("registered"):
        yield from _renewal(data["registered"], data)


def _owner(data: Mapping[str, Any]) -> Iterator[Fault]:
    owner = data["owner"]
    if not of_age(owner["birthDate"], data["signingDate"]):
        yield Fault(
            "/owner/birthDate",
            "owner-minor",
            "The owner is not of legal age on the day of signing (DAO 18-07; RA 6809).",
        )
    for member in ("givenName", "surname"):
        if owner[member].lower() not in owner["name"].lower():
            yield Fault(
                f"/owner/{member}",
                "not-in-full-name",
                f"The full name, {shown(owner['name'])}, does not have this in it; form and oath would name two "
                "people (DAO 18-07).",
            )
    citizen = owner["nationality"].strip().lower() in ("filipino", "filipina")
    if citizen != (owner["standing"] == "Filipino citizen"):
        yield Fault(
            "/owner/standing",
            "standing-of-another",
            f"The standing does not agree with the citizenship, {shown(owner['nationality'])} (DAO 18-07).",
        )


def _names(data: Mapping[str, Any]) -> Iterator[Fault]:
    full = [" ".join(f"{one['dominant']} {one['descriptor']}".upper().split()) for one in data["proposedNames"]]
    for index, name in enumerate(full):
        if full.index(name) < index:
            yield Fault(f"/proposedNames/{index}", "name-twice", "This name is proposed twice (DAO 18-07).")
        for member in ("dominant", "descriptor"):
            found = OTHER_FORM.search(data["proposedNames"][index][member])
            if found:
                yield Fault(
                    f"/proposedNames/{index}/{member}",
                    "name-of-another-form",
                    f"“{shown(found[0])}” tells of another kind of entity than a sole proprietorship (DAO 18-07).",
                )


def _renewal(registered: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[Fault]:
    if len(data["proposedNames"]) > 1:
        yield Fault(
            "/proposedNames/1",
            "renewal-of-one-name",
            "A renewal keeps the registered name; another name needs a new application (DAO 18-07).",
        )
    signed, expires = date.fromisoformat(data["signingDate"]), date.fromisoformat(registered["expiresOn"])
    if registered["expiresOn"] <= registered["registeredOn"]:
        yield Fault(
            "/registered/expiresOn", "expires-before-registration", "It expires before it was registered (DAO 18-07)."
        )
    elif signed < expires - RENEWAL_WINDOW:
        yield Fault(
            "/registered/expiresOn",
            "renewal-early",
            f"Renewal is open {RENEWAL_WINDOW.days} days before the registration expires (DAO 18-07).",
        )
    elif signed > expires + RENEWAL_WINDOW:
        yield Fault(
            "/registered/expiresOn",
            "renewal-late",
            f"More than {RENEWAL_WINDOW.days} days after it expired, a registration is no longer renewed; a "
            "new application is needed (DAO 18-07).",
        )
