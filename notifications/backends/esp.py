"""Any provider that anymail knows, through anymail. Settings: EMAIL_ESP, EMAIL_ESP_OPTIONS."""

from __future__ import annotations

import contextlib
from typing import Any

from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailError,
    AnymailRecipientsRefused,
    AnymailUnsupportedFeature,
)
from django.core.mail import EmailMultiAlternatives, get_connection

from core.backends import (
    DEFAULT_RETRY_AFTER_SECONDS,
    BackendError,
    NotAuthorised,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Retryable,
    Unsupported,
)
from notifications.backends.base import REFUSED, SENT, Mailer, MailReceipt, Outcome, OutgoingMail

# anymail's status of a recipient right after the call; what follows comes by webhook.
TAKEN = frozenset({"sent", "queued", "unknown", None})
LONGEST_PAUSE_SECONDS = 900
# urllib3's reasons for which nothing was sent (its classes by name: it is anymail's, and not ours to import).
_NO_CONNECTION = frozenset({
    "ConnectTimeoutError", "NameResolutionError", "NewConnectionError", "ProxyError", "SSLError",
})  # fmt: skip


class EspMailer(Mailer):
    """One provider's HTTP API; its name is anymail's (mailgun, amazon_ses, postmark, sendgrid, brevo, …)."""

    verified_live = False

    def __init__(self, name: str) -> None:
        self.name = name

    def _check(self) -> str:
        self._connection()
        return "anymail has what it needs for this provider; whether its key is right shows with the first mail."

    def _send(self, mail: OutgoingMail) -> MailReceipt:
        message = EmailMultiAlternatives(
            subject=mail.subject,
            body=mail.text,
            from_email=mail.sender.header(),
            to=[one.header() for one in mail.to],
            cc=[one.header() for one in mail.cc],
            bcc=[one.header() for one in mail.bcc],
            reply_to=[mail.reply_to.header()] if mail.reply_to else None,
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
            connection=self._connection(),
        )
        message.attach_alternative(mail.html, "text/html")
        for one in mail.files:
            message.attach(one.filename, one.content, one.content_type)
        message.metadata = {"hain_id": mail.key}  # type: ignore[attr-defined] # comes back with each event
        with contextlib.suppress(AnymailRecipientsRefused):  # all of them; what was said of each stands in the status
            message.send()
        return _receipt(message.anymail_status, mail)  # type: ignore[attr-defined] # set by anymail

    def _connection(self) -> Any:
        return get_connection(f"anymail.backends.{self.name}.EmailBackend")

    def _translate(self, error: Exception) -> BackendError | None:
        if isinstance(error, AnymailConfigurationError):
            return NotAuthorised(f"EMAIL_ESP_OPTIONS has not what {self.name} needs.")
        if isinstance(error, AnymailUnsupportedFeature):
            return Unsupported(f"{self.name} cannot send this mail as it is.")
        if isinstance(error, AnymailAPIError):
            return self._refused(error)
        if isinstance(error, AnymailError | ValueError | LookupError | TypeError):
            return Rejected(f"The mail cannot be written for {self.name} as it is ({type(error).__name__}).")
        return super()._translate(error)

    def _refused(self, error: AnymailAPIError) -> BackendError:
        status = error.status_code
        if status is None:
            if _never_left(error.__cause__):
                return Retryable(f"{self.name} does not answer.", retry_after=DEFAULT_RETRY_AFTER_SECONDS)
            return OutcomeUnknown(f"{self.name} ended the connection before it answered.")
        if status == 429:
            return RateLimited(f"{self.name} asks us to slow down.", retry_after=_pause(error))
        if status in (401, 403):
            return NotAuthorised(f"{self.name} does not accept our key.")
        if status == 503:
            return Retryable(f"{self.name} answered 503.", retry_after=_pause(error))
        if status >= 500:  # somewhere behind it something broke, before or after the mail was taken
            return OutcomeUnknown(f"{self.name} answered {status}.")
        if status < 300:
            return OutcomeUnknown(f"{self.name} took the call and gave an answer that cannot be read.")
        return Rejected(f"{self.name} refused the mail ({status}).")


def _never_left(cause: BaseException | None) -> bool:
    """Whether the call failed before anything of it was sent. A connection that was cut off later is the same class to
    `requests`; what tells them apart is that urllib3 had none to send on, and gives that as its reason.
    """
    inner = cause.args[0] if cause is not None and cause.args else None
    return type(getattr(inner, "reason", None)).__name__ in _NO_CONNECTION


def _pause(error: AnymailAPIError) -> int:
    """Seconds that the provider asked for, within reason."""
    asked = str(getattr(error.response, "headers", {}).get("Retry-After", ""))
    return min(int(asked), LONGEST_PAUSE_SECONDS) if asked.isascii() and asked.isdigit() else 30


def _receipt(status: Any, mail: OutgoingMail) -> MailReceipt:
    told = {address.lower(): one for address, one in (status.recipients or {}).items()}
    outcomes = {}
    for one in mail.everybody:
        said = getattr(told.get(one.address.lower()), "status", None)
        outcomes[one.address] = Outcome(SENT) if said in TAKEN else Outcome(REFUSED, f"The provider says: {said}.")
    ids = {one.message_id for one in told.values() if one.message_id}
    return MailReceipt(str(next(iter(ids))) if len(ids) == 1 else "", outcomes)
