"""Forms kept for later: what was typed, as it was typed, for its owner alone.

They are notes, not records: no audit entry tells of them, and they are forgotten when the document was made, when
nobody went on with them for SAVED_FORMS_KEEP_DAYS, or when the account of their owner was closed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from documents.exceptions import FormTooLarge
from documents.models import Document, Order, Revision, SavedForm, Template, TemplateVersion
from documents.services.access import require_staff

MOST_BYTES: Final = 500_000  # of one form, as JSON
MOST_FORMS: Final = 100  # of one user; beyond, those that were left longest go
PURGE_BATCH: Final = 500


def form_purpose(*, template: Template | None, case: Case | None, document: Document | None = None) -> str:
    """What a form is for: the next revision of a document, or a new document of a case by a template."""
    if document is not None:
        return f"revise:{document.pk}"
    return f"new:{case.pk if case else '-'}:{template.pk if template else '-'}"


def form_save(
    *,
    actor: User,
    version: TemplateVersion,
    case: Case | None,
    document: Document | None,
    typed: Mapping[str, Any],
    origins: Mapping[str, Mapping[str, str]],
    note: str = "",
) -> SavedForm:
    """Keep what was typed, in place of what was kept before for the same purpose. Raises StaffOnly and FormTooLarge."""
    require_staff(actor)
    if len(json.dumps([typed, origins]).encode()) > MOST_BYTES:
        raise FormTooLarge
    kept = {
        "case": case,
        "document": document,
        "template_version": version,
        "typed": dict(typed),
        "origins": {pointer: dict(origin) for pointer, origin in origins.items()},
        "note": note[:500],
        "order": None,
        "updated_at": timezone.now(),
    }
    purpose = form_purpose(template=version.template, case=case, document=document)
    with transaction.atomic():
        saved, is_new = SavedForm.objects.update_or_create(owner=actor, purpose=purpose, defaults=kept)
    if is_new:
        _drop_those_left_longest(actor)
    return saved


def form_discard(*, actor: User, purpose: str) -> bool:
    """Forget the actor's own form for this purpose; gives whether there was one."""
    gone, _ = SavedForm.objects.filter(owner=actor, purpose=purpose).delete()
    return gone > 0


def form_ordered(*, actor: User, purpose: str, order_id: UUID) -> None:
    """The actor's form was sent: it is forgotten when what it ordered is made, which may have been done already."""
    sent = SavedForm.objects.filter(owner=actor, purpose=purpose)
    sent.update(order=Order.objects.filter(pk=order_id).first())
    if Revision.objects.filter(order=order_id).exists():
        sent.filter(order=order_id).delete()


def form_forget(order: Order) -> None:
    """Forget the form that the order was made from: it is fulfilled."""
    SavedForm.objects.filter(order=order).delete()


def forms_purge() -> int:
    """Forget forms that were left alone too long and those of closed accounts, in small steps; gives how many."""
    before = timezone.now() - dt.timedelta(days=settings.SAVED_FORMS_KEEP_DAYS)
    useless = SavedForm.objects.filter(Q(updated_at__lt=before) | Q(owner__is_active=False))
    old = list(useless.values_list("pk", flat=True)[:PURGE_BATCH])
    SavedForm.objects.filter(pk__in=old).delete()
    return len(old)


def _drop_those_left_longest(owner: User) -> None:
    newest_first = SavedForm.objects.filter(owner=owner).order_by("-updated_at", "-id")
    too_many = list(newest_first.values_list("pk", flat=True)[MOST_FORMS : MOST_FORMS + PURGE_BATCH])
    SavedForm.objects.filter(pk__in=too_many).delete()
