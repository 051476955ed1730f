"""One mail of the house to one reader: in the reader's language, once for its occasion, and never about own doing.

The handlers stand in `mail_accounts`, `mail_cases`, `mail_documents`, `mail_questions`, `mail_signing` and
`mail_undelivered`; which event brings which of them stands in `subscriptions`. Events name no actor: who did it is in
the audit entry of the change.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.models import User
from cases import selectors as cases
from cases.models import Case
from core import audit
from core.models import AuditEntry
from notifications import addresses, notice_selectors
from notifications.attaching import Wanted
from notifications.constants import TO
from notifications.kinds import KINDS
from notifications.rendering import rendered
from notifications.services import mail_queue
from notifications.services.asking import Mail, of_case_reply

log = structlog.get_logger(__name__)
# Where a row is looked at: the page of the admin for staff, the path of the frontend for clients.
PAGES: Mapping[str, tuple[str, str]] = {
    "case": ("admin:cases_case_change", "cases"),
    "document": ("admin:documents_document_change", "documents"),
    "consultation": ("admin:ai_consultation_change", "consultations"),
    "envelope": ("admin:esign_envelope_change", "envelopes"),
}


@dataclass(frozen=True)
class Outsider:
    """Somebody who is mailed under an address and need have no account. `key` is the same for the same person."""

    key: str
    name: str
    email: str
    locale: str


def mail_to(
    reader: User,
    key: str,
    *,
    about: uuid.UUID | str,
    values: Mapping[str, Any],
    case: Case | None = None,
    told_as: str | None = None,
) -> None:
    """Queue the mail `key` for `reader`, in the open transaction, unless the occasion had its mail already or the
    reader does not want such mails.

    The occasion is `about`, the id of what happened; `told_as` where mails of another key tell of the same. Raises
    PlaceholderUnresolved, after which nothing is queued.
    """
    if notice_selectors.wants_mail(reader, key):
        person = Outsider(str(reader.pk), str(reader), reader.email, reader.locale)
        mail_to_address(person, key, about=about, values=values, case=case, told_as=told_as)


def mail_to_address(
    reader: Outsider,
    key: str,
    *,
    about: uuid.UUID | str,
    values: Mapping[str, Any],
    case: Case | None = None,
    told_as: str | None = None,
    files: Sequence[Wanted] = (),
) -> None:
    """The same for somebody who is known by an address, with `files` attached. Raises as `mail_to`."""
    try:
        address = addresses.Address(addresses.parsed(reader.email).address, reader.name)
    except ValueError:  # its other readers get theirs
        log.warning("mail.no_address", key=key, reader=reader.key)
        return
    made = rendered(key, reader.locale, {**values, "reader": reader.name, "practice": practice_name()})
    mail = Mail(
        [(TO, address)],
        made.subject,
        made.text,
        made.html,
        kind=key,
        locale=reader.locale,
        case=case,
        reply_to=of_case_reply(case),
        files=files,
        secret=KINDS[key].secret,
        dedupe_key=f"{told_as or key}:{about}:{reader.key}",
    )
    mail_queue(actor=None, mail=mail)


def practice_name() -> str:
    """What the practice calls itself in its mails: the name in MAIL_FROM, else the domain there."""
    sender = addresses.parsed(settings.MAIL_FROM)
    return sender.name or sender.address.rpartition("@")[2]


def link_to(reader: User, thing: str, pk: uuid.UUID | str) -> str:
    """The address at which `reader` looks at a case, document or consultation; empty for a client who has no frontend
    to look at it in.
    """
    page, path = PAGES[thing]
    if reader.is_staff:
        return f"{settings.PUBLIC_URL}{reverse(page, args=[pk])}"
    return f"{settings.FRONTEND_URL}/{path}/{pk}" if settings.FRONTEND_URL else ""


def sees_case(reader: User, case: Case | None) -> bool:
    """Whether the reader may see the case now: not with a closed account, nor with one that is not cleared."""
    return case is not None and cases.visible_to(reader).filter(pk=case.pk).exists()


def values_of_case(case: Case | None) -> dict[str, Any]:
    """How a mail names the case it is about."""
    return {} if case is None else {"case_number": case.number, "case_title": case.title}


def entry_of(subject: models.Model, verb: str, **facts: Any) -> AuditEntry | None:
    """The newest record of that change: who made it, and an id for the occasion."""
    return audit.entries_of(subject).filter(verb=verb, **facts).first()
