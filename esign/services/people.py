"""Who is asked to sign, checked before anything is kept or sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email

from accounts.models import User, normalise_email
from core.errors import Fault, InvalidInput
from esign.constants import LONGEST_NAME, MOST_SIGNERS, Role, Workflow


@dataclass(frozen=True)
class Named:
    """One person as the sender named them: `turn` says when they are asked, the lowest first."""

    name: str
    email: str
    role: str
    turn: int
    locale: str


def people_of(given: Sequence[Mapping[str, Any]], workflow: str) -> list[Named]:
    """The people of an envelope: each {name, email, role?, order?, locale?}. In a sequence, who has no `order` comes
    after the one before; in parallel all are asked at once.

    Raises InvalidInput with a pointer for each fault: nobody who signs, more than 50, an address that is none, the
    same address twice in one turn, an unknown role.
    """
    if not given:
        raise InvalidInput.at("/signers", "required", "Name at least one person who signs.")
    if len(given) > MOST_SIGNERS:
        raise InvalidInput.at("/signers", "too-many", f"An envelope has at most {MOST_SIGNERS} people.")
    locales = _locales([str(one.get("email", "")) for one in given])
    people: list[Named] = []
    faults: list[Fault] = []
    turn = 0
    for place, one in enumerate(given):
        turn = 1 if workflow == Workflow.PARALLEL else int(one.get("order") or turn + 1)
        person, wrong = _person(one, f"/signers/{place}", turn, locales)
        faults += wrong
        if any(_same_place(person, other) for other in people):
            faults.append(Fault(f"/signers/{place}/email", "duplicate", "This address stands here twice in one turn."))
        people.append(person)
    if not faults and not any(one.role == Role.SIGNER for one in people):
        faults.append(Fault("/signers", "no-signer", "Name at least one person whose role is signer."))
    if faults:
        raise InvalidInput(f"{faults[0].pointer}: {faults[0].detail}", errors=faults)
    return people


def _person(one: Mapping[str, Any], where: str, turn: int, locales: Mapping[str, str]) -> tuple[Named, list[Fault]]:
    faults = []
    name = " ".join(str(one.get("name", "")).split())
    # Signing asks for the name's letters, so that a name without any would be signed by typing nothing.
    if not any(letter.isalnum() for letter in name) or len(name) > LONGEST_NAME or not name.isprintable():
        faults.append(Fault(f"{where}/name", "invalid-name", f"Give the full name, at most {LONGEST_NAME} letters."))
    role = one.get("role") or Role.SIGNER
    if role not in Role.values:
        faults.append(Fault(f"{where}/role", "unknown-role", f"One of: {', '.join(Role.values)}."))
    if not 1 <= turn <= MOST_SIGNERS:
        faults.append(Fault(f"{where}/order", "out-of-range", f"From 1 to {MOST_SIGNERS}."))
    email, wrong = _address(str(one.get("email", "")), f"{where}/email")
    locale = one.get("locale") or locales.get(email, User.Locale.ENGLISH)
    if locale not in User.Locale.values:
        faults.append(Fault(f"{where}/locale", "unknown-locale", f"One of: {', '.join(User.Locale.values)}."))
    return Named(name, email, str(role), turn, str(locale)), [*faults, *wrong]


def _address(text: str, pointer: str) -> tuple[str, list[Fault]]:
    """The address in its one spelling; never looked up in the DNS."""
    try:
        valid = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        return text, [Fault(pointer, "invalid-address", f"This is not one e-mail address: {str(error)[:150]}")]
    if valid.ascii_email is None:
        return text, [
            Fault(pointer, "invalid-address", "The part before the @ has letters that not every mail server takes.")
        ]
    return normalise_email(valid.ascii_email), []


def _same_place(one: Named, other: Named) -> bool:
    copies = (one.role == Role.CC) == (other.role == Role.CC)
    return one.email == other.email and copies and (one.turn == other.turn or one.role == Role.CC)


def _locales(addresses: Sequence[str]) -> dict[str, str]:
    """The language of those who have an account here, by address."""
    known = User.objects.filter(email__in={normalise_email(one) for one in addresses}, is_active=True)
    return dict(known.values_list("email", "locale"))
