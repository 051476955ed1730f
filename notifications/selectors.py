"""Reading mail: who may see which, and what happened to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from cases import selectors as cases
from core import audit
from core.errors import NotFound
from core.ids import parse_id
from notifications import sealing
from notifications.models import Message


@dataclass(frozen=True)
class Happened:
    """One thing that happened to a mail: when, what, to whom, and what was said."""

    at: dt.datetime
    kind: str
    address: str = ""
    detail: str = ""


def visible_to(user: Any) -> QuerySet[Message]:
    """The mails `user` may see: an admin all, a lawyer the own ones and those of assigned cases. Others: none."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Message.objects.none()
    if user.role == User.Role.ADMIN:
        return Message.objects.all()
    if user.role == User.Role.LAWYER:
        return Message.objects.filter(Q(created_by=user) | Q(case__in=cases.visible_to(user).values("pk")))
    return Message.objects.none()


def message_get(user: Any, message_id: Any) -> Message:
    """The mail, or NotFound when it is not there or not for `user` to see."""
    known = parse_id(message_id)
    rows = visible_to(user).prefetch_related("recipients", "events", "attachments__revision")
    found = rows.filter(pk=known).first() if known else None
    if found is None:
        raise NotFound
    return found


def happenings(message: Message) -> list[Happened]:
    """What happened to a mail, oldest first: our own steps as the audit has them, and what its provider told."""
    own = [
        Happened(entry.at, entry.verb.removeprefix("mail."), detail=str(entry.facts.get("code", "")))
        for entry in audit.entries_of(message)
    ]
    told = [Happened(one.at, one.kind, one.address, one.detail) for one in message.events.all()]
    return sorted([*own, *told], key=lambda one: one.at)


def bodies_shown(message: Message) -> tuple[str, str]:
    """Text and HTML as staff may read them: links and codes of a secret mail masked, empty where they were purged."""
    if not message.secret:
        return message.body_text, message.body_html
    if not message.sealed:
        return "", ""
    text, html = sealing.opened(message.sealed)
    return sealing.masked(text), sealing.masked(html)
