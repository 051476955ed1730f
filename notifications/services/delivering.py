"""Sending one mail: mark the try, hand over, write down how it ended.

A worker may be killed at any line. Before the try is marked nothing was sent; after its end is written nothing is sent
again. In between nobody knows: the next try sends the same mail under the same Message-ID, and the row says that it may
have come twice. A legal notice that came twice does less harm than one that never came (docs/adr/0019).
"""

from __future__ import annotations

import contextlib
import functools
import re
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core import stopping, storage
from core.backends import BackendError, OutcomeUnknown, RateLimited, Retryable
from core.errors import Conflict, DomainError, ServiceUnavailable
from core.jobs.outcomes import describe
from core.models import Job
from core.questions import Change, Given
from core.updating import update
from documents.presenting import require_released
from documents.states import VOID
from notifications import addresses, backends, sealing
from notifications.addresses import Address
from notifications.backends import MailReceipt, OutgoingFile, OutgoingMail
from notifications.constants import BCC, CC, DELIVER, TO
from notifications.exceptions import AttachmentChanged, DeliveryGivenUp, DeliveryInterrupted
from notifications.models import Attachment, Message, Recipient
from notifications.sending_selectors import SUPPRESSED_NOW, MailToSend, mail_to_send
from notifications.services.settling import settle
from notifications.services.suppressing import address_suppress
from notifications.states import BOUNCED, FAILED, GONE_OUT, QUEUED, SENDING, SENT, SUPPRESSED

log = structlog.get_logger(__name__)
BATCH = 200
_NOT_REACHED = (QUEUED, FAILED)  # what we know ourselves of one to whom the mail is still to go
_BARRED = Recipient.objects.filter(SUPPRESSED_NOW, message=OuterRef("pk"), own_status__in=_NOT_REACHED, told_status="")
_BEGUN = Change(
    lambda: Message.objects.filter(
        ~Exists(_BARRED),
        pk=Given("id", Message, "id"),
        status=Given("seen_status", Message, "status"),
        attempts=Given("seen_attempts", Message, "attempts"),
    ),
    **{name: Given(name, Message, name) for name in ("status", "backend", "attempts", "possible_duplicate")},
)
# "550 5.1.1 no such user": the address is wrong, and not the mail, the sender or the moment (RFC 3463 section 3.2).
_NO_SUCH_ADDRESS = re.compile(r"5(?:50|51|53)(?:[ -]5\.1\.\d|(?![ -]5\.\d))")


class _Overtaken(Retryable):
    """Something happened to the mail between reading and marking it; nothing was sent here."""


def mail_deliver(*, message_id: uuid.UUID, last_try: bool, ahead: MailToSend | None = None) -> Message:
    """Send the mail to those who have not got it yet; done before, it does nothing.

    `ahead` is the mail as it was read a moment ago; it is read again where anything has happened to it since. Raises
    what the backend raises where another try may help, for the job to be run again; on the last try, and where none
    would help, the mail is marked failed first.
    """
    if ahead is not None and ahead.is_untouched:
        with contextlib.suppress(_Overtaken):
            return _deliver(ahead, last_try=last_try)
    return _deliver(mail_to_send(message_id), last_try=last_try)


def _deliver(mail: MailToSend, *, last_try: bool) -> Message:
    message = mail.message
    if message.status in GONE_OUT or message.status == SUPPRESSED:
        return message
    waiting = _not_barred(mail)
    if not waiting:
        _settled(message, mail.recipients)
        return message
    stopping.check()
    with stopping.finishing():  # from here on a cancelled job writes down what became of its mail
        _try(mail, waiting, last_try=last_try)
    return message


def _try(mail: MailToSend, waiting: Sequence[Recipient], *, last_try: bool) -> None:
    """One try, from its mark to its outcome. Raises as `mail_deliver`."""
    mailer, message, recipients = backends.configured(), mail.message, mail.recipients
    try:
        outgoing = _outgoing(mail, waiting, last_try=last_try)
        _begin(message, mailer.name)
        receipt = mailer.send(outgoing)
    except _Overtaken:
        raise
    except DomainError as error:
        not_sent = functools.partial(_not_sent, message, recipients, waiting, error, last_try=last_try)
        _written_down(not_sent)
        raise
    _written_down(functools.partial(_sent, message, recipients, waiting, receipt))


def mails_give_up() -> int:
    """Mark as failed what no job will send any more, cut off on every try or cancelled; gives how many."""
    dead = Job.objects.filter(kind=DELIVER, status__in=(Job.Status.FAILED, Job.Status.SUCCEEDED))
    open_mails = Message.objects.filter(status__in=(QUEUED, SENDING), job_id__in=dead.values("pk"))[:BATCH]
    given_up = 0
    for message in open_mails:
        error: DomainError = DeliveryInterrupted("Sending ended in the middle each time. It may have gone out.")
        if message.status == QUEUED:  # so nobody got it
            error = DeliveryGivenUp("The job that would have sent it was cancelled or has failed. Nobody got it.")
        recipients = list(message.recipients.all())
        waiting = [one for one in recipients if one.own_status in (QUEUED, FAILED)]
        _not_sent(message, recipients, waiting, error, last_try=True)
        given_up += 1
    return given_up


def _not_barred(mail: MailToSend) -> list[Recipient]:
    """Those to whom it is still to go and who may be written to; the others of them are marked."""
    waiting = [one for one in mail.recipients if not one.told_status and one.own_status in _NOT_REACHED]
    out = [one for one in waiting if one.pk in mail.barred]
    if out:
        Recipient.objects.filter(pk__in=[one.pk for one in out]).update(own_status=SUPPRESSED)
        for one in out:
            one.own_status = SUPPRESSED
    return [one for one in waiting if one not in out]


def _begin(message: Message, backend: str) -> None:
    """Mark the try, so that one that is cut off is known. No record of its own: a try is no change to the mail.

    Raises _Overtaken where another worker or a provider's word has moved the mail since it was read, or somebody to
    whom it is to go has been suppressed.
    """
    interrupted = message.status == SENDING
    if interrupted:
        log.warning("mail.possible_duplicate", message=str(message.pk), attempt=message.attempts + 1)
    changes: dict[str, Any] = {
        "status": SENDING,
        "backend": backend,
        "attempts": message.attempts + 1,
        "possible_duplicate": message.possible_duplicate or interrupted,
    }
    seen = {"seen_status": message.status, "seen_attempts": message.attempts}
    if _BEGUN.run(id=message.pk, **seen, **changes) != 1:
        raise _Overtaken("Something happened to this mail just now. It is looked at again.")
    for name, value in changes.items():
        setattr(message, name, value)


def _outgoing(mail: MailToSend, recipients: Sequence[Recipient], *, last_try: bool) -> OutgoingMail:
    """The mail as it leaves, its files read and checked now. Raises AttachmentChanged and what storage raises."""
    message = mail.message
    text, html = sealing.opened(message.sealed) if message.secret else (message.body_text, message.body_html)
    by_role: dict[str, list[Address]] = {TO: [], CC: [], BCC: []}
    for one in recipients:
        by_role[one.role].append(Address(one.address, one.name))
    return OutgoingMail(
        key=str(message.pk),
        message_id=message.message_id,
        sender=_sender(message.sender),
        to=by_role[TO],
        cc=by_role[CC],
        bcc=by_role[BCC],
        reply_to=addresses.parsed(message.reply_to) if message.reply_to else None,
        subject=message.subject,
        text=text,
        html=html,
        files=_files(message) if mail.has_files else [],
        partly=last_try,
    )


@functools.lru_cache(maxsize=16)
def _sender(text: str) -> Address:
    """The house's own address, the same on every mail."""
    return addresses.parsed(text)


def _files(message: Message) -> list[OutgoingFile]:
    chosen = message.attachments.select_related("revision__rendering", "revision__upload")
    return [OutgoingFile(one.filename, one.content_type, _content(one)) for one in chosen]


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


def _written_down(write: Callable[[], None]) -> None:
    """Write down how a try ended. It is known nowhere else: a database that is away for a moment is waited for, so that
    nothing is sent a second time for its sake; for less than what is left of a lease that was renewed before it went.
    """
    until = time.monotonic() + settings.JOBS_LEASE_SECONDS / 2
    while True:
        try:
            write()
        except (OperationalError, InterfaceError):
            if time.monotonic() > until or connection.in_atomic_block:
                raise
            log.warning("mail.outcome.waits_for_database")
            connection.close()
            time.sleep(0.3)
        else:
            return


def _sent(
    message: Message, recipients: Sequence[Recipient], waiting: Sequence[Recipient], receipt: MailReceipt
) -> None:
    """Write down how each recipient was taken, and forget what was secret; written twice, it is the same."""
    try:
        with transaction.atomic():
            _take_receipt(message, recipients, waiting, receipt, known=SENDING)
    except Conflict:  # a provider's word, or another worker's, was faster
        with transaction.atomic():
            locked = Message.objects.select_for_update().get(pk=message.pk)
            locked.attempts, locked.backend = message.attempts, message.backend
            fresh = list(locked.recipients.order_by("id"))
            asked = {one.pk for one in waiting}
            _take_receipt(locked, fresh, [one for one in fresh if one.pk in asked], receipt)
        message.status = locked.status


def _take_receipt(
    message: Message,
    recipients: Sequence[Recipient],
    waiting: Sequence[Recipient],
    receipt: MailReceipt,
    *,
    known: str | None = None,
) -> None:
    groups = _grouped(waiting, receipt)
    for status, detail, some in groups:
        for one in some:
            one.own_status, one.detail = status, detail
    changes: dict[str, Any] = {"sent_at": timezone.now(), "error": None}
    if receipt.provider_id:
        changes["provider_id"] = receipt.provider_id[:255]
    facts = {"backend": message.backend, "attempt": message.attempts}
    settle(message, recipients, changes=changes, facts=facts, known=known)  # first: who writes it first has the mail
    for status, detail, some in groups:
        update(Recipient, {"own_status": status, "detail": detail}, where={"id": [one.pk for one in some]})
        for one in some if status == BOUNCED else ():
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
        if locked.status not in (QUEUED, SENDING):
            return  # a provider told of it meanwhile: it did go out
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
        settle(locked, recipients, facts=facts)
    message.status = locked.status
