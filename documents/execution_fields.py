"""What is asked about each way of signing, as tables: who signed or notarised, where, under which numbers.

Each field names the rule that it comes from. What a notary's certificate must say is required here only as far as the
register entry can be found again by it; the rest stands on the scan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from documents.executions import AUTHENTICATION, ELECTRONIC_NOTARY, ESAP, ESIGN, NOTARY, WET

Kind = Literal["text", "lines", "date", "choice", "number"]
NOT_A_NOTARY = "Hain is not a notarisation facility: it records what the notary did."
ACKNOWLEDGMENT, JURAT = "acknowledgment", "jurat"
LONGEST, LONGEST_LINE, MOST_LINES = 200, 300, 20

_RULES = "2004 Rules on Notarial Practice (A.M. 02-8-13-SC)"
ACT, IDENTITY = f"{_RULES}, Rule II sections 1 and 6", f"{_RULES}, Rule II section 12"
REGISTER, CERTIFICATE = f"{_RULES}, Rule VI section 2", f"{_RULES}, Rule VIII section 2"
ELECTRONIC = "Rules on Electronic Notarization (A.M. 24-10-14-SC)"
PRIVATE_PAPER = "Rules of Court, Rule 132 section 20"
SEC_CERTIFICATE = "SEC Memorandum Circular 16, series of 2020"
SEC_ZERO = "SEC Memorandum Circular 3, series of 2025"
SIGNATURE = "Electronic Commerce Act (RA 8792) section 8"


@dataclass(frozen=True)
class EvidenceField:
    """One thing that is asked: `key` in the API, `label` and `help` in the admin, `law` for both.

    `lines` are kept as a list of texts, everything else as a text, a date as `YYYY-MM-DD`. A `pattern` fits the whole
    text, and `said` is the sentence for one that does not fit. What is `personal` (numbers that agencies gave a person)
    stays with the paper and is in no audit entry. `register` fields are what the paper's client sees too.
    """

    key: str
    label: str
    law: str
    kind: Kind = "text"
    required: bool = False
    help: str = ""
    pattern: str = ""
    said: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    personal: bool = False
    register: bool = False


_ACTS = ((ACKNOWLEDGMENT, "Acknowledgment"), (JURAT, "Jurat (sworn before the notary)"))
_MODES = (
    ("IEN", "In person before the electronic notary (IEN)"),
    ("REN", "By video (REN)"),
    ("mixed", "Some in person, some by video"),
)
_ACT = EvidenceField("act", "Notarial act", ACT, "choice", choices=_ACTS)
_UNTIL = EvidenceField("commissionUntil", "Commission valid until", CERTIFICATE, "date")
_ACTED = EvidenceField("notarisedOn", "Notarised on", CERTIFICATE, "date", help="Empty: on the day it was signed.")
_IDENTITY = EvidenceField(
    "identity", "Identity of those who signed", IDENTITY, "lines", personal=True,
    help="One line a person: the name, which ID, its number; or the witness who vouched. Shown to staff alone.",
)  # fmt: skip


def _number(key: str, label: str, pattern: str, said: str) -> EvidenceField:
    return EvidenceField(key, label, REGISTER, "number", True, pattern=pattern, said=said, register=True)


_PLAIN, _ROMAN = "[0-9]{1,6}", "(?=[MDCLXVI])M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})"
_NOTARISED = (
    _ACT,
    _ACTED,
    EvidenceField("notary", "Notary public", CERTIFICATE, required=True, help="As named in the commission."),
    EvidenceField("place", "Where the notary acted", REGISTER, required=True, help="City or municipality."),
    EvidenceField("commission", "Commission number", CERTIFICATE, required=True),
    _UNTIL,
    _number("docNo", "Doc. No.", _PLAIN, "Give the document's number in the register, as 12."),
    _number("pageNo", "Page No.", _PLAIN, "Give the page of the register, as 3."),
    _number("bookNo", "Book No.", f"{_PLAIN}|{_ROMAN}", "Give the book of the register, as 4 or IV."),
    _number("series", "Series of", "(19|20)[0-9]{2}", "Give the year of the register, as 2026."),
    EvidenceField(
        "roll", "Roll of Attorneys No.", CERTIFICATE, "number", pattern=_PLAIN, personal=True,
        said="Give the number alone, as 45678.",
    ),
    EvidenceField("ibp", "IBP No.", CERTIFICATE, personal=True),
    EvidenceField("ptr", "PTR No., place and date", CERTIFICATE, personal=True),
    EvidenceField("office", "Notary's office", CERTIFICATE),
    EvidenceField("mcle", "MCLE Compliance No.", "Bar Matter 1922", personal=True),
    _IDENTITY,
)  # fmt: skip
_ELECTRONIC = (
    EvidenceField("mode", "How they appeared", ELECTRONIC, "choice", True, choices=_MODES),
    EvidenceField(
        "facility", "Electronic notarization facility", ELECTRONIC, required=True,
        help="The accredited facility (ENF) through which it was done.",
    ),
    EvidenceField("notary", "Electronic notary public", ELECTRONIC, required=True),
    EvidenceField("commission", "Commission number", ELECTRONIC, required=True),
    EvidenceField("entry", "Entry in the electronic notarial book", ELECTRONIC, required=True, register=True),
    EvidenceField("reference", "The facility's reference", ELECTRONIC),
    EvidenceField("act", "Notarial act", ELECTRONIC, "choice", choices=_ACTS),
    EvidenceField("notarisedOn", "Notarised on", ELECTRONIC, "date", help="Empty: on the day it was signed."),
    EvidenceField("commissionUntil", "Commission valid until", ELECTRONIC, "date"),
    EvidenceField("place", "Where the notary acted", ELECTRONIC),
    EvidenceField("identity", _IDENTITY.label, ELECTRONIC, "lines", personal=True, help=_IDENTITY.help),
)  # fmt: skip
FIELDS: Mapping[str, tuple[EvidenceField, ...]] = {
    ESIGN: (
        EvidenceField("provider", "Signed through", SIGNATURE, help="The provider outside of Hain."),
        EvidenceField("reference", "The provider's reference", SIGNATURE),
    ),
    WET: (
        EvidenceField("signedBy", "Who signed", PRIVATE_PAPER, "lines", True, help="One name a line."),
        EvidenceField("place", "Where it was signed", PRIVATE_PAPER, required=True),
        EvidenceField("witnesses", "Witnesses", PRIVATE_PAPER, "lines", help="One name a line: who saw it signed."),
    ),
    NOTARY: _NOTARISED,
    AUTHENTICATION: (
        EvidenceField(
            "signedBy", "Who signed the certificate", SEC_CERTIFICATE, "lines", True,
            help="One name a line. All incorporators sign it.",
        ),
        EvidenceField("certifiedOn", "Day of the certificate", SEC_CERTIFICATE, "date", help="Empty: the same day."),
        EvidenceField("reference", "Form or reference of the SEC", SEC_CERTIFICATE),
    ),
    ESAP: (
        EvidenceField("reference", "Confirmation number", SEC_ZERO, required=True, help="As eSAP gave it."),
        EvidenceField("authenticatedOn", "Authenticated on", SEC_ZERO, "date", help="Empty: the same day."),
        EvidenceField(
            "authenticatedBy", "Who authenticated", SEC_ZERO, "lines", True, help="One account holder a line."
        ),
    ),
    ELECTRONIC_NOTARY: _ELECTRONIC,
}  # fmt: skip


def told(way: str, evidence: Mapping[str, str | list[str]]) -> Iterator[tuple[EvidenceField, list[str]]]:
    """What was recorded, for a page: each field with its lines as people read them, in the order of the form."""
    for field in FIELDS.get(way, ()):
        given = evidence.get(field.key)
        if given:
            names = dict(field.choices)
            yield field, [names.get(one, one) for one in ([given] if isinstance(given, str) else given)]


def register_of(way: str, evidence: Mapping[str, str | list[str]]) -> dict[str, str]:
    """Where the notary's register has the paper: `docNo`, `pageNo`, `bookNo` and `series`, or the `entry` of an
    electronic one. Empty for what no notary registered, and for a copy that was kept before this was asked.
    """
    keys = [field.key for field in FIELDS.get(way, ()) if field.register]
    return {key: str(evidence[key]) for key in keys if key in evidence}


def recorded(way: str, evidence: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
    """What of the evidence the audit entry says: all but numbers that agencies gave a person."""
    open_keys = {field.key for field in FIELDS.get(way, ()) if not field.personal}
    return {key: value for key, value in evidence.items() if key in open_keys}
