"""Who takes mail off our hands: a provider (EMAIL_ESP), a server (EMAIL_URL), or files."""

from __future__ import annotations

import functools
from typing import cast

from django.conf import settings

from core import backends
from notifications.backends.base import Mailer, MailReceipt, Outcome, OutgoingFile, OutgoingMail
from notifications.backends.file import FILE, FileMailer
from notifications.backends.smtp import SMTP, SmtpMailer

KIND = Mailer.kind
ESPS = ("amazon_ses", "brevo", "mailgun", "postmark", "sendgrid")

__all__ = ["MailReceipt", "Mailer", "Outcome", "OutgoingFile", "OutgoingMail", "configured", "register"]


def register() -> None:
    """Enter them in the registry; called once, when the room is ready."""
    backends.register(KIND, FILE, FileMailer, is_configured=lambda: _chosen() == FILE)
    backends.register(KIND, SMTP, SmtpMailer, is_configured=lambda: _chosen() == SMTP)
    for name in {*ESPS, *([settings.EMAIL_ESP] if settings.EMAIL_ESP else [])}:
        backends.register(KIND, name, functools.partial(_esp, name), is_configured=functools.partial(_is_chosen, name))


def configured() -> Mailer:
    """The one that the settings choose."""
    return cast(Mailer, backends.get(KIND, _chosen()))


def _chosen() -> str:
    return settings.EMAIL_ESP or (SMTP if settings.EMAIL_HOST else FILE)


def _is_chosen(name: str) -> bool:
    return _chosen() == name


def _esp(name: str) -> Mailer:
    from notifications.backends.esp import EspMailer  # anymail and requests: only where a provider is asked

    return EspMailer(name)
