"""Reading mail: who may see which, and what happened to it."""

from __future__ import annotations

import datetime as dt
import functools
import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from cases import selectors as cases
from core import audit
from core.errors import NotFound
from core.ids import parse_id
from notifications import sealing
from notifications.models import Message, Recipient, Suppression

FEW = 5000
_CASE_NUMBER = re.compile(r"\d{4}-\d{6}")


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


def for_listing(user: Any) -> QuerySet[Message]:
    """Visible mails without their texts, with recipients, case and author, for pages of the newest first."""
    rows = visible_to(user)
    if getattr(user, "role", "") == User.Role.LAWYER and user.is_active:
        own_cases = list(cases.visible_to(user).values_list("pk", flat=True))
        named = Message.objects.filter(Q(created_by=user) | Q(case__in=own_cases))
        walked = Message.objects.alias(_author=_walked("created_by"), _case=_walked("case"))
        rows = _few_or_walked(named, walked.filter(Q(_author=user.pk) | Q(_case__in=own_cases)))
    return (
        rows.select_related("case", "created_by")
        .defer("body_text", "body_html", "sealed")
        .prefetch_related(Prefetch("recipients", Recipient.objects.order_by("id")))
    )


def searched(mails: QuerySet[Message], text: str) -> QuerySet[Message]:
    """Those of `mails` to an address, or with a subject, that begins with `text`; or those of a case by its number."""
    wanted = text.strip()
    if not wanted:
        return mails
    if _CASE_NUMBER.fullmatch(wanted):
        return mails.filter(case__number=wanted)
    to = Recipient.objects.filter(_begins("address", wanted))
    found = list(to.order_by().values_list("message_id", flat=True)[: FEW + 1])
    found += Message.objects.filter(_begins("subject", wanted)).order_by().values_list("pk", flat=True)[: FEW + 1]
    if len(set(found)) <= FEW:
        return mails.filter(pk__in=set(found))
    walked = mails.alias(_subject=_walked("subject"))
    return walked.filter(_begins("_subject", wanted) | Exists(to.filter(message=OuterRef("pk"))))


def _few_or_walked(named: QuerySet[Message], walked: QuerySet[Message]) -> QuerySet[Message]:
    """The mails of `named`, one by one where they are few; where they are many, the same as `walked` has them.

    A page shows the newest first. Of a million mails few are found by the index of what is asked for, and among many
    the newest are soon met on the way from the newest back. A database that takes the wrong one of the two reads all.
    """
    few = list(named.order_by().values_list("pk", flat=True)[: FEW + 1])
    return walked if len(few) > FEW else Message.objects.filter(pk__in=few)


def _walked(field: str) -> Coalesce:
    """The field as a value that no index serves, so that the rows are read in the order of the page."""
    return Coalesce(F(field), F(field))


def suppressions_visible_to(user: Any) -> QuerySet[Suppression]:
    """The addresses that get no mail: admins keep the list, and see it alone."""
    if getattr(user, "is_authenticated", False) and user.is_active and user.role == User.Role.ADMIN:
        return Suppression.objects.select_related("created_by", "message")
    return Suppression.objects.none()


def suppressed_among(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses (in lower case) that get no mail."""
    wanted = [one.lower() for one in addresses]
    return set(Suppression.objects.filter(address__in=wanted).values_list("address", flat=True))


def _begins(field: str, text: str) -> Q:
    """That a field begins with `text`, by its index: SQLite uses one for a span only, and minds the case."""
    if connection.vendor != "sqlite":
        return Q(**{f"{field}__istartswith": text})
    spellings = {text, text.lower(), text[:1].upper() + text[1:]}
    return functools.reduce(
        operator.or_, (Q(**{f"{field}__gte": one, f"{field}__lt": one + "\U0010ffff"}) for one in sorted(spellings))
    )


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
