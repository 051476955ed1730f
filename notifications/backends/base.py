"""What a mail backend takes and gives."""

from __future__ import annotations

import abc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.headerregistry import Address as HeaderAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime

from core.backends import Backend, Rejected
from notifications.addresses import Address, has_line_break

SENT, REFUSED = "sent", "refused"
SEVEN_BIT = SMTP.clone(cte_type="7bit")  # a server need not take eight bits (RFC 6152)


@dataclass(frozen=True)
class OutgoingFile:
    """An attached file."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class OutgoingMail:
    """A mail as it leaves. `key` is the same on every try of it, for a provider that knows idempotency keys."""

    key: str
    message_id: str
    sender: Address
    to: Sequence[Address]
    cc: Sequence[Address]
    bcc: Sequence[Address]
    reply_to: Address | None
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    files: Sequence[OutgoingFile] = ()
    # The last try: whom the server will not take now is left out, so that the others get it.
    partly: bool = False

    @property
    def everybody(self) -> list[Address]:
        """Whom it goes to, in all three roles."""
        return [*self.to, *self.cc, *self.bcc]


@dataclass(frozen=True)
class Outcome:
    """How one recipient was taken: sent or refused, and what was said."""

    status: str
    detail: str = ""


@dataclass(frozen=True)
class MailReceipt:
    """What the other side answered: its own id of the mail, and how each address was taken."""

    provider_id: str
    outcomes: Mapping[str, Outcome]


class Mailer(Backend):
    """Takes a mail off our hands."""

    kind = "mail"

    def send(self, mail: OutgoingMail) -> MailReceipt:
        """Hand the mail over, once: whoever asks decides on the next try. Raises one of the six errors of
        `core.backends`; Retryable and RateLimited mean that nobody got it, OutcomeUnknown that nobody knows.
        """
        _require_plain_headers(mail)
        return self.guarded("send", lambda: self._send(mail))

    @abc.abstractmethod
    def _send(self, mail: OutgoingMail) -> MailReceipt:
        """As `send`."""


def _require_plain_headers(mail: OutgoingMail) -> None:
    """Raise Rejected where a header could become two, whoever takes the mail; it was checked when it was asked for."""
    people = [mail.sender, *mail.everybody, *([mail.reply_to] if mail.reply_to else [])]
    texts = [mail.subject, mail.message_id]
    texts += [text for one in people for text in (one.name, one.address)]
    texts += [text for one in mail.files for text in (one.filename, one.content_type)]
    if any(has_line_break(text) for text in texts):
        raise Rejected("A header of the mail has a line break.")


def written(mail: OutgoingMail, **more: str) -> bytes:
    """The mail as it goes over the wire, with `more` headers. Raises Rejected for one that cannot be written."""
    try:
        made = composed(mail)
        for name, value in more.items():
            made[name.replace("_", "-")] = value
        content = made.as_bytes()
    except (ValueError, LookupError, TypeError) as error:  # a header or a text that no mail can hold
        raise Rejected(f"The mail cannot be written as it is ({type(error).__name__}).") from error
    return content if content.endswith(b"\r\n") else content + b"\r\n"


def composed(mail: OutgoingMail) -> EmailMessage:
    """The mail as RFC 5322 and MIME have it, without Bcc. The Date is its own try's."""
    made = EmailMessage(policy=SEVEN_BIT)
    made["Message-ID"] = mail.message_id
    made["Date"] = localtime()
    made["From"] = _headers([mail.sender])
    made["To"] = _headers(mail.to) if mail.to else "undisclosed-recipients:;"
    if mail.cc:
        made["Cc"] = _headers(mail.cc)
    if mail.reply_to is not None:
        made["Reply-To"] = _headers([mail.reply_to])
    made["Subject"] = mail.subject
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answer, please
    made.set_content(mail.text)
    made.add_alternative(mail.html, subtype="html")
    for one in mail.files:
        main, _, sub = one.content_type.partition("/")
        made.add_attachment(one.content, maintype=main, subtype=sub, filename=one.filename)
    return made


def _headers(people: Sequence[Address]) -> tuple[HeaderAddress, ...]:
    return tuple(HeaderAddress(display_name=one.name, addr_spec=one.address) for one in people)
