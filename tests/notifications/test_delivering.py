"""What may happen between handing a mail over and writing that down: a provider's word, another worker, a database that
goes away.
"""

from __future__ import annotations

import uuid

import pytest
from django.db import OperationalError, transaction

from core import audit, jobs, stopping
from core.backends import OutcomeUnknown, Retryable
from core.jobs import outcomes
from core.models import Job
from notifications import backends
from notifications.addresses import Address
from notifications.backends import Mailer, MailReceipt, Outcome, OutgoingMail
from notifications.exceptions import MailNotRetryable
from notifications.models import Message
from notifications.services import delivering, mail_deliver, mail_queue, mail_retry, mails_give_up
from notifications.services.asking import Mail
from tests.notifications import provider_calls
from tests.notifications.provider_calls import DELIVERED, HARD, PROVIDERS
from tests.notifications.test_webhooks import mail_of, post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
A, B = "a@example.com", "b@example.com"


class Meanwhile(Mailer):
    """Takes the mail, and lets something happen before it says so."""

    name = "meanwhile"

    def __init__(self, happens, *, raises: Exception | None = None) -> None:
        self.happens, self.raises, self.sent = happens, raises, 0

    def _check(self) -> str:
        return "fine"

    def _send(self, mail: OutgoingMail) -> MailReceipt:
        self.sent += 1
        self.happens()
        if self.raises is not None:
            raise self.raises
        return MailReceipt("id-1", {one.address: Outcome("sent") for one in mail.everybody})


@pytest.fixture
def chosen(monkeypatch, settings):
    """Makes a mailer the one that is asked."""
    settings.EMAIL_POSTMARK_WEBHOOK_SECRET = provider_calls.BASIC

    def choose(mailer: Meanwhile) -> Meanwhile:
        monkeypatch.setattr(backends, "configured", lambda: mailer)
        return mailer

    return choose


def queued(monkeypatch, *people: str) -> uuid.UUID:
    """A mail that waits, and whose job nobody runs."""
    from core.jobs import dispatching

    with monkeypatch.context() as patch:
        patch.setattr(dispatching, "dispatch", lambda *args: None)
        with transaction.atomic():
            mail = Mail([("to", Address(one)) for one in people or (A, B)], "Papers", "text", "<p>text</p>")
            made = mail_queue(actor=None, mail=mail)
    assert made is not None
    return made.pk


def told(telling: str, key: uuid.UUID, address: str = A) -> None:
    assert post("postmark", PROVIDERS["postmark"].call(telling, key, address)).status_code == 200


def standing(key: uuid.UUID) -> tuple[str, dict[str, str]]:
    message = Message.objects.get(pk=key)
    return message.status, {one.address: one.status for one in message.recipients.all()}


@pytest.mark.parametrize(("telling", "status", "one"), [(DELIVERED, "sent", "delivered"), (HARD, "bounced", "bounced")])
def test_provider_is_faster_than_we_are__and_its_word_stands(chosen, monkeypatch, telling, status, one):
    key = queued(monkeypatch)
    chosen(Meanwhile(lambda: told(telling, key)))
    mail_deliver(message_id=key, last_try=False)
    assert standing(key) == (status, {A: one, B: "sent"})
    message = Message.objects.get(pk=key)
    assert (message.provider_id, message.attempts, message.possible_duplicate) == ("id-1", 1, False)
    assert message.sent_at is not None
    steps = [entry.verb for entry in audit.entries_of(message)][::-1]
    assert steps == ["mail.queued", f"mail.{status}"]


def test_provider_told__of_a_try_that_nobody_knew_the_end_of__nothing_is_sent_again(chosen, monkeypatch):
    key = queued(monkeypatch)
    lost = chosen(Meanwhile(lambda: told(DELIVERED, key), raises=OutcomeUnknown("cut off")))
    with pytest.raises(OutcomeUnknown):
        mail_deliver(message_id=key, last_try=False)
    mail_deliver(message_id=key, last_try=False)
    assert (standing(key), lost.sent) == (("sent", {A: "delivered", B: "sent"}), 1)
    assert Message.objects.get(pk=key).possible_duplicate is False


def test_provider_told__while_the_last_try_failed__it_is_not_failed(chosen, monkeypatch):
    key = queued(monkeypatch, A)
    chosen(Meanwhile(lambda: told(DELIVERED, key), raises=OutcomeUnknown("cut off")))
    with pytest.raises(OutcomeUnknown):
        mail_deliver(message_id=key, last_try=True)
    assert standing(key) == ("delivered", {A: "delivered"})


def test_another_worker_at_the_same_mail__only_one_sends_and_the_other_looks_again(chosen, monkeypatch):
    key = queued(monkeypatch, A)
    real = delivering._outgoing

    def slow(message, *args, **more):
        Message.objects.filter(pk=key).update(status="sending", attempts=1)  # the other one has begun
        return real(message, *args, **more)

    mailer = chosen(Meanwhile(lambda: None))
    monkeypatch.setattr(delivering, "_outgoing", slow)
    with pytest.raises(Retryable, match="looked at again"):
        mail_deliver(message_id=key, last_try=False)
    message = Message.objects.get(pk=key)
    assert (mailer.sent, message.status, message.attempts, message.error) == (0, "sending", 1, None)


def test_two_workers_at_a_mail_that_was_cut_off__only_one_sends_it_again(chosen, monkeypatch):
    key = queued(monkeypatch, A)
    Message.objects.filter(pk=key).update(status="sending", attempts=1)
    real = delivering._outgoing

    def slow(mail, *args, **more):
        Message.objects.filter(pk=key).update(attempts=2, possible_duplicate=True)  # the other one has begun
        return real(mail, *args, **more)

    mailer = chosen(Meanwhile(lambda: None))
    monkeypatch.setattr(delivering, "_outgoing", slow)
    with pytest.raises(Retryable, match="looked at again"):
        mail_deliver(message_id=key, last_try=False)
    assert (mailer.sent, Message.objects.get().attempts) == (0, 2)


def test_database_away_when_the_end_is_to_be_written__is_waited_for(chosen, monkeypatch):
    key = queued(monkeypatch, A)
    mailer = chosen(Meanwhile(lambda: None))
    real, failures = delivering._sent, [OperationalError(2006, "gone"), OperationalError(2013, "lost")]

    def flaky(*args):
        if failures:
            raise failures.pop()
        real(*args)

    monkeypatch.setattr(delivering, "_sent", flaky)
    mail_deliver(message_id=key, last_try=False)
    assert (mailer.sent, standing(key), failures) == (1, ("sent", {A: "sent"}), [])


def test_database_away_at_the_commit__what_was_rolled_back_is_written_again(chosen, monkeypatch):
    """Found by the storm: the row in our hands said `sent` by then, and the one in the database did not."""
    key = queued(monkeypatch, A)
    chosen(Meanwhile(lambda: None))
    real, failures = delivering._take_receipt, [OperationalError(2013, "lost")]

    def cut_off(*args, **more):
        real(*args, **more)
        if failures:
            raise failures.pop()

    monkeypatch.setattr(delivering, "_take_receipt", cut_off)
    mail_deliver(message_id=key, last_try=False)
    assert (standing(key), failures) == (("sent", {A: "sent"}), [])
    assert [entry.verb for entry in audit.entries_of(Message.objects.get())][::-1] == ["mail.queued", "mail.sent"]


def test_end_that_was_written_though_nobody_heard_so__is_written_once(chosen, monkeypatch):
    """The connection is lost after the commit: the second writing changes nothing and records nothing."""
    key = queued(monkeypatch, A)
    chosen(Meanwhile(lambda: None))
    real, once = delivering._sent, [True]

    def lost(*args):
        real(*args)
        if once:
            once.pop()
            raise OperationalError(2013, "lost")

    monkeypatch.setattr(delivering, "_sent", lost)
    mail_deliver(message_id=key, last_try=False)
    assert [entry.verb for entry in audit.entries_of(Message.objects.get())][::-1] == ["mail.queued", "mail.sent"]
    assert standing(key) == ("sent", {A: "sent"})


def test_retry__of_a_mail_that_its_provider_refused__says_that_nothing_would_be_sent(practice):
    mail = mail_of(A)
    mail.recipients.update(told_status="failed")
    Message.objects.update(status="failed")
    with pytest.raises(MailNotRetryable, match="write to another one"):
        mail_retry(actor=practice.admin, message=mail)
    assert (Message.objects.get().status, Job.objects.count()) == ("failed", 0)


def test_job_stopped_while_the_mail_leaves__writes_down_that_it_left(chosen, monkeypatch):
    key, stop = queued(monkeypatch, A), stopping.Stop()
    mailer = chosen(Meanwhile(lambda: stop.ask(outcomes.JobCancelled.while_running())))
    with stopping.working(stop):
        mail_deliver(message_id=key, last_try=False)
    assert (mailer.sent, standing(key)) == (1, ("sent", {A: "sent"}))
    assert [entry.verb for entry in audit.entries_of(Message.objects.get())][::-1] == ["mail.queued", "mail.sent"]


def test_job_stopped_before_the_mail_leaves__sends_nothing_and_the_mail_says_so(chosen, monkeypatch):
    key, stop = queued(monkeypatch, A), stopping.Stop()
    mailer = chosen(Meanwhile(lambda: None))
    stop.ask(outcomes.JobCancelled.while_running())
    with stopping.working(stop), pytest.raises(stopping.WorkStopped):
        mail_deliver(message_id=key, last_try=False)
    assert (mailer.sent, standing(key)) == (0, ("queued", {A: "queued"}))
    jobs.cancel(actor=None, job=Job.objects.get())
    assert mails_give_up() == 1
    message = Message.objects.get()
    assert (message.status, message.error["code"], message.attempts) == ("failed", "delivery-given-up", 0)
