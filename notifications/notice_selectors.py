"""Reading notices: one's own, and of those only what one may (still) see."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from cases import selectors as cases
from core.errors import NotFound
from core.ids import parse_id
from notifications.models import Notice, NoticePreference
from notifications.notice_kinds import BY_MAIL, DIGEST, KINDS, Wish


def notices_visible_to(user: Any) -> QuerySet[Notice]:
    """The notices of `user` that the admin shows: never another's, none about a case that they no longer see."""
    return _own(user).filter(in_admin=True)


def notices_unread(user: Any) -> QuerySet[Notice]:
    """Those of them that are unread."""
    return notices_visible_to(user).filter(read_at__isnull=True)


def newest(user: Any) -> QuerySet[Notice]:
    """The visible notices, newest first."""
    return notices_visible_to(user).order_by("-created_at", "-id")


def notice_get(user: Any, notice_id: Any) -> Notice:
    """The notice, or NotFound when it is not there or not for `user` to see."""
    known = parse_id(notice_id)
    found = _own(user).filter(pk=known).first() if known else None
    if found is None:
        raise NotFound
    return found


def unread_by_kind(user: User) -> dict[str, int]:
    """How many unread notices of each kind the digest tells `user` of; kinds without any are left out."""
    wanted = [kind for kind, wish in wishes_of(user).items() if wish.in_digest and kind != DIGEST]
    unread = _own(user).filter(read_at__isnull=True, kind__in=wanted)
    counted = Counter(unread.values_list("kind", flat=True)[:1000])
    return {kind: counted[kind] for kind in KINDS if counted[kind]}


def wish_of(user: User, kind: str) -> Wish:
    """How `user` wants to be told of `kind`."""
    row = NoticePreference.objects.filter(user=user, kind=kind).first()
    return _wish(row) if row else _default(kind)


def wishes_of(user: User) -> dict[str, Wish]:
    """The same for every kind and for the digest, in one query."""
    chosen = {row.kind: _wish(row) for row in NoticePreference.objects.filter(user=user)}
    return {kind: chosen.get(kind, _default(kind)) for kind in (*KINDS, DIGEST)}


def wants_digest(user: User) -> bool:
    """Whether `user` wants the daily digest."""
    return wish_of(user, DIGEST).in_digest


def wants_mail(user: User, mail_kind: str) -> bool:
    """Whether `user` wants a mail of this kind (the key of its template); what is no notice cannot be switched off."""
    known = BY_MAIL.get(mail_kind)
    return known is None or not user.is_staff or wish_of(user, known.name).by_mail


def may_be_told(user: User, kind: str, case_id: uuid.UUID | None) -> bool:
    """Whether somebody may get a notice of this kind about this case: active staff who may see the case."""
    if not user.is_active or not user.is_staff:
        return False
    if KINDS[kind].admins_only and user.role != User.Role.ADMIN:
        return False
    return case_id is None or cases.visible_to(user).filter(pk=case_id).exists()


def _own(user: Any) -> QuerySet[Notice]:
    if not getattr(user, "is_authenticated", False) or not user.is_active or not user.is_staff:
        return Notice.objects.none()
    own = Notice.objects.filter(user=user)
    if user.role == User.Role.ADMIN:
        return own
    return own.filter(Q(case_id__isnull=True) | Q(case_id__in=cases.visible_to(user).values("pk")))


def _default(kind: str) -> Wish:
    return KINDS[kind].default if kind in KINDS else Wish()


def _wish(row: NoticePreference) -> Wish:
    return Wish(in_admin=row.in_admin, by_mail=row.by_mail, in_digest=row.in_digest)
