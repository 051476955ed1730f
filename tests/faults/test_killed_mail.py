"""Kill -9 at each step of sending a mail and of taking in what a provider tells: what was asked for happens, once, or
says that it may have happened twice.
"""

from __future__ import annotations

import base64
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction

from core import jobs
from core.jobs import dispatching
from core.models import InboundEvent, Job
from notifications.addresses import Address
from notifications.backends import smtp
from notifications.constants import APPLY
from notifications.models import MailEvent, Message
from notifications.services import mail_queue
from notifications.services.asking import Mail
from tests.faults.stepping import LEASE_SECONDS, killed_at
from tests.notifications import provider_calls
from tests.notifications.provider_calls import BASIC, HARD, PROVIDERS, Call
from tests.notifications.test_webhooks import mail_of, post
from tests.servers.smtp_server import SMTPServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files")]


@pytest.fixture
def server(settings, monkeypatch) -> Iterator[SMTPServer]:
    """A mail server that this process and those it starts send to."""
    settings.JOBS_LEASE_SECONDS, settings.CELERY_BROKER_URL = LEASE_SECONDS, ""
    with SMTPServer() as started:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", started.port
        monkeypatch.setenv("EMAIL_URL", started.url)
        yield started
    smtp._drop()


@pytest.fixture
def postmark(settings, monkeypatch) -> None:
    settings.JOBS_LEASE_SECONDS, settings.CELERY_BROKER_URL = LEASE_SECONDS, ""
    settings.JOBS_REDISPATCH_SECONDS = 1  # what was killed between its commit and the hand-over
    settings.EMAIL_POSTMARK_WEBHOOK_SECRET = BASIC
    monkeypatch.setenv("EMAIL_POSTMARK_WEBHOOK_SECRET", BASIC)
    monkeypatch.setenv("CELERY_BROKER_URL", "")


def queue(monkeypatch, count: int) -> list[Message]:
    """So many mails whose jobs nobody runs, the first asked for first."""
    made = []
    with monkeypatch.context() as patch:
        patch.setattr(dispatching, "dispatch", lambda *args: None)
        for _ in range(count):
            mail = Mail([("to", Address("a@example.com"))], "Papers", "Good day.", "<p>Good day.</p>", kind="notice")
            with transaction.atomic():
                made.append(mail_queue(actor=None, mail=mail))
    return made


def swept() -> None:
    """What beat does when the lease of the killed one is over."""
    until = time.monotonic() + 30
    while Job.objects.exclude(status__in=("succeeded", "failed")).exists():
        assert time.monotonic() < until, list(Job.objects.values_list("kind", "status", "error"))
        jobs.sweep()
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("module", "name", "when", "arrives", "marked"),
    [
        ("notifications.services.delivering", "_begin", "before", 1, False),
        ("notifications.services.delivering", "_begin", "after", 1, True),
        ("notifications.backends.smtp", "_sender_given", "after", 1, True),
        ("notifications.backends.smtp", "_handed_over", "after", 2, True),
        ("notifications.services.delivering", "_sent", "before", 2, True),
        ("notifications.services.delivering", "_sent", "after", 1, False),
        ("core.jobs.outcomes", "succeed", "before", 1, False),
    ],
)
def test_worker_killed__at_any_step_of_sending__the_mail_arrives_and_a_second_one_is_marked(
    server, monkeypatch, module, name, when, arrives, marked
):
    queue(monkeypatch, 1)
    killed_at(module, name, when, "run_job", job=str(Job.objects.get().pk))
    swept()
    message = Message.objects.get()
    assert (message.status, message.possible_duplicate) == ("sent", marked)
    assert [one.mail["Message-ID"] for one in server.mails] == [message.message_id] * arrives
    assert list(Job.objects.values_list("status", "attempts")) == [("succeeded", 2)]


@pytest.mark.parametrize(
    ("module", "name", "when", "nth", "at", "arrives"),
    [
        ("core.jobs.running", "take_more", "after", 1, None, 1),
        ("notifications.services.delivering", "_begin", "after", 3, 2, 1),
        ("notifications.backends.smtp", "_handed_over", "after", 3, 2, 2),
        ("notifications.services.delivering", "_sent", "after", 3, None, 1),
        ("core.jobs.outcomes", "update_each", "before", 1, None, 1),
    ],
)
def test_worker_killed__among_mails_that_it_took_together__all_arrive_and_only_the_one_in_doubt_is_marked(
    server, monkeypatch, module, name, when, nth, at, arrives
):
    mails = queue(monkeypatch, 5)
    killed_at(module, name, when, "run_jobs", nth=nth, job=str(mails[0].job_id))
    assert Job.objects.filter(status="running").count() == 4, "it had taken all"
    swept()
    doubtful = {mails[at].pk} if at is not None else set()
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}
    assert set(Message.objects.filter(possible_duplicate=True).values_list("pk", flat=True)) == doubtful
    came = Counter(one.mail["Message-ID"] for one in server.mails)
    assert came == {mail.message_id: arrives if mail.pk in doubtful else 1 for mail in mails}
    assert Counter(Job.objects.values_list("status", "attempts")) == {("succeeded", 1): 1, ("succeeded", 2): 4}


@pytest.mark.parametrize(
    ("module", "name", "when", "kept"),
    [("core.jobs", "enqueue", "after", 0), ("core.jobs.dispatching", "dispatch", "before", 1)],
)
def test_web_process_killed__while_a_provider_tells__keeps_all_or_nothing_and_the_repeat_counts_once(
    postmark, module, name, when, kept
):
    mail = mail_of("a@example.com")
    call = told_of(mail)
    facts = {"body": base64.b64encode(call.body).decode(), "password": call.headers["Authorization"]}
    killed_at(module, name, when, "tell_postmarks_event", **facts)
    assert (InboundEvent.objects.count(), Job.objects.count()) == (kept, kept)
    assert post("postmark", call).json() == {"taken": not kept}  # it got no answer, and tells it again
    swept()
    assert_told_once(mail)


@pytest.mark.parametrize(
    ("module", "name", "when"),
    [
        ("notifications.webhooks", "parsed", "after"),
        ("notifications.services.tracking", "_moved", "after"),
        ("notifications.services.tracking", "_apply", "after"),
        ("core.jobs.outcomes", "succeed", "before"),
    ],
)
def test_worker_killed__while_it_reads_what_a_provider_told__applies_it_once(postmark, monkeypatch, module, name, when):
    mail = mail_of("a@example.com")
    with monkeypatch.context() as patch:
        patch.setattr(dispatching, "dispatch", lambda *args: None)
        assert post("postmark", told_of(mail)).status_code == 200
    killed_at(module, name, when, "run_job", job=str(Job.objects.get().pk))
    swept()
    assert_told_once(mail)


def told_of(mail: Message) -> Call:
    return PROVIDERS["postmark"].call(HARD, mail.pk, "a@example.com", provider_calls.AT)


def assert_told_once(mail: Message) -> None:
    mail.refresh_from_db()
    assert (mail.status, MailEvent.objects.count(), InboundEvent.objects.count()) == ("bounced", 1, 1)
    assert list(Job.objects.filter(kind=APPLY).values_list("status", flat=True)) == ["succeeded"]
    assert not Job.objects.exclude(status="succeeded").exists()
