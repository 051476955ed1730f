"""Another person in the place of a signer who has not signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from cases.access import require_staff
from core.errors import InvalidInput
from esign.constants import BUILTIN, Role, Workflow
from esign.exceptions import EnvelopeEnded, SignerNotReplaceable
from esign.models import Envelope, Signer
from esign.services.ending import locked
from esign.services.linking import links_end
from esign.services.people import Named, people_of
from esign.services.recording import record, signer_move
from esign.services.turning import ask_next
from esign.states import COPIED, REPLACED, TO_ACT, WAITING


def signer_replace(*, actor: User, envelope: Envelope, signer: Signer, person: Mapping[str, Any]) -> Signer:
    """Ask `person` ({name, email, locale?}) in the place of a signer who has not signed; the signer's link is dead. The
    paper has the old name printed in it: where the signature stands under it, make a new revision instead.

    Raises StaffOnly, InvalidInput with pointers, EnvelopeEnded and SignerNotReplaceable.
    """
    require_staff(actor, envelope.case)
    named = people_of([{**person, "role": Role.SIGNER, "order": 1}], Workflow.PARALLEL)[0]
    with transaction.atomic():
        fresh = locked(envelope)
        if not fresh.is_open:
            raise EnvelopeEnded(f"It is {fresh.get_status_display().lower()} already.")
        before = Signer.objects.get(pk=signer.pk)
        before.envelope = fresh
        if fresh.provider != BUILTIN or before.status not in TO_ACT:
            raise SignerNotReplaceable("Only who has not signed is replaced, and only where we send the links.")
        _require_not_there(fresh, named, before)
        signer_move(before, REPLACED, "signer.replaced", email=before.email)
        links_end(signers=[before.pk], because="replaced")
        after = _put_in_place(fresh, before, named)
        record(fresh, "signer.added", actor=actor, signer=str(after.pk), name=after.name, email=after.email)
        ask_next(fresh)
    after.refresh_from_db()
    return after


def _put_in_place(envelope: Envelope, before: Signer, named: Named) -> Signer:
    """The new person takes the turn, the role and the place in the file of the one before."""
    last = Signer.objects.filter(envelope=envelope).order_by("-position").values_list("position", flat=True)[0]
    after = Signer.objects.create(
        envelope=envelope, position=last + 1, turn=before.turn, name=named.name, email=named.email, role=before.role,
        locale=named.locale, status=WAITING,
    )  # fmt: skip
    envelope.fields[str(after.pk)] = envelope.fields.pop(str(before.pk))
    Envelope.objects.filter(pk=envelope.pk).update(fields=envelope.fields)
    return after


def _require_not_there(envelope: Envelope, named: Named, before: Signer) -> None:
    others = Signer.objects.filter(envelope=envelope, email=named.email, turn=before.turn).exclude(pk=before.pk)
    if others.exclude(status__in=(COPIED, REPLACED)).exists():
        raise InvalidInput.at("/email", "duplicate", "This person is asked in the same turn already.")
