"""Sending one mail: mark the try, hand over, write down how it ended.

A worker may be killed at any line. Before the try is marked nothing was sent; after its end is written nothing is sent
again. In between nobody knows: the next try sends the same mail under the same Message-ID, and the row says that it may
have come twice. A legal notice that came twice does less harm than one that never came (docs/adr/0016).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import storage
from core.backends import BackendError, OutcomeUnknown, RateLimited, Retryable
from core.errors import DomainError, ServiceUnavailable
from core.jobs.running import describe
from core.models import Job
from documents.presenting import require_released
from documents.states import VOID
from notifications import addresses, backends, sealing
from notifications.addresses import Address
from notifications.backends import MailReceipt, OutgoingFile, OutgoingMail
from notifications.constants import BCC, CC, TO
from notifications.exceptions import AttachmentChanged, DeliveryInterrupted
from notifications.models import Attachment, Message, Recipient, Suppression
from notifications.services.settling import settle
from notifications.services.suppressing import address_suppress
from notifications.states import BOUNCED, FAILED, GONE_OUT, QUEUED, SENDING, SENT, SUPPRESSED

log = structlog.get_logger(__name__)
BATCH = 200
# "550 5.1.1 no such user": the address is wrong, and not the mail, the sender or the moment (RFC 3463 section 3.2).
_NO_SUCH_ADDRESS = re.compile(r"5(?:50|51|53)(?:[ -]5\.1\.\d|(?![ -]5\.\d))")


def mail_deliver(*, message_id: uuid.UUID, last_try: bool) -> Message:
    """Send the mail to those who have not got it yet; done before, it does nothing.

    Raises what the backend raises where another try may help, for the job to be run again; on the last try, and where
    none would help, the mail is marked failed first.
    """
    message = Message.objects.get(pk=message_id)
    if message.status in GONE_OUT or message.status == SUPPRESSED:
        return message
    recipients = list(message.recipients.order_by("id"))
    waiting = _not_suppressed([one for one in recipients if not one.told_status and one.own_status in (QUEUED, FAILED)])
    if not waiting:
        _settled(message, recipients)
        return message
    mailer = backends.configured()
    try:
        mail = _outgoing(message, waiting)
        if not _begun(message, mailer.name):
            return message
        receipt = mailer.send(mail)
    except DomainError as error:
        _not_sent(message, recipients, waiting, error, last_try=last_try)
        raise
    _sent(message, recipients, waiting, receipt)
    return message


def mails_give_up() -> int:
    """Mark as failed what no job will send any more, because it was cut off on every try; gives how many."""
    dead = Job.objects.filter(kind="email.deliver", status=Job.Status.FAILED)
    open_mails = Message.objects.filter(status__in=(QUEUED, SENDING), job_id__in=dead.values("pk"))[:BATCH]
    given_up = 0
    for message in open_mails:
        error = DeliveryInterrupted("The worker stopped in the middle each time. It may have gone out; see the log.")
        waiting = [one for one in message.recipients.all() if one.own_status in (QUEUED, FAILED)]
        _not_sent(message, list(message.recipients.all()), waiting, error, last_try=True)
        given_up += 1
    return given_up


def _not_suppressed(recipients: Sequence[Recipient]) -> list[Recipient]:
    """Those who may be written to; the others are marked."""
    barred = set(
        Suppression.objects.filter(address__in=[one.address.lower() for one in recipients]).values_list(
            "address", flat=True
        )
    )
    out = [one for one in recipients if one.address.lower() in barred]
    if out:
        Recipient.objects.filter(pk__in=[one.pk for one in out]).update(own_status=SUPPRESSED)
        for one in out:
            one.own_status = SUPPRESSED
    return [one for one in recipients if one not in out]


def _begun(message: Message, backend: str) -> bool:
    """Mark the try, so that one that is cut off is known. No record of its own: a try is no change to the mail."""
    interrupted = message.status == SENDING
    changes: dict[str, Any] = {"status": SENDING, "backend": backend, "attempts": F("attempts") + 1}
    if interrupted:
        changes["possible_duplicate"] = True
        log.warning("mail.possible_duplicate", message=str(message.pk), attempt=message.attempts + 1)
    rows = Message.objects.filter(pk=message.pk, status=message.status, attempts=message.attempts)
    if rows.update(**changes) != 1:
        return False  # another worker has it
    message.status, message.backend, message.attempts = SENDING, backend, message.attempts + 1
    message.possible_duplicate = message.possible_duplicate or interrupted
    return True


def _outgoing(message: Message, recipients: Sequence[Recipient]) -> OutgoingMail:
    """The mail as it leaves, its files read and checked now. Raises AttachmentChanged and what storage raises."""
    text, html = sealing.opened(message.sealed) if message.secret else (message.body_text, message.body_html)
    by_role: dict[str, list[Address]] = {TO: [], CC: [], BCC: []}
    for one in recipients:
        by_role[one.role].append(Address(one.address, one.name))
    return OutgoingMail(
        key=str(message.pk),
        message_id=message.message_id,
        sender=addresses.parsed(message.sender),
        to=by_role[TO],
        cc=by_role[CC],
        bcc=by_role[BCC],
        reply_to=addresses.parsed(message.reply_to) if message.reply_to else None,
        subject=message.subject,
        text=text,
        html=html,
        files=[
            OutgoingFile(one.filename, one.content_type, _content(one))
            for one in message.attachments.select_related("revision__rendering", "revision__upload")
        ],
    )


def _content(file: Attachment) -> bytes:
    """The bytes that were chosen. Raises AttachmentChanged where the revision is void or another file by now."""
    revision = file.revision
    if revision is not None:
        if revision.status == VOID:
            raise AttachmentChanged(f"{file.filename} has become void since. Nothing was sent.")
        if revision.checksum != file.checksum:
            raise AttachmentChanged(f"{file.filename} is another file by now. Nothing was sent.")
        require_released(revision)
    return storage.read(file.checksum)


def _sent(
    message: Message, recipients: Sequence[Recipient], waiting: Sequence[Recipient], receipt: MailReceipt
) -> None:
    """Write down how each recipient was taken, and forget what was secret."""
    refused: list[Recipient] = []
    with transaction.atomic():
        for status, detail, some in _grouped(waiting, receipt):
            Recipient.objects.filter(pk__in=[one.pk for one in some]).update(own_status=status, detail=detail)
            for one in some:
                one.own_status, one.detail = status, detail
            refused += some if status == BOUNCED else []
        changes: dict[str, Any] = {"sent_at": timezone.now(), "error": None}
        if receipt.provider_id:
            changes["provider_id"] = receipt.provider_id[:255]
        if message.secret:
            changes["sealed"] = b""
        settle(message, recipients, changes=changes, facts={"backend": message.backend, "attempt": message.attempts})
        for one in refused:
            if _NO_SUCH_ADDRESS.match(one.detail):
                address_suppress(actor=None, address=one.address, reason="bounced", note=one.detail, message=message)


def _grouped(waiting: Sequence[Recipient], receipt: MailReceipt) -> list[tuple[str, str, list[Recipient]]]:
    """Recipients by what was said of them."""
    groups: dict[tuple[str, str], list[Recipient]] = {}
    for one in waiting:
        outcome = receipt.outcomes.get(one.address)
        status = SENT if outcome is None or outcome.status == "sent" else BOUNCED
        groups.setdefault((status, outcome.detail[:300] if outcome else ""), []).append(one)
    return [(status, detail, some) for (status, detail), some in groups.items()]


def _not_sent(
    message: Message,
    recipients: Sequence[Recipient],
    waiting: Sequence[Recipient],
    error: DomainError,
    *,
    last_try: bool,
) -> None:
    """Write down why not: back to the queue where nobody got it and another try may help, else failed. What may have
    gone out stays `sending`, so that the next try says so.
    """
    told = describe(error)
    unknown = isinstance(error, OutcomeUnknown)
    if _helps_to_repeat(error) and not last_try:
        changes = {"error": told} if unknown else {"error": told, "status": QUEUED}
        Message.objects.filter(pk=message.pk, status__in=(QUEUED, SENDING)).update(**changes)
        return
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=message.pk)
        Recipient.objects.filter(pk__in=[one.pk for one in waiting], own_status__in=(QUEUED, SENDING)).update(
            own_status=FAILED, detail=error.detail[:300]
        )
        for one in waiting:
            one.own_status = FAILED
        settle(locked, recipients, changes={"error": told}, facts={"code": error.code})
    message.status, message.error = locked.status, locked.error


def _helps_to_repeat(error: DomainError) -> bool:
    retryable = (Retryable, RateLimited, OutcomeUnknown)
    return isinstance(error, retryable) or (error.retryable and isinstance(error, ServiceUnavailable | BackendError))


def _settled(message: Message, recipients: Sequence[Recipient], **facts: Mapping[str, Any]) -> None:
    with transaction.atomic():
        locked = Message.objects.select_for_update().get(pk=message.pk)
        changes = {"sealed": b""} if locked.secret else None
        settle(locked, recipients, changes=changes, facts=facts)
    message.status = locked.status
