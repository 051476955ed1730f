"""Reminders: by hand and by schedule. Each carries a new link, and the one before is dead."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.access import require_staff
from core import jobs
from esign.constants import BUILTIN, REMIND
from esign.exceptions import EnvelopeEnded, NobodyToRemind
from esign.models import Envelope, Signer
from esign.services.ending import locked
from esign.services.recording import record
from esign.services.scheduling import next_reminder
from esign.services.turning import give_link
from esign.states import ASKED, RUNNING, VIEWED

PAGE = 100
AT_WORK = dt.timedelta(minutes=30)  # who has just opened the page is not thrown out of it by a schedule


def envelope_remind(*, actor: User, envelope: Envelope) -> Envelope:
    """Mail a new link to each who is asked and has not signed. Raises StaffOnly, EnvelopeEnded and NobodyToRemind."""
    require_staff(actor, envelope.case)
    with transaction.atomic():
        fresh = locked(envelope)
        if fresh.status not in RUNNING:
            raise EnvelopeEnded(f"It is {fresh.get_status_display().lower()}; there is nobody to remind.")
        people = _asked(fresh)
        if not people:
            raise NobodyToRemind
        _remind(fresh, people, actor)
    return fresh


def envelopes_remind() -> int:
    """Remind by schedule (`scheduling.next_reminder`), at most ESIGN_MOST_REMINDERS times each; gives how many
    envelopes. Run again, it goes on.
    """
    due = Envelope.objects.filter(status__in=RUNNING, remind_at__lte=timezone.now()).order_by("remind_at")
    done = 0
    for envelope in due[:PAGE]:
        with transaction.atomic():
            fresh = locked(envelope)
            now = timezone.now()
            if fresh.status not in RUNNING or fresh.remind_at is None or fresh.remind_at > now:
                continue
            people = [one for one in _asked(fresh) if one.reminded < settings.ESIGN_MOST_REMINDERS]
            ready = [one for one in people if not _is_at_work(one, now)]
            if ready:
                _remind(fresh, ready, None)
                done += 1
            _schedule_next(fresh, now, soon=len(ready) < len(people), ever=bool(people))
    return done


def _remind(envelope: Envelope, people: list[Signer], actor: User | None) -> None:
    for signer in people:
        signer.reminded += 1
        Signer.objects.filter(pk=signer.pk).update(reminded=signer.reminded)
        if envelope.provider == BUILTIN:
            give_link(signer, reminder=True)
        record(
            envelope, "signer.reminded", actor=actor, signer=str(signer.pk), name=signer.name, email=signer.email,
            times=signer.reminded,
        )  # fmt: skip
    if envelope.provider != BUILTIN:
        for signer in people:  # a job each, so that nobody is reminded once more for another's sake
            jobs.enqueue(
                kind=REMIND, payload={"signer": str(signer.pk)}, case_id=envelope.case_id,
                dedupe_key=f"{REMIND}:{signer.pk}:{signer.reminded}",
            )  # fmt: skip


def _schedule_next(envelope: Envelope, now: dt.datetime, *, soon: bool, ever: bool) -> None:
    following = now + AT_WORK if soon else next_reminder(now, envelope.due_on)
    Envelope.objects.filter(pk=envelope.pk).update(remind_at=following if ever else None)


def _is_at_work(signer: Signer, now: dt.datetime) -> bool:
    return signer.code_entered_at is not None and signer.code_entered_at > now - AT_WORK


def _asked(envelope: Envelope) -> list[Signer]:
    people = list(Signer.objects.filter(envelope=envelope, status__in=(ASKED, VIEWED)))
    for one in people:
        one.envelope = envelope
    return people
