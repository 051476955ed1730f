"""What mail providers tell us, as anymail reads it: the sender verified, the events in one shape.

Settings: EMAIL_MAILGUN_WEBHOOK_KEY (signature), EMAIL_SENDGRID_WEBHOOK_KEY (their public key), and for the others,
whose only proof is HTTP basic authentication, EMAIL_…_WEBHOOK_SECRET as `user:password`. Amazon SNS topics are
confirmed by hand (docs/runbook.md): a subscription is never confirmed because a message asks for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from importlib import import_module
from typing import Any

import structlog
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.utils import timezone

from core.backends import Rejected
from core.errors import NotFound, ServiceUnavailable, WebhookUnverified
from core.ids import parse_id

log = structlog.get_logger(__name__)
# anymail no longer tests SendGrid itself; our recorded calls do.
warnings.filterwarnings("ignore", message="django-anymail has dropped official support")
KEPT_HEADERS = ("Content-Type", "X-Amz-Sns-Message-Type", "X-Amz-Sns-Message-Id")
# How far the clocks of both sides may be apart.
AHEAD = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Told:
    """One event: anymail's normalised type, whom it is about, and what makes it the same when it comes again.

    `for_good` says that the address itself is the reason: it does not exist, or its owner called us spam.
    """

    kind: str
    message_key: str  # our own id, where the provider gives it back
    provider_id: str
    address: str
    reason: str
    detail: str
    at: dt.datetime
    identity: str
    for_good: bool


@dataclass(frozen=True)
class _Provider:
    """How anymail reads a provider's calls, and what anymail leaves to us."""

    module: str
    view: str
    setting: str
    option: str
    # Whether what came back came back for good; anymail has one word for a full mailbox and one that is not there.
    hard: Callable[[Mapping[str, Any]], bool]
    # The provider's own name of an event, where it gives one to each.
    event_id: Callable[[Mapping[str, Any]], Any] = lambda raw: None
    more: Mapping[str, Any] | None = None
    # When the call was signed, and how long after that it may come: as long as the provider repeats a call.
    signed_at: Callable[[HttpRequest], Any] | None = None
    latest: dt.timedelta = dt.timedelta(0)
    # What makes two calls one, where it is not their bytes.
    call_id: Callable[[HttpRequest], str] = lambda request: ""


def _mailgun_signature(request: HttpRequest) -> Mapping[str, Any]:
    signature: Mapping[str, Any] = json.loads(request.body)["signature"]
    return signature


def _mailgun_event(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    event: Mapping[str, Any] = raw.get("event-data", {})
    return event


_BASIC = "webhook_secret"
PROVIDERS = {
    "mailgun": _Provider(
        "mailgun",
        "MailgunTrackingWebhookView",
        "EMAIL_MAILGUN_WEBHOOK_KEY",
        "webhook_signing_key",
        hard=lambda raw: (
            _mailgun_event(raw).get("severity") == "permanent"
            and _mailgun_event(raw).get("reason") in ("bounce", "suppress-bounce")
        ),
        # Its id is its own within a day only; the time is among what makes two events one.
        event_id=lambda raw: _mailgun_event(raw).get("id"),
        signed_at=lambda request: _mailgun_signature(request)["timestamp"],
        latest=dt.timedelta(hours=12),
        # The signature is over this token and the time, and not over the events: each token counts once.
        call_id=lambda request: str(_mailgun_signature(request)["token"]),
    ),
    "sendgrid": _Provider(
        "sendgrid",
        "SendGridTrackingWebhookView",
        "EMAIL_SENDGRID_WEBHOOK_KEY",
        "tracking_webhook_verification_key",
        hard=lambda raw: raw.get("event") == "bounce" and raw.get("type", "bounce") == "bounce",
        event_id=lambda raw: raw.get("sg_event_id"),
        signed_at=lambda request: request.headers["X-Twilio-Email-Event-Webhook-Timestamp"],
        latest=dt.timedelta(hours=25),
    ),
    "amazon_ses": _Provider(
        "amazon_ses",
        "AmazonSESTrackingWebhookView",
        "EMAIL_AMAZON_SES_WEBHOOK_SECRET",
        _BASIC,
        hard=lambda raw: raw.get("bounce", {}).get("bounceType") == "Permanent",
        event_id=lambda raw: (raw.get("bounce") or raw.get("complaint") or {}).get("feedbackId"),
        more={"auto_confirm_sns_subscriptions": False},
        # Repeated under the same id (SNS, "HTTP/HTTPS headers").
        call_id=lambda request: request.headers["X-Amz-Sns-Message-Id"],
    ),
    "postmark": _Provider(
        "postmark",
        "PostmarkTrackingWebhookView",
        "EMAIL_POSTMARK_WEBHOOK_SECRET",
        _BASIC,
        hard=lambda raw: "HardBounce" in (raw.get("Type"), raw.get("SuppressionReason")),
        event_id=lambda raw: raw.get("ID"),
    ),
    "brevo": _Provider(
        "brevo",
        "BrevoTrackingWebhookView",
        "EMAIL_BREVO_WEBHOOK_SECRET",
        _BASIC,
        hard=lambda raw: raw.get("event") in ("hard_bounce", "invalid_email"),
    ),
}
ALIASES = {"ses": "amazon_ses", "amazon-ses": "amazon_ses"}


def provider_named(name: str) -> str:
    """The provider by the name in the address. Raises NotFound for one that is unknown or not switched on."""
    known = ALIASES.get(name, name)
    if known not in PROVIDERS or not getattr(settings, PROVIDERS[known].setting):
        raise NotFound
    return known


def verify(name: str, request: HttpRequest) -> str:
    """What makes the call one when it comes again; empty where its bytes do.

    Raises WebhookUnverified unless the call is the provider's own, signed over what it signs, and not too long ago.
    """
    provider = PROVIDERS[name]
    if provider.option == _BASIC and "Authorization" not in request.headers:
        raise WebhookUnverified("Log in with the user and password that are set here.")  # SNS waits to be asked
    if name == "mailgun" and request.content_type != "application/json":
        raise WebhookUnverified("A call is JSON; the forms that Mailgun sent until 2018 are not taken.")
    view = _view(name)
    try:
        for check in view.validators:
            check(view, request)
        signed = None if provider.signed_at is None else _moment(provider.signed_at(request))
        identity = provider.call_id(request)
    except Exception as error:  # it did not come to a signature that could be right: made up, or cut off
        raise WebhookUnverified("The call was not signed with the secret that is set here.") from error
    now = timezone.now()
    if signed is not None and not now - provider.latest <= signed <= now + AHEAD:
        raise WebhookUnverified("The call was signed too long ago, or by a clock that is not right.")
    return identity


def parsed(name: str, body: bytes, headers: Mapping[str, str], *, came_at: dt.datetime) -> list[Told]:
    """The events of a verified call that came at that moment. Raises Rejected for one that cannot be read."""
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": headers.get("Content-Type", "application/json"),
            **{f"HTTP_{key.upper().replace('-', '_')}": value for key, value in headers.items()},
        }
    )
    try:
        events = _view(name).parse_events(request) or []
        return [_told(name, event, came_at) for event in events]
    except ServiceUnavailable:
        raise
    except Exception as error:  # whatever a provider's new form makes the reader stumble over
        raise Rejected(f"The call of {name} could not be read ({type(error).__name__}).") from error


def subscription(name: str, body: bytes, headers: Mapping[str, str]) -> tuple[str, str] | None:
    """Topic and address of a verified call by which Amazon SNS asks us to confirm a subscription; None for any other.

    Nothing here follows the address: whoever knows our user and password could subscribe us to a topic of theirs.
    """
    if name != "amazon_ses" or headers.get("X-Amz-Sns-Message-Type") != "SubscriptionConfirmation":
        return None
    asked = json.loads(body)
    return str(asked.get("TopicArn", ""))[:300], str(asked.get("SubscribeURL", ""))[:1000]


def _view(name: str) -> Any:
    """anymail's reader. Raises ServiceUnavailable where the secret is none that it can use."""
    provider = PROVIDERS[name]
    made = getattr(import_module(f"anymail.webhooks.{provider.module}"), provider.view)
    secret = getattr(settings, provider.setting)
    try:
        if provider.option == _BASIC and ":" not in secret:  # to anymail, "None" is also who gives no password
            raise ValueError("user:password")
        return made(**{provider.option: secret, **(provider.more or {})})
    except ValueError as error:
        log.error("mail.webhook.secret_unusable", setting=provider.setting)
        raise ServiceUnavailable(f"{provider.setting} is not what {name} gives out.", retry_after=60) from error


def _moment(seconds: Any) -> dt.datetime:
    return dt.datetime.fromtimestamp(float(seconds), tz=dt.UTC)


def _told(name: str, event: Any, came_at: dt.datetime) -> Told:
    provider, raw = PROVIDERS[name], event.esp_event
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    key = parse_id(metadata.get("hain_id"))
    kind = str(event.event_type)
    detail = str(event.description or event.mta_response or "")
    provider_id = str(event.message_id or "")
    address = parseaddr(str(event.recipient or ""))[1].lower()
    if kind == "complained" and _is_not_spam(raw):
        kind = "unknown"
    at = event.timestamp or came_at
    # Nothing that differs between two readings of one call: where the provider names no time, all that it says counts.
    own = provider.event_id(raw) or hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
    when = event.timestamp.isoformat() if event.timestamp else ""
    says = (name, str(event.event_type), provider_id, address, when, str(own))
    return Told(
        kind=kind,
        message_key=str(key) if key else "",
        provider_id=provider_id,
        address=address,
        reason=str(event.reject_reason or ""),
        detail=" ".join(detail.split())[:300],
        at=at if timezone.is_aware(at) else timezone.make_aware(at, dt.UTC),
        identity=hashlib.sha256("\n".join(says).encode()).hexdigest(),
        for_good=kind == "complained" or (kind == "bounced" and provider.hard(raw)),
    )


def _is_not_spam(raw: Mapping[str, Any]) -> bool:
    """A complaint that takes a complaint back (Amazon SES, from RFC 6650)."""
    complaint = raw.get("complaint") if isinstance(raw, Mapping) else None
    return isinstance(complaint, Mapping) and complaint.get("complaintFeedbackType") == "not-spam"
