"""What the page of a mail shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from core.models import Job
from documents import selectors as document_selectors
from notifications import kinds, selectors
from notifications.constants import FREE_FORM
from notifications.models import Attachment, Message, Recipient
from notifications.states import (
    BOUNCED,
    COMPLAINED,
    DELIVERED,
    FAILED,
    QUEUED,
    SENDING,
    SENT,
    SUPPRESSED,
)

KINDS: Mapping[str, str] = {FREE_FORM: "Written by hand", **{one.key: one.title for one in kinds.KINDS.values()}}
LABELS = {
    QUEUED: "info",
    SENDING: "info",
    SENT: "success",
    DELIVERED: "success",
    BOUNCED: "danger",
    COMPLAINED: "danger",
    FAILED: "danger",
    SUPPRESSED: "warning",
}
HAPPENED: Mapping[str, str] = {
    "queued": "Asked for",
    "sending": "Handed to the mail server",
    "sent": "Taken by the mail server",
    "delivered": "Delivered",
    "opened": "Opened",
    "clicked": "A link was followed",
    "deferred": "Put off by the other side",
    "bounced": "Came back",
    "rejected": "Refused by the provider",
    "complained": "Marked as spam",
    "failed": "Not sent",
    "suppressed": "Held back: the address gets no mail",
    "retried": "Tried again",
    "unsubscribed": "Unsubscribed",
}

SHORT = 600  # characters of a mail that needs no tall frame
# Before the mail, in a frame in which nothing runs, loads or leads anywhere; a mail's own styles come later and win.
FRAME = (
    '<base target="_blank"><meta name="color-scheme" content="light">'
    "<style>body { margin: 1.125rem; font: 15px/1.5 Arial, Helvetica, sans-serif; overflow-wrap: anywhere; }</style>"
)


@dataclass(frozen=True)
class Line:
    """One recipient as the page shows it; `listed` where the address gets no mail by now."""

    row: Recipient
    listed: bool


@dataclass(frozen=True)
class File:
    """One attachment; `url` leads to the document's own download where the user may see it."""

    row: Attachment
    url: str


@dataclass(frozen=True)
class Step:
    """One thing that happened, in words."""

    at: dt.datetime
    said: str
    address: str
    detail: str


def mail_url(message: Message) -> str:
    """The mail's page."""
    return reverse("admin:notifications_message_change", args=[message.pk])


def kind_in_words(kind: str) -> str:
    """What the mail is: its template's title, or that somebody wrote it."""
    return KINDS.get(kind, kind.replace("-", " ").capitalize())


def mail_context(user: User, message: Message) -> dict[str, Any]:
    """Everything the page shows. `message` comes from `notifications.selectors.message_get(user, …)`."""
    text, html = selectors.bodies_shown(message)
    lines = _lines(message)
    return {
        "message": message,
        "kind": kind_in_words(message.kind),
        "lines": lines,
        "files": _files(user, message),
        "steps": [
            Step(one.at, HAPPENED.get(one.kind, one.kind.replace("_", " ").capitalize()), one.address, one.detail)
            for one in selectors.happenings(message)
        ],
        "text": text,
        "frame": FRAME + html if html else "",
        "is_short": message.kind == FREE_FORM and len(text) < SHORT,
        "removed": message.secret and not message.sealed,
        "why": why(message),
        "again": message.status in (FAILED, SUPPRESSED) and not (message.secret and not message.sealed),
        "under_way": message.status in (QUEUED, SENDING),
        "may_release": user.role == User.Role.ADMIN,
        "job": Job.objects.filter(pk=message.job_id).first() if message.job_id else None,
    }


def why(message: Message) -> str:
    """A sentence on what went wrong and what to do about it, or what happens by itself; empty where all is well."""
    told = message.error or {}
    reason = str(told.get("detail") or told.get("title") or "").strip()
    gone = message.secret and not message.sealed
    if message.status == FAILED:
        if gone:
            return f"{reason} Its link has been removed, so it cannot be sent again: a new one is asked for.".strip()
        if told.get("code") == "attachment-changed":
            return f"{reason} Write a new mail with the file that holds now."
        if told.get("retryable"):
            return f"{reason} It may well work now: send it again."
        return f"{reason or 'It was not sent.'} Put right what it names, then send it again."
    if message.status == SUPPRESSED:
        return (
            "Nobody was written to: every address is on the list of those that get no mail. An admin can release an "
            "address; then send it again."
        )
    if message.status == BOUNCED:
        return "It came back from at least one address. Look at the address below, correct it, and write again."
    if message.status == COMPLAINED:
        return "A reader marked it as spam. Nothing is sent to that address any more; call before you write again."
    if message.status in (QUEUED, SENDING) and reason:
        return f"{reason} It is tried again by itself."
    return ""


def of_case(user: User, case_id: Any, *, most: int) -> list[Message]:
    """The newest mails of a case, as its page lists them."""
    return list(selectors.for_listing(user).filter(case_id=case_id).order_by("-created_at", "-id")[:most])


def _lines(message: Message) -> list[Line]:
    recipients = sorted(message.recipients.all(), key=lambda one: (one.role != "to", one.role, one.pk))
    barred = selectors.suppressed_among(one.address for one in recipients)
    return [Line(one, one.address.lower() in barred) for one in recipients]


def _files(user: User, message: Message) -> list[File]:
    files = list(message.attachments.all())
    wanted = {one.revision.document_id for one in files if one.revision is not None}
    seen = (
        set(document_selectors.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    )
    return [File(one, _download(one) if one.revision and one.revision.document_id in seen else "") for one in files]


def _download(file: Attachment) -> str:
    revision = file.revision
    return reverse("admin:documents_document_file", args=[revision.document_id, revision.number])
