"""How envelopes end before all have signed: voided by staff, expired, or declined."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from cases import services as case_services
from cases.access import require_staff
from cases.models import CaseHold
from core import jobs
from core.errors import InvalidInput
from core.events import Event
from documents.events import RevisionVoided
from esign.constants import BUILTIN, CANCEL, HOLD, LONGEST_REASON
from esign.events import EnvelopeWithdrawn
from esign.exceptions import EnvelopeEnded
from esign.models import Envelope, Signer
from esign.services.linking import links_end_of
from esign.services.recording import envelope_move
from esign.states import EXPIRED, OPEN, RUNNING, TO_ACT, VOIDED
from esign.texts import one_line

PAGE = 100
PROVIDERS_WORD = dt.timedelta(hours=1)


def envelope_void(*, actor: User | None, envelope: Envelope, reason: str) -> Envelope:
    """Withdraw an open envelope: no link opens it any more, and nothing is signed from now on.

    The caller has found it among those that `actor` may see; None is the system itself. Raises StaffOnly, InvalidInput
    without a reason, and EnvelopeEnded.
    """
    require_staff(actor, envelope.case)
    said = one_line(reason)
    if not said or len(said) > LONGEST_REASON:
        raise InvalidInput.at("/reason", "required", f"Say why, in at most {LONGEST_REASON} letters; it is recorded.")
    with transaction.atomic():
        fresh = locked(envelope)
        if not fresh.is_open:
            raise EnvelopeEnded(f"It is {fresh.get_status_display().lower()} already.")
        event = EnvelopeWithdrawn(fresh.pk, fresh.case_id)
        end(fresh, VOIDED, "envelope.voided", actor=actor, reason=said, event=event)
    return fresh


def void_for_revision(event: RevisionVoided) -> None:
    """A paper that is void is signed no further."""
    for envelope in Envelope.objects.filter(revision_id=event.revision_id, status__in=OPEN).select_related("case"):
        envelope_void(actor=None, envelope=envelope, reason="The document was made void.")


def envelopes_expire() -> int:
    """End the envelopes whose time has run out; gives how many. Run again, it goes on.

    One that all have signed in time does not expire, however long its file takes to be finished. An outside provider
    ends its own at that time, and is given an hour to tell of the last signature before it.
    """
    now = timezone.now()
    over = Q(provider=BUILTIN, expires_at__lte=now) | Q(expires_at__lte=now - PROVIDERS_WORD)
    due = Envelope.objects.filter(over, Exists(_left_of(OuterRef("pk"))), status__in=RUNNING).order_by("expires_at")
    ended = 0
    for envelope in due[:PAGE]:
        with transaction.atomic():
            fresh = locked(envelope)
            if fresh.status in RUNNING and fresh.expires_at <= timezone.now() and _left_of(fresh).exists():
                event = EnvelopeWithdrawn(fresh.pk, fresh.case_id)
                end(fresh, EXPIRED, "envelope.expired", actor=None, reason="", event=event)
                ended += 1
    return ended


def _left_of(envelope: Envelope | OuterRef) -> QuerySet[Signer]:
    """Those of the envelope who have still to act."""
    return Signer.objects.filter(envelope=envelope, status__in=TO_ACT)


def end(
    envelope: Envelope, to: str, verb: str, *, actor: Any, reason: str, event: Event, by_provider: bool = False
) -> None:
    """The end of an envelope in the caller's transaction, which holds its lock: its links are dead, its hold on the
    case is cleared, and a provider that is not ours is told by a job, unless it was the one who told us.
    """
    changes = {"ended_at": timezone.now(), "end_reason": reason, "open_key": None, "remind_at": None}
    envelope_move(envelope, to, verb, actor=actor, changes=changes, event=event, **({"note": reason} if reason else {}))
    links_end_of(envelope, because=to)
    hold_clear(envelope, actor)
    if envelope.provider != BUILTIN and envelope.external_id and not by_provider:
        jobs.enqueue(kind=CANCEL, payload={"envelope": str(envelope.pk)}, case_id=envelope.case_id)


def hold_clear(envelope: Envelope, actor: Any) -> None:
    """Nothing of this envelope stands in the way of closing its case any more; in the caller's transaction."""
    for hold in CaseHold.objects.filter(case=envelope.case_id, kind=HOLD, ref=str(envelope.pk), cleared_at=None):
        case_services.hold_clear(actor=actor, hold=hold)


def locked(envelope: Envelope | uuid.UUID) -> Envelope:
    """The envelope as it stands now, locked until the transaction ends. MariaDB locks what is joined, so nothing is."""
    pk = envelope.pk if isinstance(envelope, Envelope) else envelope
    return Envelope.objects.select_for_update().get(pk=pk)
