"""What is personal: the parties of a case, and what inputs name, told by their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from accounts.models import User
from cases.models import Case
from cases.selectors import KnownParty, known_parties
from core.pii import KINDS, Known, KnownOrganization, KnownPerson, KnownValue

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\s_\-.]+")
_ORGANIZATION = frozenset(
    "corporate corporation company business partnership trade entity firm organization bank school "
    "agency brand store "
    "shop".split()
)
_PEOPLE = frozenset(
    "person persons people treasurer subscriber president chairman chairperson secretary incorporator "
    "director trustee "
    "officer partner signatory signer affiant lessor lessee landlord tenant employer employee buyer "
    "seller vendor borrower "
    "lender creditor debtor principal agent attorney nominee alternate witness representative owner "
    "proprietor client "
    "husband wife spouse father mother child heir donor donee beneficiary guarantor surety notary contact party "
    "signatories witnesses beneficiaries parties heirs incorporators directors trustees officers "
    "partners subscribers "
    "owners surname licensee addressee plaintiff defendant petitioner respondent complainant accused "
    "mortgagor mortgagee pledgor pledgee "
    "assignor assignee transferor transferee shareholder stockholder member grantor grantee trustor "
    "licensor guardian minor ward deceased executor administrator applicant proponent requester holder bearer payee "
    "payor drawer insured insurer consultant contractor supplier customer manager staff individual man woman "
    "fullname firstname lastname surnames maiden nickname alias aka".split()
)
_NAMES = frozenset(("name", "names", "fullname"))
_DONE_BY = frozenset(("by", "to"))  # signedBy, issuedTo
_SINGLE = (
    (frozenset(("tin", "tins")), "TIN"),
    (frozenset(("email", "emails", "mail")), "EMAIL"),
    (
        frozenset(
            (
                "mobile",
                "phone",
                "phones",
                "contactno",
                "contactnumber",
                "telephone",
                "tel",
                "fax",
                "landline",
                "cellphone",
                "viber",
                "whatsapp",
            )
        ),
        "PHONE",
    ),
    (frozenset(("birthdate", "birthday", "bday", "dob", "birth")), "BIRTHDATE"),
    (frozenset(("sss",)), "SSS"),
    (frozenset(("gsis",)), "GSIS"),
    (frozenset(("philhealth",)), "PHILHEALTH"),
    (frozenset(("pagibig", "hdmf")), "PAGIBIG"),
    (frozenset(("umid", "crn")), "UMID"),
    (frozenset(("philsys", "pcn", "psn")), "PHILSYS"),
    (frozenset(("passport",)), "PASSPORT"),
    (frozenset(("prc",)), "PRC"),
    (frozenset(("licence", "license")), "LICENCE"),
    (frozenset(("account", "iban")), "ACCOUNT"),
    (frozenset(("plate",)), "PLATE"),
)
_ADDRESS = frozenset("address addresses residence domicile office home location".split())
_NUMBERED_ID = frozenset("id ids ctc identification roll ptr ibp mcle sec dti registration".split())
# A share class has a name, and so has a month; neither is anybody's.
_NOT_PEOPLE = frozenset(
    "classes class kind type currency shares tone title position template nationality citizenship form "
    "day month".split()
)
_SAYS_NOTHING = _NAMES | {"value", "number", "no", "date"}
_PARTS = {
    "given": ("first", "given", "fore"),
    "middle": ("middle",),
    "surname": ("last", "sur", "surname", "family"),
    "suffix": ("suffix",),
}
_LONGEST_NAME = 200  # characters
_ADDRESS_MEMBERS = (
    "line1",
    "line2",
    "street",
    "barangay",
    "city",
    "municipality",
    "province",
    "region",
    "postalCode",
    "zip",
    "country",
)
_COMPANY_WORDS = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|opc|llp|holdings|enterprises|trading)\b\.?\s*$",
    re.I,
)


_SCHEMES = frozenset(KINDS)


def known_of_case(case: Case) -> list[Known]:
    """The parties of the case with all earlier names and values, its entity, its client and its lawyers."""
    known = [one for party in known_parties(case) for one in _of_party(party)]
    for assignment in case.assignments.select_related("lawyer"):
        known += known_of_user(assignment.lawyer)
    return known


def _of_party(party: KnownParty) -> Iterator[Known]:
    if party.names:
        known = KnownPerson if party.kind == "person" else KnownOrganization
        yield known(party.names[0], party.names[1:])
    for scheme, value in party.identifiers:
        kind = scheme.upper().replace("_", "").replace("-", "")
        yield KnownValue(kind if kind in _SCHEMES else "ID", value)
    yield from (KnownValue("ADDRESS", value) for value in party.addresses)
    if party.email:
        yield KnownValue("EMAIL", party.email)
    if party.mobile:
        yield KnownValue("PHONE", party.mobile)
    if party.birth_date is not None:
        yield KnownValue("BIRTHDATE", party.birth_date.isoformat())


def known_of_user(user: User) -> list[Known]:
    """Whoever asks, or is asked for."""
    return [KnownPerson(user.full_name), KnownValue("EMAIL", user.email)]


def known_in(inputs: Any) -> list[Known]:
    """The people, organizations and values that `inputs` name, each once."""
    return list(dict.fromkeys(_walk(inputs, ())))


def flattened(inputs: Any) -> Any:
    """The inputs with every address in one line, so that it is replaced as one thing."""
    return _flat(inputs, ())


def _flat(value: Any, key: tuple[str, ...]) -> Any:
    if isinstance(value, Mapping):
        if _is_address(value, key):
            return _one_line(value)
        return {name: _flat(member, _words(str(name))) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_flat(member, key) for member in value]
    return value


def _words(key: str) -> tuple[str, ...]:
    """The words of a key in camelCase, snake_case or with hyphens, in small letters."""
    parts = (part.strip("0123456789").lower() for part in _HUMP.split(key))  # witness1 and mobile_2 are of the kind too
    return tuple(part for part in parts if part)


def _walk(value: Any, key: tuple[str, ...]) -> Iterator[Known]:
    if isinstance(value, Mapping):
        if _is_address(value, key):
            yield KnownValue("ADDRESS", _one_line(value))
            return
        yield from _person_in_parts(value)
        for name, member in value.items():
            own = _words(str(name))
            # "name" says nothing by itself: what it is the name of stands one level up.
            yield from _walk(member, (*key, *own) if set(own) <= _SAYS_NOTHING else own)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _walk(member, key)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield from _single(str(value).strip(), key)


def _single(text: str, key: tuple[str, ...]) -> Iterator[Known]:
    words = {*key, "".join(key)}
    if len(text) < 2 or not key:
        return
    if len(key) > 1 and key[-1] in _NAMES and not words & _NOT_PEOPLE:  # officeManagerName is no office
        yield from _named(text, key)
        return
    for telling, kind in _SINGLE:
        if words & telling:
            if not (kind == "BIRTHDATE" and "place" in words):
                yield KnownValue(kind, text)
            return
    if words & _ADDRESS:
        yield KnownValue("ADDRESS", text)
    elif words & _NUMBERED_ID and any(map(str.isdigit, text)):
        yield KnownValue("ID", text)
    elif not words & _NOT_PEOPLE and any(map(str.isalpha, text)) and len(text) <= _LONGEST_NAME:
        yield from _named(text, key)


def _named(text: str, key: tuple[str, ...]) -> Iterator[Known]:
    """Whose name `text` is, told by the last telling word: corporateName, corporateSecretaryName, treasurer."""
    telling = key[-1] if key[-1] not in _NAMES else (key[-2] if len(key) > 1 else "")
    if telling in _ORGANIZATION:
        yield KnownOrganization(text)
    elif telling in _PEOPLE or telling.removesuffix("s") in _PEOPLE or key[-1] in _NAMES | _DONE_BY:
        yield KnownOrganization(text) if _COMPANY_WORDS.search(text) else KnownPerson(text)


def _person_in_parts(value: Mapping[str, Any]) -> Iterator[Known]:
    """{"first": "Pedro", "last": "Penduko"} and its like, as one name."""
    parts = {"".join(_words(str(key))).removesuffix("name"): text for key, text in value.items()}
    texts = {kind: next((str(parts[one]) for one in names if parts.get(one)), "") for kind, names in _PARTS.items()}
    if texts["given"] and texts["surname"]:
        whole = " ".join(text for text in texts.values() if text)
        yield KnownPerson(whole[:_LONGEST_NAME])


def _is_address(value: Mapping[str, Any], key: tuple[str, ...]) -> bool:
    plain = all(isinstance(one, str | int | None) for one in value.values())
    return (
        "line1" in value
        or (plain and bool(value) and bool(_ADDRESS & set(key)) and not {"email", "phone", "mobile"} & value.keys())
        or len(value.keys() & {"street", "barangay", "city", "municipality", "province", "postalCode"}) >= 2
    )


def _one_line(address: Mapping[str, Any]) -> str:
    known = [address[name] for name in _ADDRESS_MEMBERS if address.get(name)]
    others = [value for name, value in address.items() if name not in _ADDRESS_MEMBERS and value]
    return ", ".join(str(part) for part in [*known, *others])
