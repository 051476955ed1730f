"""The mails that the house itself writes: each one's key, what it is called, and the values that its templates use.

The key is the folder in templates/mail/. Which event brings which of them stands in `workflows/subscriptions.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.clock import MANILA

ACCOUNT, CASE = "account", "case"

# What every mail is given: who reads it, and whose house it comes from.
COMMON: Mapping[str, str] = {"reader": "Liwayway Santos", "practice": "Hain"}

# An example of each value, by its name. A name means the same in every kind.
SAMPLES: Mapping[str, Any] = {
    "addresses": "liwayway@example.com",
    "agency": "Securities and Exchange Commission",
    "amount": Decimal("12500.00"),
    "attached": "Articles of Incorporation (signed).pdf",
    "by": "Atty. Ana Reyes",
    "case_number": "2026-000123",
    "case_title": "Incorporation of Tala Weaving Corporation",
    "checksum": "sha256:9f2c4be1d0a87365e41b0c97f8d23a6659b1e0747c3d8fa2b6150e9d48c7a3f1",
    "code": "402816",
    "changed_at": dt.datetime(2026, 3, 5, 15, 5, tzinfo=MANILA),
    "day": dt.date(2026, 3, 5),
    "document_title": "Articles of Incorporation",
    "due": dt.date(2026, 4, 15),
    "expired_at": dt.datetime(2026, 3, 6, 9, 0, tzinfo=MANILA),
    "expires_at": dt.datetime(2026, 3, 6, 9, 0, tzinfo=MANILA),
    "filing_title": "Registration of Tala Weaving Corporation",
    "invoice_number": "INV-2026-0042",
    "link": "https://hain.example/open",
    "mail_subject": "Your papers are ready",
    "minutes": 10,
    "note": "Please look at page 2.\nThe office is on Session Road now.",
    "obligation": "General Information Sheet",
    "paid_on": dt.date(2026, 3, 5),
    "receipt_number": "OR-2026-0042",
    "reference": "SEC-2026-00012345",
    "role": "associate",
    "sections": (
        {"title": "Documents for your review", "count": 2, "more": 1,
         "lines": ("Articles of Incorporation, 2026-000123",)},
        {"title": "Failed jobs", "count": 1, "more": 0, "lines": ("documents.produce",)},
    ),
    "status": "bounced",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A mail of the house.

    `values` are those that its templates use; without one of `needed` it is not sent. `about` says why its reader gets
    it. `secret`: it carries a link or a code that opens something, and is kept encrypted. `may_be_off`: its reader may
    switch it off; what is about the own account, a deadline, money or a signature may not be. `urgent`: its reader sits
    before a page that waits for it, so that it goes before other mails of the house.
    """

    key: str
    title: str
    values: frozenset[str]
    needed: frozenset[str]
    about: str = CASE
    secret: bool = False
    may_be_off: bool = False
    urgent: bool = False

    @property
    def sample(self) -> dict[str, Any]:
        """A whole context, to look at the mail."""
        return {**COMMON, **{name: SAMPLES[name] for name in sorted(self.values)}}


def _kind(key: str, title: str, values: str, **more: Any) -> Kind:
    """A kind whose values are words; one with `?` may be empty, and the templates ask whether it is there."""
    words = values.split()
    needed = frozenset(word for word in words if not word.endswith("?"))
    return Kind(key, title, frozenset(word.removesuffix("?") for word in words), needed, **more)


_ACCOUNT = {"about": ACCOUNT, "secret": True}
_OFF = {"may_be_off": True}
# A client has no page to open where there is no frontend (FRONTEND_URL), and a paper need not belong to a case.
_ALL: Iterable[Kind] = (
    _kind("welcome-confirm", "Welcome, and confirm your address", "link expires_at", **_ACCOUNT),
    _kind("email-confirm", "Confirm your address", "link expires_at", **_ACCOUNT),
    _kind("password-reset", "Choose a new password", "link expires_at", **_ACCOUNT),
    _kind("password-changed", "Your password was changed", "link changed_at", about=ACCOUNT),
    _kind("case-opened", "A case was opened", "link? case_number case_title", **_OFF),
    _kind("case-assigned", "You were put on a case", "link case_number case_title role by?", **_OFF),
    _kind("document-for-review", "A document waits for your review",
          "link document_title case_number? case_title? by? note?", **_OFF),
    _kind("document-approved", "A document was approved", "link? document_title case_number? case_title? by?", **_OFF),
    _kind("document-returned", "A document was sent back",
          "link document_title case_number? case_title? by? note?", **_OFF),
    _kind("signature-request", "A document to sign", "link document_title expires_at by? note?", secret=True),
    _kind("signature-reminder", "A document still to sign", "link document_title expires_at by?", secret=True),
    _kind("signature-code", "The code that opens a document to sign", "code minutes document_title", secret=True,
          urgent=True),
    _kind("signature-completed", "Everybody has signed",
          "link? document_title attached? checksum? case_number? case_title?", **_OFF),
    _kind("signature-declined", "Somebody would not sign",
          "link document_title by note case_number? case_title?", **_OFF),
    _kind("signature-withdrawn", "A document need not be signed any more", "document_title expired_at? by? note?"),
    _kind("filing-submitted", "A filing was submitted",
          "link? filing_title agency case_number? case_title? reference?", **_OFF),
    _kind("filing-returned", "A filing came back", "link? filing_title agency case_number? case_title? note?", **_OFF),
    _kind("filing-accepted", "A filing was accepted",
          "link? filing_title agency case_number? case_title? reference?", **_OFF),
    _kind("deadline-ahead", "A deadline is ahead", "link? obligation due case_number? case_title?"),
    _kind("invoice", "An invoice", "link invoice_number amount due case_number? case_title?"),
    _kind("receipt", "A receipt", "link? receipt_number invoice_number amount paid_on"),
    _kind("payment-failed", "A payment did not go through", "link invoice_number amount"),
    _kind("question-handed-over", "A question waits for you", "link case_number case_title by?", **_OFF),
    _kind("question-replied", "Your question was answered", "link? case_number? case_title? by?", **_OFF),
    _kind("mail-not-delivered", "A mail of yours did not arrive",
          "link? mail_subject addresses status case_number? case_title?", **_OFF),
    _kind("digest", "What waits for you", "link day sections", about=ACCOUNT, **_OFF),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.key: kind for kind in _ALL}
