"""Telling staff of things, and what each of them wants to be told.

Notices are notes to one person, not records: no audit entry tells of them, and they are forgotten after
NOTICES_KEEP_DAYS. What they are about is recorded where it happened.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.exceptions import StaffOnly
from accounts.models import User
from core.errors import InvalidInput
from notifications import notice_kinds, notice_selectors
from notifications.models import Notice, NoticePreference
from notifications.notice_kinds import DIGEST, Wish

PURGE_BATCH = 500


@dataclass(frozen=True)
class Telling:
    """Something to be told: its kind, the occasion that makes two tellings one, and what it is about."""

    kind: str
    occasion: str
    subject_type: str = ""
    subject_id: str = ""
    case_id: uuid.UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def notice_give(*, user: User, telling: Telling) -> Notice | None:
    """Tell `user` in the admin and in the digest, as they wish; None where they wish neither, may not see the case,
    or were told before. The caller has left out who did it, and mails are `mail_queue`'s.
    """
    wish = notice_selectors.wish_of(user, telling.kind)
    wanted = wish.in_admin or wish.in_digest
    if not wanted or not notice_selectors.may_be_told(user, telling.kind, telling.case_id):
        return None
    try:
        with transaction.atomic():
            return Notice.objects.create(
                user=user,
                kind=telling.kind,
                occasion=telling.occasion,
                case_id=telling.case_id,
                subject_type=telling.subject_type,
                subject_id=telling.subject_id,
                facts=dict(telling.facts),
                in_admin=wish.in_admin,
            )
    except IntegrityError:
        if not Notice.objects.filter(user=user, occasion=telling.occasion).exists():
            raise
        return None


def notice_read(*, actor: User, notice: Notice) -> None:
    """Mark one's own notice as read; read before, it stays as it is. Another's is not touched."""
    Notice.objects.filter(pk=notice.pk, user=actor, read_at__isnull=True).update(read_at=timezone.now())


def notices_read_all(*, actor: User, until: dt.datetime) -> int:
    """Mark all of one's own that came up to `until` as read, and none that came since; gives how many."""
    unread = Notice.objects.filter(user=actor, in_admin=True, read_at__isnull=True, created_at__lte=until)
    return unread.update(read_at=timezone.now())


def notices_told(*, user: User, until: dt.datetime) -> None:
    """After a digest: what it alone tells counts as read, so that the next one does not tell it again."""
    told = Notice.objects.filter(user=user, in_admin=False, read_at__isnull=True, created_at__lte=until)
    told.update(read_at=timezone.now())


def preferences_set(*, actor: User, wishes: Mapping[str, Wish]) -> None:
    """Keep how `actor` wants to be told of the kinds in `wishes`; of the others it stays as it was.

    Raises StaffOnly, and InvalidInput for a kind that somebody of that role does not get.
    """
    if not actor.is_staff:
        raise StaffOnly("Notices are for the practice's staff.")
    known = {one.name for one in notice_kinds.kinds_for(actor.role)} | {DIGEST}
    for kind in wishes:
        if kind not in known:
            raise InvalidInput.at(f"/{kind}", "unknown-kind", "There is no such kind of notice for you.")
    with transaction.atomic():
        for kind, wish in wishes.items():
            NoticePreference.objects.update_or_create(
                user=actor,
                kind=kind,
                defaults={"in_admin": wish.in_admin, "by_mail": wish.by_mail, "in_digest": wish.in_digest},
            )


def notices_purge() -> int:
    """Forget notices older than NOTICES_KEEP_DAYS, read or not, in small steps; gives how many."""
    before = timezone.now() - dt.timedelta(days=settings.NOTICES_KEEP_DAYS)
    old = list(
        Notice.objects.filter(created_at__lt=before).order_by("created_at").values_list("pk", flat=True)[:PURGE_BATCH]
    )
    Notice.objects.filter(pk__in=old).delete()
    return len(old)
