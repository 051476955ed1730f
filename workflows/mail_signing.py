"""Mails of e-signature. Signers need no account: they are written to under the address that the sender gave, in the
language of their part. A link's token and a one-time code are in their mail alone, as with the links to accounts.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User, normalise_email
from documents import selectors as documents
from documents.models import Revision
from esign import selectors, services
from esign.events import EnvelopeCompleted, EnvelopeDeclined, EnvelopeWithdrawn, SignerAsked, SigningCodeMade
from esign.models import Envelope, Signer, SignerLink
from esign.states import ASKED, COMPLETED, COPIED, DECLINED, EXPIRED, SIGNED, VIEWED, VOIDED
from notifications import attaching
from notifications.attaching import Wanted
from workflows.mailing import Outsider, entry_of, link_to, mail_to, mail_to_address, values_of_case


def ask_signer(event: SignerAsked) -> None:
    """Mail a signer the link to the paper; nothing for one that was used, replaced or mailed since."""
    with transaction.atomic():
        link = services.link_open(event.link_id)
        if link is None:
            return
        envelope = link.envelope
        values = {
            "link": link.url,
            "document_title": envelope.document.title,
            "expires_at": envelope.expires_at,
            "by": envelope.created_by.full_name,
        }
        key = "signature-reminder" if event.reminder else "signature-request"
        if not event.reminder:
            values["note"] = envelope.message
        mail_to_address(_person(link.signer), key, about=event.link_id, values=values, case=envelope.case)
        services.link_forget(event.link_id)


def send_code(event: SigningCodeMade) -> None:
    """Mail a signer the one-time code; nothing for one that was used or replaced since."""
    with transaction.atomic():
        code = services.code_open(event.link_id)
        if code is None:
            return
        link = SignerLink.objects.select_related("signer__envelope__document", "signer__envelope__case")
        signer = link.get(pk=event.link_id).signer
        envelope = signer.envelope
        values = {
            "code": code,
            "minutes": settings.ESIGN_CODE_MINUTES,
            "document_title": envelope.document.title,
        }
        mail_to_address(_person(signer), "signature-code", about=event.entry_id, values=values, case=envelope.case)
        services.code_forget(event.link_id)


def tell_of_completion(event: EnvelopeCompleted) -> None:
    """Mail all people of an envelope, its sender and the client that everybody has signed. The signed file goes to
    those of the envelope who have no page of ours to fetch it from.
    """
    envelope = _envelope(event.envelope_id)
    revision = envelope.signed_revision
    if envelope.status != COMPLETED or revision is None:
        return
    told = set()
    with transaction.atomic():
        for signer in _of_each_address(envelope, (SIGNED, COPIED)):
            told.add(signer.email)
            _tell_signer(signer, envelope, revision)
        for reader in _house_of(envelope):
            if normalise_email(reader.email) not in told and _sees(reader, revision):
                values = _completed(envelope, link_to(reader, "document", revision.document_id), sees_case=True)
                mail_to(reader, "signature-completed", about=envelope.pk, values=values, case=envelope.case)


def _tell_signer(signer: Signer, envelope: Envelope, revision: Revision) -> None:
    found = User.objects.filter(email=signer.email, is_active=True).first()
    user = found if found is not None and _sees(found, revision) else None
    link = link_to(user, "document", revision.document_id) if user is not None else ""
    values = _completed(envelope, link, sees_case=user is not None)
    files: Sequence[Wanted] = ()
    if not link and revision.size <= settings.MAIL_LIMIT_BYTES:
        files = (attaching.of_revision(revision),)
        values |= {"attached": files[0].filename, "checksum": files[0].checksum}
    person, key = _person(signer), "signature-completed"
    mail_to_address(person, key, about=envelope.pk, values=values, case=envelope.case, files=files)


def _completed(envelope: Envelope, link: str, *, sees_case: bool) -> dict[str, Any]:
    """What the mail says. Number and title of the case are for those who may see it: others sign a paper, and are not
    told what it is part of.
    """
    known = values_of_case(envelope.case) if sees_case else {}
    return {"document_title": envelope.document.title, "link": link, **known}


def tell_sender_of_refusal(event: EnvelopeDeclined) -> None:
    """Mail who sent an envelope that somebody would not sign, and why."""
    envelope = _envelope(event.envelope_id)
    sender = envelope.created_by
    signer = Signer.objects.get(pk=event.signer_id)
    if not sender.is_staff or not selectors.visible_to(sender).filter(pk=envelope.pk).exists():
        return
    values = {
        "link": link_to(sender, "envelope", envelope.pk),
        "document_title": envelope.document.title,
        "by": signer.name,
        "note": signer.decline_reason,
        **values_of_case(envelope.case),
    }
    with transaction.atomic():
        mail_to(sender, "signature-declined", about=envelope.pk, values=values, case=envelope.case)


def tell_of_end(event: EnvelopeWithdrawn | EnvelopeDeclined) -> None:
    """Mail those who were asked, and did not decline, that they need not sign any more."""
    envelope = _envelope(event.envelope_id)
    if envelope.status not in (VOIDED, EXPIRED, DECLINED):
        return
    values: dict[str, Any] = {"document_title": envelope.document.title}
    if envelope.status == EXPIRED:
        values["expired_at"] = envelope.expires_at
    if envelope.status == VOIDED:
        done = entry_of(envelope, "envelope.voided")
        values |= {"note": envelope.end_reason, "by": done.actor_name if done is not None else ""}
    with transaction.atomic():
        for signer in _of_each_address(envelope, (ASKED, VIEWED, SIGNED)):
            mail_to_address(
                _person(signer), "signature-withdrawn", about=envelope.pk, values=values, case=envelope.case
            )


def _envelope(envelope_id: uuid.UUID) -> Envelope:
    found = Envelope.objects.select_related(
        "document", "case__client", "created_by", "signed_revision__document", "signed_revision__upload",
        "signed_revision__rendering",
    )  # fmt: skip
    return found.defer("evidence", "signed_revision__inputs", "signed_revision__sections").get(pk=envelope_id)


def _of_each_address(envelope: Envelope, statuses: Sequence[str]) -> list[Signer]:
    """Those whose part stands so, in order; who has two parts once."""
    found: dict[str, Signer] = {}
    for signer in envelope.signers.filter(status__in=statuses).order_by("position"):
        found.setdefault(signer.email, signer)
    return list(found.values())


def _house_of(envelope: Envelope) -> Iterable[User]:
    client = [envelope.case.client] if envelope.case.client is not None else []
    return {one.pk: one for one in [envelope.created_by, *client]}.values()


def _person(signer: Signer) -> Outsider:
    return Outsider(str(signer.pk), signer.name, signer.email, signer.locale)


def _sees(reader: User, revision: Revision) -> bool:
    return documents.revisions_visible_to(reader).filter(pk=revision.pk).exists()
