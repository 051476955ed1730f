"""One contract over everybody who takes mail: files, a real SMTP server, Mailgun and Postmark by their HTTP APIs."""

from __future__ import annotations

import json
import time
from email import message_from_bytes, policy

import pytest

from core.backends import BackendError, NotAuthorised, OutcomeUnknown, RateLimited, Rejected, Retryable
from notifications import backends
from notifications.addresses import Address
from notifications.backends import OutgoingFile
from notifications.backends.file import folder
from tests.notifications.mails import outgoing
from tests.servers.esp_server import CLOSE, EspServer

ESPS = {
    "mailgun": {"MAILGUN_API_KEY": "key-mailgun", "MAILGUN_SENDER_DOMAIN": "mg.hain.example"},
    "postmark": {"POSTMARK_SERVER_TOKEN": "token-postmark"},
}
INACTIVE = (
    "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: a@example.com."
    " Inactive recipients are ones that have generated a hard bounce or a spam complaint."
)


@pytest.fixture(params=ESPS)
def provider(request, settings):
    """The server of one provider, chosen by the settings."""
    with EspServer() as server:
        settings.EMAIL_ESP = request.param
        settings.ANYMAIL = {
            **ESPS[request.param], f"{request.param.upper()}_API_URL": server.url, "REQUESTS_TIMEOUT": 1.0,
        }  # fmt: skip
        yield server


@pytest.fixture(params=["file", "smtp", *ESPS])
def taken(request, settings, tmp_path):
    """The chosen mailer, and a function that gives what it took: texts in which everything of the mail is found."""
    settings.VAR_DIR = tmp_path
    if request.param == "file":
        yield lambda: [path.read_bytes() for path in sorted(folder().glob("*.eml"))]
    elif request.param == "smtp":
        server = request.getfixturevalue("smtp_server")
        yield lambda: [one.content for one in server.mails]
    else:
        with EspServer() as server:
            settings.EMAIL_ESP = request.param
            settings.ANYMAIL = {**ESPS[request.param], f"{request.param.upper()}_API_URL": server.url}
            yield lambda: [json.dumps(one.fields, default=lambda held: held.decode()).encode() for one in server.asked]


def refusal() -> BackendError:
    with pytest.raises(BackendError) as caught:
        backends.configured().send(outgoing())
    return caught.value


def test_send__is_taken_with_subject_text_and_our_message_id(taken):
    mail = outgoing("a@example.com", "b@example.com", subject="Your papers")
    receipt = backends.configured().send(mail)
    assert {key: one.status for key, one in receipt.outcomes.items()} == {
        "a@example.com": "sent", "b@example.com": "sent",
    }  # fmt: skip
    (content,) = taken()
    for part in (b"Your papers", b"here they are", mail.message_id.encode(), b"a@example.com", b"b@example.com"):
        assert part in content


def test_send__twice__is_one_file_or_two_calls_under_one_message_id(taken, settings):
    mail = outgoing()
    for _ in range(2):
        backends.configured().send(mail)
    assert len(taken()) == (2 if settings.EMAIL_ESP or settings.EMAIL_HOST else 1)
    assert all(mail.message_id.encode() in one for one in taken())


def test_check__says_that_all_is_there(taken):
    result = backends.configured().check()
    assert result.ok, result.detail


def test_check__of_a_provider_without_its_key__says_what_is_missing(settings):
    settings.EMAIL_ESP, settings.ANYMAIL = "postmark", {}
    result = backends.configured().check()
    assert (result.ok, result.detail) == (False, "EMAIL_ESP_OPTIONS has not what postmark needs.")


def test_names_and_files__come_through_as_they_were(taken, settings):
    mail = outgoing(
        to=[Address("a@example.com", 'Niña "the boss" Ñ, Esq.')],
        files=[OutgoingFile("résumé, final.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")],
    )
    backends.configured().send(mail)
    if settings.EMAIL_ESP:
        return  # in what form is the provider's own
    received = message_from_bytes(taken()[0], policy=policy.default)
    assert received["To"].addresses[0].display_name == 'Niña "the boss" Ñ, Esq.'
    (attached,) = received.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("résumé, final.pdf", b"%PDF-1.7 \x00\xff")


@pytest.mark.parametrize("subject", ["Hello\nBcc: x@y.example", "Hello\r\n\r\nbody"])
def test_subject_of_two_lines__is_rejected_at_the_last_door_too(taken, subject):
    with pytest.raises(Rejected):
        backends.configured().send(outgoing(subject=subject))
    assert taken() == []


# --- providers ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answer", "error", "retry_after"),
    [
        (429, RateLimited, 7),
        (401, NotAuthorised, None),
        (403, NotAuthorised, None),
        (400, Rejected, None),
        (413, Rejected, None),
        (503, Retryable, 7),
        (500, OutcomeUnknown, None),
        (504, OutcomeUnknown, None),
        ((200, b"<html>"), OutcomeUnknown, None),
        (CLOSE, OutcomeUnknown, None),
    ],
)
def test_provider__that_refuses_or_breaks__says_whether_the_mail_may_have_gone_out(
    provider, answer, error, retry_after
):
    provider.answers = [answer]
    got = refusal()
    assert (type(got), got.retry_after) == (error, retry_after)
    assert len(provider.asked) == 1
    assert "token" not in got.detail and "key-" not in got.detail


def test_provider__that_is_slow__may_have_taken_the_mail(provider):
    provider.answers = [2.0]
    started = time.monotonic()
    assert type(refusal()) is OutcomeUnknown
    assert time.monotonic() - started < 1.9


def test_provider__that_nobody_reaches__got_nothing(settings):
    settings.EMAIL_ESP = "postmark"
    settings.ANYMAIL = {**ESPS["postmark"], "POSTMARK_API_URL": "http://127.0.0.1:1/"}
    assert type(refusal()) is Retryable
    settings.ANYMAIL = {**ESPS["postmark"], "POSTMARK_API_URL": "http://nobody.invalid/"}
    assert type(refusal()) is Retryable


def test_postmark__refusing_one_of_two__says_so_of_that_one(settings):
    with EspServer() as server:
        settings.EMAIL_ESP = "postmark"
        settings.ANYMAIL = {**ESPS["postmark"], "POSTMARK_API_URL": server.url}
        words = "Message OK, but will not deliver to these inactive addresses: a@example.com. Inactive recipients are"
        taken = {"To": "a@example.com, b@example.com", "MessageID": "b7bc2f4a", "ErrorCode": 0, "Message": words}
        server.answers = [(200, taken)]
        receipt = backends.configured().send(outgoing("a@example.com", "b@example.com"))
        assert {key: one.status for key, one in receipt.outcomes.items()} == {
            "a@example.com": "refused", "b@example.com": "sent",
        }  # fmt: skip
        server.answers = [(422, {"ErrorCode": 406, "Message": INACTIVE})]
        receipt = backends.configured().send(outgoing("a@example.com"))
        assert [(one.status, one.detail) for one in receipt.outcomes.values()] == [
            ("refused", "The provider says: rejected.")
        ]


def test_mailgun__gets_our_id_so_that_its_events_find_the_mail(settings):
    with EspServer() as server:
        settings.EMAIL_ESP = "mailgun"
        settings.ANYMAIL = {**ESPS["mailgun"], "MAILGUN_API_URL": server.url}
        mail = outgoing()
        receipt = backends.configured().send(mail)
        assert receipt.provider_id == "<20261123013004.1@mg.hain.example>"
        assert server.asked[0].path == "/mg.hain.example/messages"
        assert server.asked[0].fields["v:hain_id"] == mail.key
