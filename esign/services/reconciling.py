"""How an envelope stands with an outside provider, applied here: forward only, and the same in whatever order it came.

A webhook call only says where to look. What counts is what the provider answers when it is asked; so a call that was
made up, that comes late or twice, or after a newer one, does no harm.
"""

from __future__ import annotations

import datetime as dt
import uuid

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import events, jobs
from core.models import InboundEvent
from esign import backends
from esign.backends import AskedPerson, PersonNow, SigningProvider, Snapshot
from esign.constants import BUILTIN, RECONCILE, SUBMIT
from esign.events import EnvelopeDeclined, EnvelopeSigned, EnvelopeWithdrawn
from esign.models import Envelope, Signer
from esign.services import completing, ending
from esign.services.completing import Finished
from esign.services.recording import envelope_move, signer_move
from esign.standings import envelope_further, person_steps
from esign.states import (
    ASKED,
    COMPLETED,
    COPIED,
    DECLINED,
    DRAFT,
    EXPIRED,
    PARTIALLY_SIGNED,
    REPLACED,
    RUNNING,
    SIGNED,
    VIEWED,
    VOIDED,
)

log = structlog.get_logger(__name__)
PAGE = 100
_ENDS = {
    DECLINED: "envelope.declined",
    EXPIRED: "envelope.expired",
    VOIDED: "envelope.voided",
}


def provider_told(*, inbound_id: uuid.UUID) -> int:
    """Look at the envelopes of one kept webhook call; gives how many there were. One that is not ours is ignored.

    Raises Rejected for a call that cannot be read, and as `envelope_reconcile`.
    """
    inbound = InboundEvent.objects.get(pk=inbound_id)
    provider = backends.named(inbound.backend)
    known = 0
    for told in provider.parse(inbound.headers, bytes(inbound.body)):
        found = Envelope.objects.filter(provider=inbound.backend, external_id=told.external_id).first()
        if found is None:
            log.info("esign.told.unknown_envelope", provider=inbound.backend, kind=told.kind)
            continue
        known += 1
        envelope_reconcile(envelope_id=found.pk)
    return known


def envelope_reconcile(*, envelope_id: uuid.UUID) -> str:
    """Ask the provider how the envelope stands and apply it; gives its status afterwards. Run again, it does what is
    left. Raises one of the six errors of `core.backends`, SignedFileInvalid, and what storage raises.
    """
    envelope = Envelope.objects.select_related("document", "revision", "case", "created_by").get(pk=envelope_id)
    if envelope.provider == BUILTIN or not envelope.external_id or envelope.status not in RUNNING:
        return envelope.status
    provider = backends.named(envelope.provider)
    snapshot = provider.fetch(envelope.external_id)
    apply(envelope_id=envelope_id, snapshot=snapshot)
    if snapshot.status == COMPLETED:
        _complete(envelope_id, provider)
    return str(Envelope.objects.values_list("status", flat=True).get(pk=envelope_id))


def apply(*, envelope_id: uuid.UUID, snapshot: Snapshot) -> None:
    """What the provider told, as far as it is further than what stands here. Completion alone is left to do: that takes
    the file.
    """
    with transaction.atomic():
        envelope = ending.locked(envelope_id)
        if envelope.status not in RUNNING:
            if snapshot.status == COMPLETED and envelope.status != COMPLETED:
                log.warning("esign.completed.after_its_end", envelope=str(envelope.pk), status=envelope.status)
            return
        Envelope.objects.filter(pk=envelope.pk).update(heard_at=timezone.now())
        people = {str(one.pk): one for one in _people(envelope)}
        by_external = {one.external_id: one for one in people.values() if one.external_id}
        for now in snapshot.people:
            signer = people.get(now.key) or by_external.get(now.external_id)
            if signer is not None:
                _apply_person(signer, now)
        _apply_envelope(envelope, snapshot, list(people.values()))


def _people(envelope: Envelope) -> list[Signer]:
    people = list(Signer.objects.filter(envelope=envelope).exclude(status__in=(COPIED, REPLACED)).order_by("position"))
    for one in people:
        one.envelope = envelope
    return people


def _apply_person(signer: Signer, now: PersonNow) -> None:
    for step in person_steps(signer.status, now.status):
        _move_person(signer, step, now)
    if now.viewed_at is not None and (signer.viewed_at is None or now.viewed_at < signer.viewed_at):
        signer.viewed_at = now.viewed_at
        Signer.objects.filter(pk=signer.pk).update(viewed_at=now.viewed_at)


def _move_person(signer: Signer, to: str, now: PersonNow) -> None:
    envelope, at = signer.envelope, now.at or timezone.now()
    if to == ASKED:
        signer_move(signer, ASKED, "signer.asked", changes={"asked_at": timezone.now()}, email=signer.email)
    elif to == VIEWED:
        signer_move(signer, VIEWED, "signer.viewed", changes={"viewed_at": now.viewed_at or at}, email=signer.email)
    elif to == SIGNED:
        signer_move(signer, SIGNED, "signer.signed", changes={"acted_at": at}, email=signer.email)
        events.publish(EnvelopeSigned(envelope.pk, signer.pk, envelope.case_id))
    else:
        changes = {"acted_at": at, "decline_reason": now.reason}
        note = {"note": now.reason} if now.reason else {}
        signer_move(signer, DECLINED, "signer.declined", changes=changes, email=signer.email, **note)


def _apply_envelope(envelope: Envelope, snapshot: Snapshot, people: list[Signer]) -> None:
    to = envelope_further(envelope.status, snapshot.status, [one.status for one in people])
    if to == COMPLETED:
        to = PARTIALLY_SIGNED  # until the file is here
    if to == envelope.status:
        return
    if to in _ENDS:
        _end(envelope, to, people)
    else:
        envelope_move(envelope, to, f"envelope.{to}")


def _end(envelope: Envelope, to: str, people: list[Signer]) -> None:
    declined = next((one for one in people if one.status == DECLINED), None)
    reason = ""
    event: events.Event = EnvelopeWithdrawn(envelope.pk, envelope.case_id)
    if to == DECLINED and declined is not None:
        reason = declined.decline_reason
        event = EnvelopeDeclined(envelope.pk, declined.pk, envelope.case_id)
    elif to == VOIDED:
        reason = f"It was withdrawn at {envelope.provider}."
    ending.end(envelope, to, _ENDS[to], actor=None, reason=reason, event=event, by_provider=True)


def _complete(envelope_id: uuid.UUID, provider: SigningProvider) -> None:
    """The signed file comes here, is validated and kept."""
    envelope = Envelope.objects.select_related("document", "revision", "case", "created_by").get(pk=envelope_id)
    if envelope.status != PARTIALLY_SIGNED:
        return
    content = provider.signed_file(envelope.external_id)
    last = max((one.acted_at for one in _people(envelope) if one.acted_at is not None), default=timezone.now())
    completing.complete(envelope, Finished(content, last, {"attestedBy": provider.name}))


def envelope_cancel(*, envelope_id: uuid.UUID) -> None:
    """Tell the provider that an envelope which ended here is withdrawn. Raises one of the six errors."""
    envelope = Envelope.objects.get(pk=envelope_id)
    if envelope.provider != BUILTIN and envelope.external_id and not envelope.is_open:
        backends.named(envelope.provider).cancel(envelope.external_id)


def signer_remind(*, signer_id: uuid.UUID) -> bool:
    """Have the provider mail a signer once more, unless they have acted or it has ended; gives whether it was asked to.
    Raises one of the six errors.
    """
    signer = Signer.objects.select_related("envelope").get(pk=signer_id)
    envelope = signer.envelope
    if envelope.status not in RUNNING or signer.status not in (ASKED, VIEWED) or not signer.external_id:
        return False
    person = AskedPerson(str(signer.pk), signer.external_id)
    backends.named(envelope.provider).remind(envelope.external_id, person)
    return True


def envelopes_reconcile() -> int:
    """Ask for a look at each open envelope of an outside provider that was not heard of for ESIGN_RECONCILE_MINUTES,
    since a call of theirs may have been lost, and at those of which nobody knows whether they arrived; gives how many.
    """
    now = timezone.now()
    before = now - dt.timedelta(minutes=settings.ESIGN_RECONCILE_MINUTES)
    # Where the signed file was not accepted, a look an hour changes nothing: staff try the job again.
    unheard = Envelope.objects.filter(status__in=RUNNING, heard_at__lte=before, problem="").order_by("heard_at")
    looked = Q(heard_at=None) | Q(heard_at__lte=before)
    unknown = Envelope.objects.filter(looked, status=DRAFT, submit_begun_at__lte=before).order_by("submit_begun_at")
    asked = 0
    for envelope in [*unheard[:PAGE], *unknown[:PAGE]]:
        with transaction.atomic():
            same = Envelope.objects.filter(pk=envelope.pk, status=envelope.status, heard_at=envelope.heard_at)
            if not same.update(heard_at=now):  # as asked: it is looked at again after as many minutes
                continue
            kind = SUBMIT if envelope.status == DRAFT else RECONCILE
            jobs.enqueue(kind=kind, payload={"envelope": str(envelope.pk)}, case_id=envelope.case_id)
            asked += 1
    return asked
