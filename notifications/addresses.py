"""E-mail addresses as people write them: checked for form (RFC 5321, 5322, 6531), never looked up in the DNS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.headerregistry import Address as HeaderAddress

from email_validator import EmailNotValidError, validate_email

from core.errors import Fault
from notifications.constants import MOST_RECIPIENTS

LONGEST_NAME = 200
_BREAK = re.compile("[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")
_NAMED = re.compile(r"([^<>]*?)\s*<([^<>]+)>")


@dataclass(frozen=True)
class Address:
    """One person: the address as it is looked up (domain in lower case, in its ASCII form) and the name beside it."""

    address: str
    name: str = ""

    def header(self) -> str:
        """As it stands in a header, quoted where it must be."""
        return str(HeaderAddress(display_name=self.name, addr_spec=self.address)) if self.name else self.address


def has_line_break(text: str) -> bool:
    """Whether a header made of `text` could become two: any control character that is no tab."""
    return _BREAK.search(text) is not None


def parsed(text: str) -> Address:
    """The address that `text` is, alone or as `Name <address>`. Raises ValueError with a sentence."""
    if has_line_break(text):
        raise ValueError("An address has no line breaks or control characters.")
    named = _NAMED.fullmatch(text.strip())
    name, address = (named[1], named[2]) if named else ("", text.strip())
    try:
        valid = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(f"This is not one e-mail address: {str(error)[:150]}") from error
    if valid.ascii_email is None:
        raise ValueError("The part before the @ has letters that not every mail server takes. Use plain letters.")
    name = " ".join(name.strip().removeprefix('"').removesuffix('"').replace('\\"', '"').split())
    if len(name) > LONGEST_NAME:
        raise ValueError(f"A name beside an address has at most {LONGEST_NAME} characters.")
    return Address(valid.ascii_email, name)


def gathered(wanted: Sequence[tuple[str, str, str]]) -> tuple[list[tuple[str, Address]], list[Fault]]:
    """Role and address of each of `wanted` (role, text, JSON Pointer), an address that is there twice once, in the
    first role; and what is wrong with them.
    """
    people: dict[str, tuple[str, Address]] = {}
    faults: list[Fault] = []
    for role, text, pointer in wanted:
        try:
            one = parsed(text)
        except ValueError as error:
            faults.append(Fault(pointer, "invalid-address", str(error)))
            continue
        people.setdefault(one.address.lower(), (role, one))
    if not people and not faults:
        faults.append(Fault("/to", "required", "A mail needs somebody to go to."))
    if len(people) > MOST_RECIPIENTS:
        faults.append(Fault("/to", "too-many", f"A mail goes to at most {MOST_RECIPIENTS} people."))
    return list(people.values()), faults


def listed(addresses: Iterable[Address]) -> str:
    """A header's value."""
    return ", ".join(one.header() for one in addresses)
