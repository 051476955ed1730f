"""The form in which two values of a fact are compared: what differs only in how it is written counts as the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_WORDS = re.compile(r"[^\W_]+")
_POSTAL = re.compile(r"\d{4}\Z")
# Written in full or short; of an address alone.
_SHORT = {
    "st": "street", "ave": "avenue", "av": "avenue", "rd": "road", "bldg": "building", "blk": "block", "flr": "floor",
    "cor": "corner", "ext": "extension", "subd": "subdivision", "hwy": "highway", "blvd": "boulevard", "no": "",
    "barangay": "", "brgy": "", "bgy": "", "philippines": "",
}  # fmt: skip


def words(value: Any) -> str:
    """A text in NFC with single spaces and without what nobody sees; case and marks count."""
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", str(value))).split())


def folded(value: Any) -> str:
    """As `words`, for texts whose case says nothing: an e-mail address, a nationality."""
    return unicodedata.normalize("NFC", words(value).casefold())


def phrase(value: Any) -> str:
    """As `folded`, without a full stop at the end: "Third Friday of May." """
    return folded(value).rstrip(" .")


def amount(value: Any) -> str:
    """5000000.00, "5,000,000" and "₱5 000 000.0" as "5000000"; what is no number, as words."""
    text = re.sub(r"[,\s₱]|\bPHP\b", "", words(value))
    try:
        number = Decimal(text)
    except InvalidOperation:
        return words(value)
    return f"{number.normalize():f}" if number.is_finite() else words(value)


def number(value: Any) -> str:
    """An agency's number without dashes and spaces, in capitals."""
    return re.sub(r"[\s.\-–]", "", words(value)).upper()


def tin(value: Any) -> str:
    """As `number`; the branch code of the head office (000 or 00000) may be left out."""
    digits = number(value)
    return digits[:9] if len(digits) in (12, 14) and set(digits[9:]) == {"0"} else digits


def mobile(value: Any) -> str:
    """0917 555 0142 as 639175550142."""
    digits = re.sub(r"\D", "", words(value))
    return f"63{digits[1:]}" if len(digits) == 11 and digits.startswith("0") else digits


def address(value: Any) -> str:
    """The words of an address, given in parts or on one line, without barangay, country and postal code; Metro Manila
    may be left out after the city.
    """
    if isinstance(value, Mapping):
        parts = ("line1", "line2", "barangay", "city", "province")
        value = ", ".join(str(value[part]) for part in parts if value.get(part))
    found = [_SHORT.get(one, one) for one in _WORDS.findall(folded(value))]
    text = " ".join(one for one in found if one)
    text = re.sub(r"\s\d{4}\Z", "", text)
    return re.sub(r"\s(metro manila|ncr)\Z", "", text)


def postal_code(value: Any) -> str:
    """The postal code of an address, given in parts or on one line; "" where it has none."""
    if isinstance(value, Mapping):
        return words(value.get("postalCode") or "")
    found = _POSTAL.search(words(value).rstrip(". "))
    return found[0] if found else ""


def names(value: Any) -> str:
    """A list of texts regardless of its order."""
    return "\n".join(sorted({words(one) for one in value} if isinstance(value, list) else {words(value)}))


def shares(value: Any) -> str:
    """Classes of shares regardless of their order: name, number and par value of each."""
    rows = [
        f"{folded(row.get('name', ''))}: {amount(row.get('shares', ''))} at {amount(row.get('parValue') or 'no par')}"
        for row in value
        if isinstance(row, Mapping)
    ]
    return "\n".join(sorted(rows))


def subscriptions(value: Any) -> str:
    """Who subscribed how many shares of which class for how much, regardless of the order."""
    rows = [
        f"{words(row.get('subscriber', ''))}, {folded(row.get('class', ''))}: {amount(row.get('shares', ''))} for "
        f"{amount(row.get('amountSubscribed', ''))}, paid {amount(row.get('amountPaid', ''))}"
        for row in value
        if isinstance(row, Mapping)
    ]
    return "\n".join(sorted(rows))


Normal = Callable[[Any], str]
OF_ENTITY: Mapping[str, Normal] = {
    "entity.name": words,
    "entity.tradeNames": names,
    "entity.registrationNumber": number,
    "entity.registeredOn": words,
    "entity.tin": tin,
    "entity.principalOffice": address,
    "entity.fiscalYearEnd": folded,
    "entity.termYears": amount,
    "entity.annualMeeting": phrase,
    "entity.email": folded,
    "entity.alternateEmail": folded,
    "entity.mobile": mobile,
    "entity.alternateMobile": mobile,
    "capital.authorized": amount,
    "capital.currency": number,
    "capital.classes": shares,
    "subscriptions": subscriptions,
}
OF_PERSON: Mapping[str, Normal] = {
    "nationality": folded,
    "civilStatus": folded,
    "spouse": words,
    "residence": address,
    "address": address,
    "tin": tin,
    "birthDate": words,
    "email": folded,
    "mobile": mobile,
}
