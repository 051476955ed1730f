"""Whose turn it is: those of the lowest turn that have not acted are asked, the others wait."""

from __future__ import annotations

from django.utils import timezone

from core import events
from esign.constants import BUILTIN
from esign.events import SignerAsked
from esign.models import Envelope, Signer
from esign.services.linking import link_create
from esign.services.recording import signer_move
from esign.services.scheduling import next_reminder
from esign.states import ASKED, SIGNED, TO_ACT, WAITING


def acting(envelope: Envelope) -> list[Signer]:
    """Those from whom something is waited for or was had, in order; who was replaced is not among them."""
    wanted = (*TO_ACT, SIGNED)
    people = list(Signer.objects.filter(envelope=envelope, status__in=wanted).order_by("turn", "position"))
    for one in people:
        one.envelope = envelope
    return [one for one in people if one.acts]


def ask_next(envelope: Envelope) -> list[str]:
    """Ask those whose turn has come, in the caller's transaction, which holds the envelope's lock; the addresses of
    their links, in order. None where somebody of an earlier turn has still to act, or nobody waits.
    """
    left = [one for one in acting(envelope) if one.status in TO_ACT]
    if not left:
        return []
    turn = min(one.turn for one in left)
    return [ask(one) for one in left if one.turn == turn and one.status == WAITING]


def ask(signer: Signer) -> str:
    """It is this signer's turn: a link is made and its mail asked for; the address of the link, empty where the
    provider mails its own. In the caller's transaction.
    """
    envelope, now = signer.envelope, timezone.now()
    signer_move(signer, ASKED, "signer.asked", changes={"asked_at": now}, email=signer.email)
    # The schedule stands still where nobody was left to be reminded: it goes on for whose turn it is now.
    unscheduled = Envelope.objects.filter(pk=envelope.pk, remind_at=None)
    unscheduled.update(remind_at=next_reminder(now, envelope.due_on))
    if envelope.provider != BUILTIN:
        return ""
    return give_link(signer, reminder=False)


def give_link(signer: Signer, *, reminder: bool) -> str:
    """A new link for somebody who was asked, and its mail; the link before is dead. In the caller's transaction."""
    envelope = signer.envelope
    link, url = link_create(signer=signer, expires_at=envelope.expires_at)
    events.publish(SignerAsked(envelope.pk, signer.pk, link.pk, envelope.case_id, reminder))
    return url
