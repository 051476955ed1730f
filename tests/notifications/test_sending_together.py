"""Mails that one worker sends one after the other: read ahead for all, and each looked at again when its turn comes."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import audit, jobs
from core.jobs import dispatching, running, watching
from core.models import AuditEntry, Job
from documents.models import Revision
from notifications.addresses import Address
from notifications.exceptions import AttachmentChanged
from notifications.models import Attachment, Message, Recipient
from notifications.sending_selectors import mail_to_send, mails_to_send
from notifications.services import address_suppress, mail_deliver, mail_queue, mails_give_up
from notifications.services.asking import Mail
from tests.documents.test_uploads import send as upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]


@pytest.fixture
def waiting(monkeypatch):
    """Queues so many mails whose jobs nobody runs; gives their rows, the first asked for first."""
    monkeypatch.setattr(running, "AHEAD_SECONDS", 1000.0)
    monkeypatch.setattr(running, "SPELL_SECONDS", 30.0)

    def queue(count: int, **more) -> list[Message]:
        made = []
        with monkeypatch.context() as patch:
            patch.setattr(dispatching, "dispatch", lambda *args: None)
            for number in range(count):
                people = [("to", Address(f"{name}{number}@example.com")) for name in more.get("names", "a")]
                with transaction.atomic():
                    mail = Mail(people, f"Papers {number}", "Good day.", "<p>Good day.</p>", kind="notice")
                    made.append(mail_queue(actor=None, mail=mail))
        return made

    return queue


def sent_at_once(mails: list[Message]) -> None:
    running.run_and_more(mails[0].job_id)


def statuses() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("subject", "status"))


def test_mails_that_wait__are_sent_by_the_worker_that_sent_the_first_and_each_is_written_down(waiting, smtp_server):
    mails = waiting(5)
    sent_at_once(mails)
    assert [one.mail["Subject"] for one in smtp_server.mails] == [f"Papers {number}" for number in range(5)]
    assert statuses() == [(f"Papers {number}", "sent") for number in range(5)]
    for mail in mails:
        mail.refresh_from_db()
        assert (mail.attempts, mail.possible_duplicate, mail.backend, mail.error) == (1, False, "smtp", None)
        assert [entry.verb for entry in audit.entries_of(mail)] == ["mail.sent", "mail.queued"]
        assert Job.objects.get(pk=mail.job_id).result == {"messageId": str(mail.pk), "status": "sent"}
    assert set(Job.objects.values_list("status", "attempts")) == {("succeeded", 1)}
    assert set(Recipient.objects.values_list("own_status", flat=True)) == {"sent"}


def test_mails_sent_together__cost_four_statements_each_and_a_few_for_all(waiting, smtp_server):
    mails = waiting(20)
    with CaptureQueriesContext(connection) as ran:
        sent_at_once(mails)
    said = [one["sql"] for one in ran if one["sql"].split()[0] in ("SELECT", "INSERT", "UPDATE", "SAVEPOINT")]
    alone = 2 + 2 + 4 + 1  # the first: taken, read, sent, its job written down
    assert len(said) <= alone + 19 * 4 + 10
    assert len([one for one in said if one.startswith("SAVEPOINT")]) == 0
    assert {status for _, status in statuses()} == {"sent"}


def test_read_ahead__gives_each_mail_as_if_it_was_read_alone_in_two_statements(waiting):
    mails = waiting(3, names="abc")
    address_suppress(actor=None, address="b1@example.com")
    Attachment.objects.create(message=mails[2], filename="a.txt", content_type="text/plain", checksum="x", size=1)
    keys = [mails[2].pk, uuid.uuid4(), mails[0].pk, mails[1].pk]
    with CaptureQueriesContext(connection) as ran:
        read = mails_to_send(keys)
    assert len(ran) == 2
    assert read[1] is None
    for key, one in zip(keys, read, strict=True):
        if one is not None:
            alone = mail_to_send(key)
            assert (one.message, one.recipients, one.barred, one.has_files) == (
                alone.message,
                alone.recipients,
                alone.barred,
                alone.has_files,
            )
            assert vars(one.message).keys() == vars(alone.message).keys()
    assert [one.has_files for one in read if one] == [True, False, False]
    assert [one.is_untouched for one in read if one] == [True, True, False]


def test_address_suppressed_after_the_mail_was_read_ahead__gets_nothing_and_the_others_do(waiting, smtp_server):
    (mail,) = waiting(1, names="ab")
    (ahead,) = mails_to_send([mail.pk])
    address_suppress(actor=None, address="B0@example.com")
    assert mail_deliver(message_id=mail.pk, last_try=False, ahead=ahead).status == "sent"
    (received,) = smtp_server.mails
    assert received.recipients == ["a0@example.com"]
    assert dict(Recipient.objects.values_list("address", "own_status")) == {
        "a0@example.com": "sent",
        "b0@example.com": "suppressed",
    }


def test_mail_sent_by_another_after_it_was_read_ahead__is_not_sent_again(waiting, smtp_server):
    (mail,) = waiting(1)
    (ahead,) = mails_to_send([mail.pk])
    mail_deliver(message_id=mail.pk, last_try=False)
    assert mail_deliver(message_id=mail.pk, last_try=False, ahead=ahead).status == "sent"
    mail.refresh_from_db()
    assert (len(smtp_server.mails), mail.attempts, mail.possible_duplicate) == (1, 1, False)
    assert AuditEntry.objects.filter(verb="mail.sent").count() == 1


def test_mail_begun_by_one_that_died_after_it_was_read_ahead__is_sent_and_says_so(waiting, smtp_server):
    (mail,) = waiting(1)
    (ahead,) = mails_to_send([mail.pk])
    Message.objects.update(status="sending", attempts=1)
    mail_deliver(message_id=mail.pk, last_try=False, ahead=ahead)
    mail.refresh_from_db()
    assert (len(smtp_server.mails), mail.status, mail.attempts, mail.possible_duplicate) == (1, "sent", 2, True)


def test_paper_made_void_after_the_mail_was_read_ahead__is_not_sent(waiting, practice, smtp_server):
    upload(practice, name="Lease.pdf")
    revision, (mail,) = Revision.objects.get(), waiting(1)
    Attachment.objects.create(
        message=mail,
        revision=revision,
        filename="paper.pdf",
        content_type=revision.content_type,
        checksum=revision.checksum,
        size=revision.size,
    )
    (ahead,) = mails_to_send([mail.pk])
    Revision.objects.update(status="void")
    with pytest.raises(AttachmentChanged):
        mail_deliver(message_id=mail.pk, last_try=False, ahead=ahead)
    mail.refresh_from_db()
    assert (smtp_server.mails, mail.status, mail.error["code"]) == ([], "failed", "attachment-changed")


def test_mail_cancelled_while_the_one_before_it_is_sent__is_not_sent_and_says_so_and_the_others_are(
    waiting, smtp_server, monkeypatch
):
    monkeypatch.setattr(watching, "LOOKS_AGAIN_SECONDS", 0.0)
    mails = waiting(4)
    from notifications.backends import smtp

    real = smtp._handed_over

    def cancelling(link, content):
        real(link, content)
        if len(smtp_server.mails) == 2:
            jobs.cancel(actor=None, job=Job.objects.get(pk=mails[2].job_id))

    monkeypatch.setattr(smtp, "_handed_over", cancelling)
    sent_at_once(mails)
    assert mails_give_up() == 1
    assert statuses() == [("Papers 0", "sent"), ("Papers 1", "sent"), ("Papers 2", "failed"), ("Papers 3", "sent")]
    assert [one.mail["Subject"] for one in smtp_server.mails] == ["Papers 0", "Papers 1", "Papers 3"]
    mails[2].refresh_from_db()
    assert (mails[2].error["code"], mails[2].attempts) == ("delivery-given-up", 0)
