"""Any provider that anymail knows, through anymail. Settings: EMAIL_ESP, EMAIL_ESP_OPTIONS."""

from __future__ import annotations

from typing import Any

from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
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
_NOTHING_SENT = frozenset({"ConnectTimeout", "ConnectionError", "SSLError", "ProxyError", "NewConnectionError"})


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
        message.send()
        return _receipt(message.anymail_status, mail)  # type: ignore[attr-defined] # set by anymail

    def _connection(self) -> Any:
        return get_connection(f"anymail.backends.{self.name}.EmailBackend")

    def _translate(self, error: Exception) -> BackendError | None:
        if isinstance(error, AnymailRecipientsRefused):
            return Rejected(f"{self.name} refused every address.")
        if isinstance(error, AnymailConfigurationError):
            return NotAuthorised(f"EMAIL_ESP_OPTIONS has not what {self.name} needs.")
        if isinstance(error, AnymailUnsupportedFeature):
            return Unsupported(f"{self.name} cannot send this mail as it is.")
        if isinstance(error, AnymailAPIError):
            return self._refused(error)
        return super()._translate(error)

    def _refused(self, error: AnymailAPIError) -> BackendError:
        status = error.status_code
        if status is None:
            if type(error.__cause__).__name__ in _NOTHING_SENT:
                return Retryable(f"{self.name} does not answer.", retry_after=DEFAULT_RETRY_AFTER_SECONDS)
            return OutcomeUnknown(f"{self.name} ended the connection before it answered.")
        if status == 429:
            return RateLimited(f"{self.name} asks us to slow down.", retry_after=30)
        if status in (401, 403):
            return NotAuthorised(f"{self.name} does not accept our key.")
        if status >= 500:
            return Retryable(f"{self.name} answered {status}.", retry_after=DEFAULT_RETRY_AFTER_SECONDS)
        return Rejected(f"{self.name} refused the mail ({status}).")


def _receipt(status: Any, mail: OutgoingMail) -> MailReceipt:
    told = {address.lower(): one for address, one in (status.recipients or {}).items()}
    outcomes = {}
    for one in mail.everybody:
        said = getattr(told.get(one.address.lower()), "status", None)
        outcomes[one.address] = Outcome(SENT) if said in TAKEN else Outcome(REFUSED, str(said))
    ids = {one.message_id for one in told.values() if one.message_id}
    return MailReceipt(str(next(iter(ids))) if len(ids) == 1 else "", outcomes)
