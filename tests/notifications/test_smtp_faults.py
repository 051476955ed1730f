"""A mail server that fails at each step: what we say of it, whether the mail may be tried again, and who got it."""

from __future__ import annotations

import time

import pytest

from core.backends import BackendError, NotAuthorised, OutcomeUnknown, RateLimited, Rejected, Retryable
from notifications.backends import smtp
from notifications.backends.smtp import SmtpMailer
from tests.notifications.mails import outgoing
from tests.servers.faulty_smtp import CLOSE, STEPS, FaultySMTP


@pytest.fixture
def server(settings):
    smtp._drop()
    with FaultySMTP() as faulty:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", faulty.port, 2
        yield faulty
    smtp._drop()


def refusal(mail=None) -> BackendError:
    with pytest.raises(BackendError) as caught:
        SmtpMailer().send(mail or outgoing())
    return caught.value


@pytest.mark.parametrize(
    ("step", "answer", "error"),
    [
        ("connect", "554 5.3.2 no service here", Rejected),
        ("connect", "421 4.3.2 too busy", Retryable),
        ("mail", "451 4.3.0 not now", Retryable),
        ("mail", "553 5.1.8 no such sender", Rejected),
        ("mail", "421 4.3.2 closing", Retryable),
        ("rcpt", "450 4.2.0 greylisted", RateLimited),
        ("rcpt", "421 4.3.2 closing", Retryable),
        ("rcpt", "999 what is this", Retryable),
        ("data", "451 4.3.0 not now", Retryable),
        ("data", "554 5.5.1 no", Rejected),
        ("content", "452 4.3.1 no room", Retryable),
        ("content", "554 5.6.0 spam", Rejected),
        ("content", "nonsense", OutcomeUnknown),
    ],
)
def test_refusal__at_a_step__says_what_it_means(server, step, answer, error):
    server.say(step, answer)
    got = refusal()
    assert type(got) is error, got.detail
    assert server.kept == []
    if error in (Rejected, Retryable) and answer[0] in "45" and step != "connect":
        assert answer in got.detail
    SmtpMailer().send(outgoing())
    assert len(server.kept) == 1


def test_ehlo__refused_where_helo_is_too__is_a_refusal(server):
    server.say("ehlo", "502 5.5.1 no")
    server.say("helo", "504 5.5.1 no")
    assert type(refusal()) is Rejected
    server.say("ehlo", "502 5.5.1 no")
    SmtpMailer().send(outgoing())
    assert len(server.kept) == 1


@pytest.mark.parametrize("step", STEPS)
def test_connection__closed_at_a_step__is_unknown_after_the_content_alone(server, step):
    server.say(step, CLOSE)
    if step == "ehlo":
        server.say("helo", CLOSE)
    got = refusal()
    assert type(got) is (OutcomeUnknown if step == "content" else Retryable)
    assert len(server.kept) == (1 if step == "content" else 0)


@pytest.mark.parametrize("step", STEPS)
def test_server__that_does_not_answer__is_given_up_after_the_timeout(server, settings, step):
    settings.EMAIL_TIMEOUT = 0.3
    server.say(step, 1.5)
    started = time.monotonic()
    got = refusal()
    assert type(got) is (OutcomeUnknown if step == "content" else Retryable)
    assert time.monotonic() - started < 1.4


def test_nobody_listens__is_retryable(settings):
    smtp._drop()
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2
    assert type(refusal()) is Retryable


def test_one_of_two_put_off__nobody_gets_it_yet(server):
    server.say("rcpt", "250 OK", "452 4.2.2 mailbox full")
    assert type(refusal(outgoing("a@example.com", "b@example.com"))) is RateLimited
    assert (server.kept, "data" in server.steps) == ([], False)


def test_one_of_two_put_off__on_the_last_try__the_other_gets_it(server):
    server.say("rcpt", "250 OK", "452 4.2.2 mailbox full")
    receipt = SmtpMailer().send(outgoing("a@example.com", "b@example.com", partly=True))
    assert {key: (one.status, one.detail) for key, one in receipt.outcomes.items()} == {
        "a@example.com": ("sent", ""), "b@example.com": ("refused", "452 4.2.2 mailbox full"),
    }  # fmt: skip
    assert len(server.kept) == 1


def test_all_refused__is_no_error_and_sends_nothing(server):
    server.say("rcpt", "550 5.1.1 no", "550 5.1.1 no")
    server.say("rset", CLOSE)
    receipt = SmtpMailer().send(outgoing("a@example.com", "b@example.com"))
    assert [one.status for one in receipt.outcomes.values()] == ["refused", "refused"]
    assert server.kept == []


def test_connection__kept_for_the_next_mail(server):
    for _ in range(3):
        SmtpMailer().send(outgoing())
    assert (server.connections, len(server.kept)) == (1, 3)


def test_idle_connection__closed_by_the_server__is_made_anew_at_once(server):
    server.idle_seconds = 0.2
    SmtpMailer().send(outgoing())
    time.sleep(0.6)
    SmtpMailer().send(outgoing())
    assert (server.connections, len(server.kept)) == (2, 2)


def test_idle_connection__ended_by_421__is_made_anew_at_once(server):
    SmtpMailer().send(outgoing())
    server.say("mail", "421 4.4.2 idle for too long")
    SmtpMailer().send(outgoing())
    assert (server.connections, len(server.kept)) == (2, 2)


def test_new_connection__that_fails_too__is_not_tried_for_ever(server):
    SmtpMailer().send(outgoing())
    server.say("mail", CLOSE, CLOSE, CLOSE)
    assert type(refusal()) is Retryable
    assert server.connections == 2


def test_starttls__not_offered__sends_nothing_in_the_clear(server, settings):
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "hain", "secret"
    got = refusal()
    assert type(got) is Rejected
    assert "encryption" in got.detail
    assert (server.kept, server.steps) == ([], ["ehlo"])


def test_password__wrong__is_not_authorised_and_not_said(server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "hain", "Some-secret-9"
    server.say("ehlo", "250-faulty\r\n250 AUTH PLAIN LOGIN")
    got = refusal()
    assert type(got) is NotAuthorised
    assert "Some-secret-9" not in got.detail and "hain" not in got.detail


def test_password__that_cannot_be_looked_at_now__is_retryable(server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "hain", "Some-secret-9"
    server.say("ehlo", "250-faulty\r\n250 AUTH PLAIN")
    server.say("auth", "454 4.7.0 directory away")
    assert type(refusal()) is Retryable


def test_lines_that_begin_with_a_dot__arrive_as_they_were(server):
    SmtpMailer().send(outgoing(text="one\n.\n..two\n.three"))
    assert b"\r\n..\r\n...two\r\n..three\r\n" in server.kept[0]


def test_text_with_bare_carriage_returns__cannot_end_the_mail_early(server):
    """No bare CR or LF leaves us, so that no server can be made to see a second mail (SMTP smuggling)."""
    SmtpMailer().send(outgoing(text="a\n.\rMAIL FROM:<x@y.example>\r\n.\r\nb\r.\r\nc\x85.\u2028."))
    (content,) = server.kept
    assert b"\r" not in content.replace(b"\r\n", b"") and b"\n" not in content.replace(b"\r\n", b"")
    assert len(server.kept) == 1


def test_check__says_whether_the_server_answers(server, settings):
    assert SmtpMailer().check().ok
    settings.EMAIL_PORT = 1
    result = SmtpMailer().check()
    assert (result.ok, result.detail) == (False, "The mail server does not answer.")
