"""What a mail backend takes and gives."""

from __future__ import annotations

import abc
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.encoders import encode_base64
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import formataddr, formatdate
from typing import Any

from core.backends import Backend, Rejected
from notifications.addresses import Address, has_line_break

SENT, REFUSED = "sent", "refused"
SHORT_HEADER = 74  # with colon and space; a longer one is folded (RFC 5322 section 2.1.1)
_PLAIN = re.compile(r"[ -~]*")
LONGEST_LINE = 900  # of 998 (RFC 5321 section 4.5.3.1.6)


class _Wire(Compat32):
    """The older classes' rules; a header that fits on its line is written as it is, without a search for its folds."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header as it goes over the wire."""
        if isinstance(value, str) and len(name) + len(value) <= SHORT_HEADER and _PLAIN.fullmatch(value):
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_WIRE = _Wire(linesep="\r\n", cte_type="7bit")


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
        content = made.as_bytes(policy=_WIRE)
    except (ValueError, LookupError, TypeError) as error:  # a header or a text that no mail can hold
        raise Rejected(f"The mail cannot be written as it is ({type(error).__name__}).") from error
    return content if content.endswith(b"\r\n") else content + b"\r\n"


def composed(mail: OutgoingMail) -> Message:
    """The mail as RFC 5322 and MIME have it, without Bcc. The Date is its own try's.

    Made of the older classes of `email`, which take a fifth of the time of the newer ones; all of it is seven bits,
    since a server need not take eight (RFC 6152).
    """
    bodies = MIMEMultipart("alternative", boundary=_boundary())
    bodies.attach(_text(mail.text, "plain"))
    bodies.attach(_text(mail.html, "html"))
    made = bodies
    if mail.files:
        made = MIMEMultipart("mixed", boundary=_boundary())
        made.attach(bodies)
        for one in mail.files:
            made.attach(_file(one))
    made["Message-ID"] = mail.message_id
    made["Date"] = formatdate(localtime=True)
    made["From"] = _people([mail.sender])
    made["To"] = _people(mail.to) if mail.to else "undisclosed-recipients:;"
    if mail.cc:
        made["Cc"] = _people(mail.cc)
    if mail.reply_to is not None:
        made["Reply-To"] = _people([mail.reply_to])
    made["Subject"] = (
        mail.subject if mail.subject.isascii() else Header(mail.subject, "utf-8", header_name="Subject").encode()
    )
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answer, please
    return made


def _boundary() -> str:
    """What no body has a line of: 128 random bits. The library would look for it in every body instead."""
    return f"=_{secrets.token_hex(16)}"


def _text(text: str, subtype: str) -> MIMEText:
    """A body; every line break CRLF once it is written, and what has long lines or other letters in base64."""
    lines = text.splitlines()
    plain = text.isascii() and all(len(line) <= LONGEST_LINE for line in lines)
    return MIMEText("\n".join([*lines, ""]), subtype, "us-ascii" if plain else "utf-8")


def _file(file: OutgoingFile) -> MIMENonMultipart:
    part = MIMENonMultipart(*file.content_type.split("/", 1))
    part.set_payload(file.content)
    encode_base64(part)
    name = file.filename if file.filename.isascii() else ("utf-8", "", file.filename)  # RFC 2231
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def _people(people: Sequence[Address]) -> str:
    """A header's value, one person a line."""
    return ",\n ".join(
        formataddr((one.name, one.address))
        if one.name.isascii()
        else f"{Header(one.name, 'utf-8').encode()} <{one.address}>"
        for one in people
    )
