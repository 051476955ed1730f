"""No account anywhere: each mail is a file under VAR_DIR/mail/, as it would have left."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from core.backends import BackendError, Retryable
from notifications.backends.base import SENT, Mailer, MailReceipt, Outcome, OutgoingMail, written

FILE = "file"


class FileMailer(Mailer):
    """Writes `<id>.eml`, which any mail program opens. Written again, it is the same file."""

    name = FILE
    simulated = True

    def _check(self) -> str:
        folder().mkdir(parents=True, exist_ok=True)
        return "Mail is written to files and reaches nobody; EMAIL_URL names a server."

    def _send(self, mail: OutgoingMail) -> MailReceipt:
        path = folder() / f"{mail.key}.eml"
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".part")
        hidden = {"X_Hain_Bcc": ", ".join(one.address for one in mail.bcc)} if mail.bcc else {}
        content = written(mail, **hidden)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        return MailReceipt("", {one.address: Outcome(SENT) for one in mail.everybody})

    def _translate(self, error: Exception) -> BackendError | None:
        if isinstance(error, OSError):
            return Retryable("The folder for mail cannot be written to.", retry_after=30)
        return None


def folder() -> Path:
    """Where the files are."""
    return Path(settings.VAR_DIR) / "mail"
