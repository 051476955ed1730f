"""Any mail server, by SMTP (RFC 5321). Settings: EMAIL_URL.

The steps of a delivery are taken one by one, and not by `sendmail`, since what a broken connection means depends on the
step: before the final dot nobody has the mail, after it nobody knows. Each thread keeps its connection for the next.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
import threading
import time

from django.conf import settings

from core.backends import (
    DEFAULT_RETRY_AFTER_SECONDS,
    BackendError,
    NotAuthorised,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Retryable,
)
from notifications.backends.base import REFUSED, SENT, Mailer, MailReceipt, Outcome, OutgoingMail, written

SMTP = "smtp"
IDLE_SECONDS = 30.0  # servers hang up on the idle; an older connection is made anew
MOST_USES = 500
_GONE = -1  # in place of an answer: the connection had ended
_CLOSED = (_GONE, 421)  # what a connection says that was idle for too long
_LEADING_DOT = re.compile(rb"^\.", re.M)


class _Kept(threading.local):
    """The connection of this thread, when it was last used, and how often."""

    link: smtplib.SMTP | None = None
    server: tuple[str, int, str] | None = None
    used: float = 0.0
    uses: int = 0


_kept = _Kept()


class SmtpMailer(Mailer):
    """Speaks to one server."""

    name = SMTP

    def _check(self) -> str:
        link = _opened()
        try:
            code, _ = link.noop()
        finally:
            link.close()
        return f"answers ({code})"

    def _send(self, mail: OutgoingMail) -> MailReceipt:
        content = written(mail)
        try:
            receipt = _delivered(_begun(mail), mail, content)
        except BaseException:
            _drop()
            raise
        _kept.used = time.monotonic()
        _kept.uses += 1
        return receipt

    def _translate(self, error: Exception) -> BackendError | None:
        if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
            return NotAuthorised("The mail server does not take our name and password (EMAIL_URL).")
        if isinstance(error, smtplib.SMTPResponseException):
            return _refusal(error.smtp_code, error.smtp_error)
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return Rejected("The mail server does not offer what EMAIL_URL asks for (encryption, a log-in).")
        if isinstance(error, ssl.SSLError):
            words = "The mail server's certificate or encryption is not accepted."
            return Retryable(words, retry_after=DEFAULT_RETRY_AFTER_SECONDS)
        if isinstance(error, OSError):  # SMTPException is one
            return Retryable("The mail server does not answer.", retry_after=DEFAULT_RETRY_AFTER_SECONDS)
        return None


def _begun(mail: OutgoingMail) -> smtplib.SMTP:
    """A connection that has taken the sender; one that the server had closed meanwhile is made anew, once."""
    link = _connected()
    code, said = _sender_given(link, mail)
    if code in _CLOSED and _kept.uses:
        _drop()
        link = _connected()
        code, said = _sender_given(link, mail)
    if code == _GONE:
        raise smtplib.SMTPServerDisconnected(said.decode())
    if code != 250:
        raise _refusal(code, said)
    return link


def _sender_given(link: smtplib.SMTP, mail: OutgoingMail) -> tuple[int, bytes]:
    try:
        return link.mail(mail.sender.address)
    except smtplib.SMTPServerDisconnected as error:
        return _GONE, str(error).encode()


def _delivered(link: smtplib.SMTP, mail: OutgoingMail, content: bytes) -> MailReceipt:
    """Recipients, content. A server that refuses some for good takes the others; one that refuses all takes nothing."""
    outcomes: dict[str, Outcome] = {}
    later: BackendError | None = None
    for one in mail.everybody:
        code, said = link.rcpt(one.address)
        if code in (250, 251):
            outcomes[one.address] = Outcome(SENT)
        elif code == 421 or not 400 <= code < 600:  # the whole server, or no answer that SMTP knows
            raise Retryable(_answered(code, said), retry_after=DEFAULT_RETRY_AFTER_SECONDS)
        elif code < 500 and not mail.partly:
            later = later or RateLimited(_answered(code, said), retry_after=DEFAULT_RETRY_AFTER_SECONDS)
        else:
            outcomes[one.address] = Outcome(REFUSED, f"{code} {_words(said)}")
    if later is not None:  # all or nobody, so that a later try sends nobody a second one
        raise later
    if any(one.status == SENT for one in outcomes.values()):
        _handed_over(link, content)
    else:
        with contextlib.suppress(OSError):
            link.rset()
    return MailReceipt("", outcomes)


def _handed_over(link: smtplib.SMTP, content: bytes) -> None:
    code, said = link.docmd("DATA")
    if code != 354:
        raise _refusal(code, said)
    # In one piece: a dot that is sent by itself waits for the acknowledgement of what came before it (RFC 896), some
    # 40 ms a mail. Where this fails the dot, which is the end of it, has not left.
    link.send(_LEADING_DOT.sub(b"..", content) + b".\r\n")  # RFC 5321 section 4.5.2
    try:
        code, said = link.getreply()
    except OSError as error:
        raise OutcomeUnknown("The connection ended before the mail server said whether it took the mail.") from error
    if not 200 <= code < 600:
        raise OutcomeUnknown("The mail server's answer to the content was none.")
    if code >= 300:
        raise _refusal(code, said)


def _refusal(code: int, said: bytes | str) -> BackendError:
    words = _answered(code, said)
    if 400 <= code < 500:
        return Retryable(words, retry_after=DEFAULT_RETRY_AFTER_SECONDS)
    return Rejected(words)


def _answered(code: int, said: bytes | str) -> str:
    return f"The mail server answered {code} {_words(said)}"


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200]


def _connected() -> smtplib.SMTP:
    """This thread's connection, made anew where it is old or the server is another one."""
    server = (settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER)
    fresh = time.monotonic() - _kept.used < IDLE_SECONDS and _kept.uses < MOST_USES and _kept.server == server
    if _kept.link is not None and fresh:
        return _kept.link
    _drop()
    _kept.link, _kept.server, _kept.used, _kept.uses = _opened(), server, time.monotonic(), 0
    return _kept.link


def _drop() -> None:
    link, _kept.link = _kept.link, None
    if link is not None:
        with contextlib.suppress(OSError):
            link.close()


def _opened() -> smtplib.SMTP:
    seconds = settings.EMAIL_TIMEOUT
    if settings.EMAIL_USE_SSL:
        link: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=seconds, context=ssl.create_default_context()
        )
    else:
        link = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=seconds)
    try:
        if settings.EMAIL_USE_TLS:
            link.starttls(context=ssl.create_default_context())
        link.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            link.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        link.close()
        raise
    return link
