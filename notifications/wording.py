"""Days, moments, amounts and notes as a reader of a mail is shown them, in the languages of `User.Locale`.

Pure: called by the templates in templates/mail/ as filters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from markupsafe import Markup, escape

from core.clock import MANILA

ENGLISH, FILIPINO = "en", "fil"
LOCALES = (ENGLISH, FILIPINO)
MONTHS: Mapping[str, tuple[str, ...]] = {
    ENGLISH: ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December"),
    FILIPINO: ("Enero", "Pebrero", "Marso", "Abril", "Mayo", "Hunyo", "Hulyo", "Agosto", "Setyembre", "Oktubre",
               "Nobyembre", "Disyembre"),
}  # fmt: skip
ZONE: Mapping[str, str] = {ENGLISH: "Manila time", FILIPINO: "oras sa Maynila"}


def day(value: dt.date, locale: str) -> str:
    """A date: `March 5, 2026`, `Marso 5, 2026`."""
    return f"{MONTHS[locale][value.month - 1]} {value.day}, {value.year}"


def moment(value: dt.datetime, locale: str) -> str:
    """A time in Manila: `March 5, 2026, 3:05 PM (Manila time)`. The value knows its zone."""
    there = value.astimezone(MANILA)
    return f"{day(there, locale)}, {there:%I:%M %p} ({ZONE[locale]})".replace(", 0", ", ")


def pesos(value: Decimal) -> str:
    """An amount: `₱12,500.00`."""
    return f"₱{value:,.2f}"


def lines(value: str) -> Markup:
    """What a person wrote, escaped, with its line breaks."""
    return Markup("<br>\n").join(escape(line.strip()) for line in value.strip().splitlines())
