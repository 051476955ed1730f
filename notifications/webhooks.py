"""What mail providers tell us, as anymail reads it: the sender verified, the events in one shape.

Settings: EMAIL_MAILGUN_WEBHOOK_KEY (signature), EMAIL_SENDGRID_WEBHOOK_KEY (their public key), and for the others,
whose only proof is HTTP basic authentication, EMAIL_…_WEBHOOK_SECRET as `user:password`. Amazon SNS topics are
confirmed by hand: a subscription is never confirmed because a message asks for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.utils import timezone

from core.backends import Rejected
from core.errors import NotFound
from core.ids import parse_id
from core.webhooks import WebhookUnverified

KEPT_HEADERS = ("Content-Type", "X-Amz-Sns-Message-Type", "X-Amz-Sns-Message-Id")


@dataclass(frozen=True)
class Told:
    """One event: anymail's normalised type, whom it is about, and what makes it the same when it comes again."""

    kind: str
    message_key: str  # our own id, where the provider gives it back
    provider_id: str
    address: str
    reason: str
    detail: str
    at: dt.datetime
    identity: str


@dataclass(frozen=True)
class _Provider:
    module: str
    view: str
    setting: str
    option: str
    more: Mapping[str, Any]


_BASIC = "webhook_secret"
PROVIDERS = {
    "mailgun": _Provider(
        "mailgun", "MailgunTrackingWebhookView", "EMAIL_MAILGUN_WEBHOOK_KEY", "webhook_signing_key", {}
    ),
    "sendgrid": _Provider(
        "sendgrid",
        "SendGridTrackingWebhookView",
        "EMAIL_SENDGRID_WEBHOOK_KEY",
        "tracking_webhook_verification_key",
        {},
    ),
    "amazon_ses": _Provider(
        "amazon_ses",
        "AmazonSESTrackingWebhookView",
        "EMAIL_AMAZON_SES_WEBHOOK_SECRET",
        _BASIC,
        {"auto_confirm_sns_subscriptions": False},
    ),
    "postmark": _Provider("postmark", "PostmarkTrackingWebhookView", "EMAIL_POSTMARK_WEBHOOK_SECRET", _BASIC, {}),
    "brevo": _Provider("brevo", "BrevoTrackingWebhookView", "EMAIL_BREVO_WEBHOOK_SECRET", _BASIC, {}),
}
ALIASES = {"ses": "amazon_ses", "amazon-ses": "amazon_ses"}


def provider_named(name: str) -> str:
    """The provider by the name in the address. Raises NotFound for one that is unknown or not switched on."""
    known = ALIASES.get(name, name)
    if known not in PROVIDERS or not getattr(settings, PROVIDERS[known].setting):
        raise NotFound
    return known


def verify(name: str, request: HttpRequest) -> None:
    """Raise WebhookUnverified unless the call is the provider's own; the raw body is what is signed."""
    from anymail.exceptions import AnymailError  # anymail and requests: only where a webhook is switched on

    view = _view(name)
    try:
        for check in view.validators:
            check(view, request)
    except AnymailError as error:
        raise WebhookUnverified("The call was not signed with the secret that is set here.") from error


def parsed(name: str, body: bytes, headers: Mapping[str, str]) -> list[Told]:
    """The events of a verified call. Raises Rejected for one that cannot be read."""
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
    except Exception as error:  # whatever a provider's new form makes the reader stumble over
        raise Rejected(f"The call of {name} could not be read ({type(error).__name__}).") from error
    return [_told(name, event) for event in events]


def _view(name: str) -> Any:
    provider = PROVIDERS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # anymail no longer tests SendGrid itself; our recorded calls do
        made = getattr(import_module(f"anymail.webhooks.{provider.module}"), provider.view)
        return made(**{provider.option: getattr(settings, provider.setting), **provider.more})


def _told(name: str, event: Any) -> Told:
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    key = parse_id(metadata.get("hain_id"))
    detail = str(event.description or event.mta_response or "")
    at = event.timestamp or timezone.now()
    provider_id = str(event.message_id or "")
    says = (name, str(event.event_type), provider_id, str(event.recipient or ""), at.isoformat(), str(event.event_id))
    return Told(
        kind=str(event.event_type),
        message_key=str(key) if key else "",
        provider_id=provider_id,
        address=str(event.recipient or "").lower(),
        reason=str(event.reject_reason or ""),
        detail=" ".join(detail.split())[:300],
        at=at,
        identity=hashlib.sha256("\n".join(says).encode()).hexdigest(),
    )
