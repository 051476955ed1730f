"""What providers tell us: the same contract over all five; nobody else is listened to, and nothing counts twice."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client

from core.models import InboundEvent, Job
from notifications.models import MailEvent, Message, Recipient, Suppression
from tests.notifications import provider_calls
from tests.notifications.provider_calls import COMPLAINT, DELIVERED, HARD, PROVIDERS, SOFT, Call, Calls

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("files", "embedded_jobs")]
ADDRESS = "liwayway@example.com"


@pytest.fixture(params=sorted(PROVIDERS))
def provider(request, settings) -> Calls:
    chosen = PROVIDERS[request.param]
    setattr(settings, chosen.setting, chosen.secret)
    return chosen


@pytest.fixture
def mail(db) -> Message:
    """A mail to one person that a provider has taken."""
    return mail_of(ADDRESS)


def mail_of(*addresses: str, status: str = "sent") -> Message:
    message = Message.objects.create(subject="Papers", sender="Hain <no-reply@hain.example>", status=status)
    for address in addresses:
        Recipient.objects.create(message=message, address=address, own_status=status)
    return message


def post(name: str, call: Call, **more: str):
    headers = {f"HTTP_{key.upper().replace('-', '_')}": value for key, value in call.headers.items()}
    return Client().post(
        f"/api/email/webhooks/{name}", call.body, content_type=call.content_type, **{**headers, **more}
    )


def kept() -> tuple[int, int, int]:
    return InboundEvent.objects.count(), Job.objects.count(), MailEvent.objects.count()


@pytest.mark.parametrize(
    ("telling", "status", "suppressed"),
    [
        (DELIVERED, "delivered", []),
        (HARD, "bounced", [(ADDRESS, "bounced")]),
        (SOFT, "bounced", []),
        (COMPLAINT, "complained", [(ADDRESS, "complained")]),
    ],
)
def test_webhook__signed__moves_the_mail_and_suppresses_what_is_gone_for_good(
    provider, mail, telling, status, suppressed
):
    answer = post(provider.name, provider.call(telling, mail.pk, ADDRESS))
    assert (answer.status_code, answer.json()) == (200, {"taken": True})
    mail.refresh_from_db()
    assert (mail.status, mail.recipients.get().status) == (status, status)
    assert list(Suppression.objects.values_list("address", "reason")) == suppressed
    assert list(Job.objects.values_list("kind", "status", "result")) == [("email.apply", "succeeded", {"events": 1})]


def test_webhook__forged_or_unsigned__is_a_401_problem_and_keeps_nothing(provider, mail):
    right = provider.call(HARD, mail.pk, ADDRESS)
    for wrong in (provider.forged(right), provider.unsigned(right)):
        answer = post(provider.name, wrong)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer.json()["code"] == "webhook-unverified"
        assert answer["WWW-Authenticate"].startswith("Basic realm=")
    assert kept() == (0, 0, 0)
    mail.refresh_from_db()
    assert mail.status == "sent"


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"signature": 5}',
             '{"signature": {"token": "ü", "timestamp": "ü", "signature": "ü"}}'.encode()],
)  # fmt: skip
def test_webhook__of_rubbish__is_a_401_and_no_crash(provider, body):
    for headers in ({}, {"X-Twilio-Email-Event-Webhook-Signature": "ü", "X-Twilio-Email-Event-Webhook-Timestamp": "ü"},
                    {"Authorization": "Basic ÿ"}, {"Authorization": "Basic"}):  # fmt: skip
        assert post(provider.name, Call(body, headers)).status_code == 401
    assert kept() == (0, 0, 0)


def test_webhook__without_its_secret__is_404_and_keeps_nothing(provider, mail, settings):
    call = provider.call(HARD, mail.pk, ADDRESS)
    setattr(settings, provider.setting, "")
    assert post(provider.name, call).status_code == 404
    assert post("nobody", call).status_code == 404
    assert kept() == (0, 0, 0)


def test_webhook__that_comes_again__counts_once(provider, mail):
    call = provider.call(DELIVERED, mail.pk, ADDRESS)
    answers = [post(provider.name, call).json() for _ in range(3)]
    assert answers == [{"taken": True}, {"taken": False}, {"taken": False}]
    assert kept() == (1, 1, 1)


def test_webhook__of_one_event_in_two_calls__is_one_event(provider, mail):
    """A provider that repeats in a new envelope, or after the first envelope was forgotten."""
    post(provider.name, provider.call(DELIVERED, mail.pk, ADDRESS))
    InboundEvent.objects.all().delete()
    post(provider.name, provider.call(DELIVERED, mail.pk, ADDRESS))
    assert (Job.objects.filter(status="succeeded").count(), MailEvent.objects.count()) == (2, 1)


def test_webhook__too_large__is_413_and_keeps_nothing(provider, mail, settings):
    settings.WEBHOOK_LIMIT_BYTES = 1000
    call = provider.call(DELIVERED, mail.pk, ADDRESS)
    padded = Call(call.body + b" " * 1001, call.headers, call.content_type)
    assert (post(provider.name, padded).status_code, kept()) == (413, (0, 0, 0))


def test_webhook__about_a_mail_that_is_not_ours__is_taken_and_changes_nothing(provider, mail):
    answer = post(provider.name, provider.call(HARD, "0199f3c2-5c1e-7c40-9d5b-3f1f6f9f2a31", ADDRESS))
    assert (answer.status_code, Job.objects.get().result) == (200, {"events": 0})
    mail.refresh_from_db()
    assert (mail.status, MailEvent.objects.count(), Suppression.objects.count()) == ("sent", 0, 0)


def test_webhook__about_an_address_that_the_mail_did_not_go_to__suppresses_nobody(provider, mail):
    post(provider.name, provider.call(HARD, mail.pk, "judge@court.example"))
    mail.refresh_from_db()
    assert (mail.status, MailEvent.objects.count(), Suppression.objects.count()) == ("sent", 1, 0)


def test_webhook__signed_but_unreadable__is_taken_and_its_job_fails_in_sight_of_staff(provider):
    assert post(provider.name, provider.sign(provider.unreadable)).status_code == 200
    job = Job.objects.get()
    assert (job.status, job.attempts, job.error["code"]) == ("failed", 1, "backend-rejected")
    assert job.error["detail"].startswith(f"The call of {provider.name} could not be read")


def test_webhook__before_the_worker_wrote_that_it_sent__is_believed(provider, settings):
    """The provider is often faster with its word than we are; then everybody of that mail has been handed over."""
    mail = mail_of(ADDRESS, "b@example.com", status="queued")
    Message.objects.filter(pk=mail.pk).update(status="sending")
    post(provider.name, provider.call(DELIVERED, mail.pk, ADDRESS))
    mail.refresh_from_db()
    assert mail.status == "sent"
    assert dict(mail.recipients.values_list("address", "own_status")) == {ADDRESS: "sent", "b@example.com": "sent"}


@pytest.mark.parametrize(("name", "sign", "hours"), [
    ("mailgun", provider_calls.by_mailgun, 12), ("sendgrid", provider_calls.by_sendgrid, 25),
])  # fmt: skip
def test_webhook__signed_too_long_ago_or_in_the_future__is_401(settings, mail, name, sign, hours):
    chosen = PROVIDERS[name]
    setattr(settings, chosen.setting, chosen.secret)
    told = chosen.tell(DELIVERED, str(mail.pk), ADDRESS, provider_calls.AT)
    now = time.time()
    for at in (now - hours * 3600 - 60, now + 360):
        assert post(name, sign(told, at=at)).status_code == 401
    assert kept() == (0, 0, 0)
    assert post(name, sign(told, at=now - hours * 3600 + 60)).status_code == 200


def test_mailgun__signature_of_one_call_on_another_body__counts_for_nothing(settings, mail):
    """It signs a token and a time, and not what it tells: a signature that was seen is of no use."""
    settings.EMAIL_MAILGUN_WEBHOOK_KEY = provider_calls.MAILGUN_KEY
    seen = json.loads(PROVIDERS["mailgun"].call(DELIVERED, mail.pk, ADDRESS).body)
    assert post("mailgun", Call(json.dumps(seen).encode(), {})).json() == {"taken": True}
    other = {**provider_calls.mailgun(HARD, str(mail.pk), ADDRESS, provider_calls.AT), "signature": seen["signature"]}
    assert post("mailgun", Call(json.dumps(other).encode(), {})).json() == {"taken": False}
    mail.refresh_from_db()
    assert (mail.status, Suppression.objects.count()) == ("delivered", 0)


def test_mailgun__form_of_before_2018__is_401(settings):
    settings.EMAIL_MAILGUN_WEBHOOK_KEY = provider_calls.MAILGUN_KEY
    call = Call(b"event=bounced&token=t&timestamp=1&signature=s", {}, "application/x-www-form-urlencoded")
    assert post("mailgun", call).status_code == 401


def test_sns__asking_to_confirm_a_subscription__is_kept_and_told_and_not_followed(settings, caplog, monkeypatch):
    settings.EMAIL_AMAZON_SES_WEBHOOK_SECRET = provider_calls.BASIC
    import boto3

    def nobody_calls(*args: object, **kwargs: object) -> None:
        raise AssertionError("the subscription was confirmed by itself")

    monkeypatch.setattr(boto3.session, "Session", nobody_calls)
    address = "https://sns.ap-southeast-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336"
    call = provider_calls.by_sns(
        "You have chosen to subscribe.", kind="SubscriptionConfirmation", Token="2336", SubscribeURL=address
    )
    with caplog.at_level("WARNING"):
        assert post("ses", call).status_code == 200
    assert json.loads(bytes(InboundEvent.objects.get().body))["SubscribeURL"] == address
    assert Job.objects.get().result == {"events": 0}
    told = [one.msg for one in caplog.records if isinstance(one.msg, dict)]
    waits = [one for one in told if one["event"] == "mail.webhook.subscription_waits"]
    assert [(one["topic"], one["subscribe_url"]) for one in waits] == [
        ("arn:aws:sns:ap-southeast-1:123456789012:hain-mail", address)
    ]


def test_ses__complaint_taken_back__suppresses_nobody(settings, mail):
    settings.EMAIL_AMAZON_SES_WEBHOOK_SECRET = provider_calls.BASIC
    told = provider_calls.amazon_ses(COMPLAINT, str(mail.pk), ADDRESS, provider_calls.AT)
    told["complaint"]["complaintFeedbackType"] = "not-spam"
    assert post("amazon-ses", provider_calls.by_sns(told)).status_code == 200
    mail.refresh_from_db()
    assert (mail.status, Suppression.objects.count()) == ("sent", 0)


def test_sendgrid__with_a_key_that_is_none__is_503_and_the_call_may_come_again(settings, mail):
    settings.EMAIL_SENDGRID_WEBHOOK_KEY = "not a key"
    answer = post("sendgrid", PROVIDERS["sendgrid"].call(DELIVERED, mail.pk, ADDRESS))
    assert (answer.status_code, answer["Retry-After"], kept()) == (503, "60", (0, 0, 0))


def test_basic_secret_that_is_no_user_and_password__lets_nobody_in(settings):
    """anymail compares with the text of None where no password came."""
    settings.EMAIL_POSTMARK_WEBHOOK_SECRET = "None"
    for headers, status in (({}, 401), ({"Authorization": "Bearer x"}, 503), ({"Authorization": "Basic %"}, 503)):
        assert post("postmark", Call(b"{}", headers)).status_code == status
    assert kept() == (0, 0, 0)


def test_webhooks__have_a_limit_of_their_own(settings, mail):
    settings.EMAIL_POSTMARK_WEBHOOK_SECRET = provider_calls.BASIC
    settings.LIMIT_WEBHOOKS_PER_MINUTE = 70
    call = PROVIDERS["postmark"].call(DELIVERED, mail.pk, ADDRESS)
    answers = [post("postmark", call) for _ in range(71)]
    assert [one.status_code for one in answers] == [200] * 70 + [429]
    assert answers[0]["RateLimit-Policy"] == '"webhooks";q=70;w=60'
    assert Client().get("/api/docs/verify/nothing").status_code != 429


def test_limit_of_webhooks__is_1200_a_minute_unless_set():
    from django.conf import settings

    assert settings.LIMIT_WEBHOOKS_PER_MINUTE == 1200
