"""Asking for a mail: its rows and its job, in the transaction that asks."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.exceptions import StaffOnly
from accounts.models import User
from cases.models import Case
from core import audit, jobs, storage
from core.errors import Fault, InvalidInput
from core.jobs import asked_once
from core.models import Job
from notifications import addresses, attaching, bodies, sealing
from notifications.addresses import Address
from notifications.attaching import Wanted
from notifications.constants import BCC, CC, DELIVER, FREE_FORM, LONGEST_BODY, LONGEST_SUBJECT, TO
from notifications.exceptions import MailNotRetryable, PlaceholderUnresolved, SenderNotAllowed
from notifications.kinds import KINDS
from notifications.models import Attachment, Message, Recipient
from notifications.states import FAILED, QUEUED, SUPPRESSED


@dataclass(frozen=True)
class Mail:
    """A mail that is checked and ready to be queued."""

    people: Sequence[tuple[str, Address]]
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    kind: str = FREE_FORM
    locale: str = "en"
    case: Case | None = None
    reply_to: Address | None = None
    files: Sequence[Wanted] = ()
    secret: bool = False
    dedupe_key: str | None = None


def mail_send(
    *,
    actor: User,
    to: Sequence[str],
    subject: str,
    body_html: str = "",
    body_text: str = "",
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    reply_to: str = "",
    attachments: Sequence[Mapping[str, Any]] = (),
    case: Case | None = None,
) -> Message:
    """A mail that staff wrote: checked, kept and queued. Gives its row, whose `job_id` is the job that sends it.

    Raises StaffOnly, InvalidInput with a pointer for each fault, PlaceholderUnresolved, SenderNotAllowed, QueueFull,
    and what storage raises.
    """
    if not actor.is_staff:
        raise StaffOnly("Mail is sent by the practice's staff. Write to your lawyer in the case.")
    people, faults = addresses.gathered(_wanted(to, cc, bcc))
    answer_to, more = _reply_to(reply_to, case)
    files, others = attaching.gathered(actor, attachments)
    faults += [*more, *_text_faults(subject, body_text, body_html), *others]
    if faults:
        raise InvalidInput(f"{faults[0].pointer}: {faults[0].detail}", errors=faults)
    open_place = bodies.placeholder_in(subject, body_text, body_html)
    if open_place is not None:
        detail = f"{open_place} is not filled in. Write what belongs there, then send."
        raise PlaceholderUnresolved(
            detail, errors=[Fault(_where(open_place, subject, body_html), "placeholder-unresolved", detail)]
        )
    html = bodies.cleaned(body_html) if body_html.strip() else bodies.html_of(body_text)
    text = body_text if body_text.strip() else bodies.text_of(html)
    mail = Mail(people, subject.strip(), text, html, case=case, reply_to=answer_to, files=files)
    for file in files:
        if file.content is not None:
            storage.put(file.content, content_type=file.content_type)
    with transaction.atomic():
        job = asked_once(actor=actor, ask=functools.partial(_asked, actor, mail))
    return Message.objects.get(pk=job.payload["message"])


def mail_queue(*, actor: User | None, mail: Mail) -> Message | None:
    """Queue a mail that the house itself writes, in the open transaction; None where its occasion had its mail.

    Raises SenderNotAllowed.
    """
    if mail.dedupe_key is not None and Message.objects.filter(dedupe_key=mail.dedupe_key).exists():
        return None
    try:
        with transaction.atomic():
            job = _asked(actor, mail)
    except IntegrityError:  # its other handler was first
        if not Message.objects.filter(dedupe_key=mail.dedupe_key).exists():
            raise
        return None
    return Message.objects.get(pk=job.payload["message"])


def mail_retry(*, actor: User, message: Message) -> Message:
    """Send a mail that failed or was suppressed again, to those who did not get it.

    Raises StaffOnly, MailNotRetryable for any other, and BodyGone for one whose text is no longer kept.
    """
    if not actor.is_staff:
        raise StaffOnly("Mail is sent by the practice's staff.")
    with transaction.atomic():
        fresh = Message.objects.select_for_update().get(pk=message.pk)
        if fresh.status not in (FAILED, SUPPRESSED):
            raise MailNotRetryable(f"This mail is {fresh.status}; there is nothing to send again.")
        if fresh.secret:
            sealing.opened(fresh.sealed)
        waiting = (FAILED, SUPPRESSED)
        again = fresh.recipients.filter(own_status__in=waiting, told_status="").update(own_status=QUEUED, detail="")
        if not again:
            raise MailNotRetryable("Its provider has taken it and refused these addresses; write to another one.")
        job = _job(fresh, actor)
        Message.objects.filter(pk=fresh.pk).update(status=QUEUED, error=None, job_id=job.pk)
        audit.record(
            actor=actor,
            verb="mail.retried",
            subject=fresh,
            case_id=fresh.case_id,
            before=fresh.status,
            after=QUEUED,
            staff_only=True,
        )
    message.refresh_from_db()
    return message


def _require_sender_allowed() -> None:
    """Raise SenderNotAllowed where MAIL_SENDER_DOMAINS names domains, and that of MAIL_FROM is none of them."""
    domain = addresses.parsed(settings.MAIL_FROM).address.rpartition("@")[2].lower()
    if settings.MAIL_SENDER_DOMAINS and domain not in {one.lower() for one in settings.MAIL_SENDER_DOMAINS}:
        raise SenderNotAllowed(f"Mail is not sent from {domain}: it is not in MAIL_SENDER_DOMAINS.")


def _asked(actor: User | None, mail: Mail) -> Job:
    """The rows, and the job that will send them. Raises SenderNotAllowed."""
    _require_sender_allowed()
    message = Message(
        kind=mail.kind,
        locale=mail.locale,
        case=mail.case,
        created_by=actor,
        sender=settings.MAIL_FROM,
        reply_to=mail.reply_to.header() if mail.reply_to else "",
        subject=mail.subject,
        body_text="" if mail.secret else mail.text,
        body_html="" if mail.secret else mail.html,
        secret=mail.secret,
        sealed=sealing.sealed(text=mail.text, html=mail.html) if mail.secret else b"",
        dedupe_key=mail.dedupe_key,
    )
    job = _job(message, actor)
    message.job_id = job.pk
    message.save(force_insert=True)
    Recipient.objects.bulk_create(
        Recipient(message=message, role=role, name=one.name, address=one.address) for role, one in mail.people
    )
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            revision=one.revision,
            filename=one.filename,
            content_type=one.content_type,
            checksum=one.checksum,
            size=one.size,
        )
        for one in mail.files
    )
    audit.record(
        actor=actor,
        verb="mail.queued",
        subject=message,
        case_id=mail.case.pk if mail.case else None,
        after=QUEUED,
        facts={
            "kind": mail.kind,
            "recipients": len(mail.people),
            "files": [
                {"checksum": one.checksum, **({"revision": one.revision.number} if one.revision else {})}
                for one in mail.files
            ],
        },
        staff_only=True,
    )
    return job


def _job(message: Message, actor: User | None) -> Job:
    """The job that sends the mail. One that a person asks for, or waits for, goes before those of the house. Where the
    queue is full the former is refused; those of the house follow from what was accepted, and never are.
    """
    kind = KINDS.get(message.kind)
    first = actor is not None or (kind is not None and kind.urgent)
    return jobs.enqueue(
        kind=DELIVER,
        payload={"message": str(message.pk)},
        user_id=actor.pk if actor else None,
        case_id=message.case_id,
        priority=Job.Priority.INTERACTIVE if first else None,
    )


def _wanted(to: Sequence[str], cc: Sequence[str], bcc: Sequence[str]) -> list[tuple[str, str, str]]:
    return [
        (role, text, f"/{role}" if len(given) == 1 else f"/{role}/{number}")
        for role, given in ((TO, to), (CC, cc), (BCC, bcc))
        for number, text in enumerate(given)
    ]


def _reply_to(text: str, case: Case | None) -> tuple[Address | None, list[Fault]]:
    """Where answers go: as asked, else the address of the case, else nowhere in particular."""
    wished = text or (settings.MAIL_CASE_REPLY_TO.format(number=case.number) if case else "")
    if not wished:
        return None, []
    try:
        return addresses.parsed(wished), []
    except ValueError as error:
        return None, [Fault("/replyTo", "invalid-address", str(error))]


def _text_faults(subject: str, body_text: str, body_html: str) -> list[Fault]:
    faults = []
    if addresses.has_line_break(subject):
        faults.append(Fault("/subject", "line-break", "A subject is one line without control characters."))
    if not 1 <= len(subject.strip()) <= LONGEST_SUBJECT:
        faults.append(Fault("/subject", "length", f"A subject has 1 to {LONGEST_SUBJECT} characters."))
    if not body_text.strip() and not body_html.strip():
        faults.append(Fault("/bodyText", "required", "A mail needs a text: bodyText, bodyHtml or both."))
    for name, text in (("bodyText", body_text), ("bodyHtml", body_html)):
        if len(text) > LONGEST_BODY:
            faults.append(Fault(f"/{name}", "length", f"A body has at most {LONGEST_BODY:,} characters."))
    return faults


def _where(place: str, subject: str, body_html: str) -> str:
    if place in subject:
        return "/subject"
    return "/bodyHtml" if place in body_html else "/bodyText"


def of_case_reply(case: Case | None) -> Address | None:
    """Where answers to a mail of the house about a case go."""
    return _reply_to("", case)[0]
