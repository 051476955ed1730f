"""The calls of five providers, made anew after their public documents: what they send, and how they show who they are.

Each `Calls` makes the same four tellings (delivered, hard bounce, soft bounce, complaint) of one recipient of one mail,
one that cannot be read, and signs what it is given.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

AT = 1_795_397_404  # 2026-11-23 01:30:04 UTC, in seconds
DELIVERED, HARD, SOFT, COMPLAINT = "delivered", "hard bounce", "soft bounce", "complaint"
TELLINGS = (DELIVERED, HARD, SOFT, COMPLAINT)
BASIC = "provider:Long-enough-9"
MAILGUN_KEY = "key-0123456789abcdef0123456789abcdef"
_SENDGRID = ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Call:
    """One call as it comes over the wire."""

    body: bytes
    headers: Mapping[str, str]
    content_type: str = "application/json"


@dataclass(frozen=True)
class Calls:
    """One provider: its setting with the secret, and how it tells and signs."""

    name: str
    setting: str
    secret: str
    tell: Callable[[str, str, str, int], Any]  # telling, our id of the mail, address, seconds
    sign: Callable[[Any], Call]
    unreadable: Any
    signs_time: bool = False

    def call(self, telling: str, key: object, address: str, at: int = AT) -> Call:
        """That telling, signed now."""
        return self.sign(self.tell(telling, str(key), address, at))

    def forged(self, call: Call) -> Call:
        """The same call with a signature or a password that is not right."""
        if self.name == "mailgun":
            told = json.loads(call.body)
            told["signature"]["signature"] = "0" * 64
            return Call(json.dumps(told).encode(), call.headers)
        if self.name == "sendgrid":
            return Call(call.body + b" ", call.headers)
        return Call(call.body, {**call.headers, **_basic("provider:Long-enough-8")}, call.content_type)

    def unsigned(self, call: Call) -> Call:
        """The same call with nothing that shows who sent it."""
        if self.name == "mailgun":
            told = json.loads(call.body)
            return Call(json.dumps({"event-data": told.get("event-data", {})}).encode(), call.headers)
        left = {key: value for key, value in call.headers.items() if "Twilio" not in key and key != "Authorization"}
        return Call(call.body, left, call.content_type)


def _basic(account: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(account.encode()).decode()}


def by_password(told: Any) -> Call:
    return Call(json.dumps(told).encode(), _basic(BASIC))


# --- Mailgun: HMAC-SHA256 over timestamp and token, inside the body ----------------------------------------------
def by_mailgun(told: Any, *, at: float | None = None, token: str = "") -> Call:
    stamp, token = str(int(at or time.time())), token or uuid.uuid4().hex + "0" * 18
    signature = hmac.new(MAILGUN_KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    signed = {"signature": {"timestamp": stamp, "token": token, "signature": signature}, **told}
    return Call(json.dumps(signed).encode(), {})


def mailgun(telling: str, key: str, address: str, at: int) -> Any:
    event: dict[str, Any] = {
        "id": uuid.uuid5(uuid.NAMESPACE_URL, telling + address + str(at)).hex[:22],
        "timestamp": at + 0.25,
        "log-level": "info",
        "recipient": address,
        "user-variables": {"hain_id": key},
        "message": {"headers": {"message-id": f"{key}@hain.example", "to": address, "from": "no-reply@hain.example"}},
        "tags": [],
        "flags": {"is-authenticated": True, "is-test-mode": False},
    }
    if telling == DELIVERED:
        status = {"code": 250, "message": "OK", "description": "", "tls": True, "attempt-no": 1}
        return {"event-data": {**event, "event": "delivered", "delivery-status": status}}
    if telling == COMPLAINT:
        return {"event-data": {**event, "event": "complained"}}
    hard = telling == HARD
    return {
        "event-data": {
            **event,
            "event": "failed",
            "log-level": "error",
            "severity": "permanent",
            "reason": "bounce" if hard else "generic",
            "delivery-status": {
                "code": 550 if hard else 552,
                "message": "5.1.1 No such user" if hard else "5.2.2 Mailbox full",
                "description": "",
            },
        }
    }


# --- SendGrid: ECDSA with SHA-256 over timestamp header and body --------------------------------------------------
def sendgrid_public_key() -> str:
    made = _SENDGRID.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(made).decode()


def by_sendgrid(told: Any, *, at: float | None = None) -> Call:
    body, stamp = (told if isinstance(told, bytes) else json.dumps(told).encode()), str(int(at or time.time()))
    signature = base64.b64encode(_SENDGRID.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    return Call(
        body,
        {
            "X-Twilio-Email-Event-Webhook-Signature": signature,
            "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
        },
    )


def sendgrid(telling: str, key: str, address: str, at: int) -> Any:
    event: dict[str, Any] = {
        "email": address,
        "timestamp": at,
        "smtp-id": f"<{key}@hain.example>",
        "sg_event_id": base64.urlsafe_b64encode(f"{telling}{address}{at}".encode()).decode()[:40],
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        "hain_id": key,
    }
    if telling == DELIVERED:
        return [{**event, "event": "delivered", "response": "250 OK", "tls": 1, "ip": "203.0.113.9"}]
    if telling == COMPLAINT:
        return [{**event, "event": "spamreport"}]
    if telling == HARD:
        more = {"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 No such user"}
    else:
        more = {"type": "blocked", "status": "5.2.2", "reason": "552 5.2.2 Mailbox full"}
    return [{**event, "event": "bounce", **more}]


# --- Amazon SES by SNS: basic authentication, JSON in JSON, as text ------------------------------------------------
def by_sns(told: Any, *, kind: str = "Notification", message_id: str = "", **more: Any) -> Call:
    message = told if isinstance(told, str) else json.dumps(told)
    message_id = message_id or str(uuid.uuid5(uuid.NAMESPACE_URL, message))
    body = {
        "Type": kind,
        "MessageId": message_id,
        "TopicArn": "arn:aws:sns:ap-southeast-1:123456789012:hain-mail",
        "Message": message,
        "Timestamp": "2026-11-23T01:30:04.120Z",
        "SignatureVersion": "1",
        "Signature": "EXAMPLE",
        **more,
    }
    headers = {"X-Amz-Sns-Message-Type": kind, "X-Amz-Sns-Message-Id": message_id, **_basic(BASIC)}
    return Call(json.dumps(body).encode(), headers, "text/plain; charset=UTF-8")


def amazon_ses(telling: str, key: str, address: str, at: int) -> Any:
    mail = {
        "timestamp": "2026-11-23T01:30:01.000Z",
        "source": "no-reply@hain.example",
        "messageId": "01000196-ses-" + key,
        "destination": [address],
        "headers": [{"name": "X-Metadata", "value": json.dumps({"hain_id": key})}],
    }
    moment = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at))
    if telling == DELIVERED:
        delivery = {"timestamp": moment, "recipients": [address], "smtpResponse": "250 OK"}
        return {"eventType": "Delivery", "mail": mail, "delivery": delivery}
    feedback = f"fb-{telling}-{at}"
    if telling == COMPLAINT:
        complaint = {
            "feedbackId": feedback, "timestamp": moment, "complaintFeedbackType": "abuse",
            "complainedRecipients": [{"emailAddress": address}],
        }  # fmt: skip
        return {"eventType": "Complaint", "mail": mail, "complaint": complaint}
    hard = telling == HARD
    who = {"emailAddress": f"Somebody <{address}>", "action": "failed", "status": "5.1.1" if hard else "5.2.2",
           "diagnosticCode": "smtp; 550 5.1.1 no such user" if hard else "smtp; 552 5.2.2 mailbox full"}  # fmt: skip
    bounce = {
        "feedbackId": feedback, "timestamp": moment, "bounceType": "Permanent" if hard else "Transient",
        "bounceSubType": "General" if hard else "MailboxFull", "bouncedRecipients": [who],
    }  # fmt: skip
    return {"eventType": "Bounce", "mail": mail, "bounce": bounce}


# --- Postmark and Brevo: basic authentication ----------------------------------------------------------------------
def postmark(telling: str, key: str, address: str, at: int) -> Any:
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    common = {"MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "ServerID": 23, "MessageStream": "outbound",
              "Metadata": {"hain_id": key}, "Tag": ""}  # fmt: skip
    if telling == DELIVERED:
        return {**common, "RecordType": "Delivery", "Recipient": address, "DeliveredAt": moment, "Details": "250 OK"}
    kind, code = {HARD: ("HardBounce", 1), SOFT: ("SoftBounce", 4096), COMPLAINT: ("SpamComplaint", 100001)}[telling]
    return {
        **common,
        "RecordType": "SpamComplaint" if telling == COMPLAINT else "Bounce",
        "ID": at * 10 + code % 7,
        "Type": kind,
        "TypeCode": code,
        "Email": address,
        "From": "no-reply@hain.example",
        "BouncedAt": moment,
        "Details": "smtp;550 5.1.1 no such user",
        "Description": "What the receiving server said.",
        "Inactive": telling != SOFT,
        "CanActivate": True,
    }


def brevo(telling: str, key: str, address: str, at: int) -> Any:
    event = {DELIVERED: "delivered", HARD: "hard_bounce", SOFT: "soft_bounce", COMPLAINT: "spam"}[telling]
    return {
        "event": event,
        "email": address,
        "id": 26224,
        "date": "2026-11-23 09:30:04",
        "ts": at,
        "ts_event": at,
        "ts_epoch": at * 1000,
        "message-id": "<202611230130.12345678901@smtp-relay.mailin.fr>",
        "X-Mailin-custom": json.dumps({"hain_id": key}),
        "subject": "Your papers",
        "reason": "" if telling == DELIVERED else "550 5.1.1 no such user",
    }


PROVIDERS = {
    one.name: one
    for one in (
        Calls("mailgun", "EMAIL_MAILGUN_WEBHOOK_KEY", MAILGUN_KEY, mailgun, by_mailgun, {"event-data": {}}, True),
        Calls(
            "sendgrid", "EMAIL_SENDGRID_WEBHOOK_KEY", sendgrid_public_key(), sendgrid, by_sendgrid, b"[{not json", True
        ),
        Calls("amazon_ses", "EMAIL_AMAZON_SES_WEBHOOK_SECRET", BASIC, amazon_ses, by_sns, "{not json"),
        Calls("postmark", "EMAIL_POSTMARK_WEBHOOK_SECRET", BASIC, postmark, by_password, ["no", "object"]),
        Calls("brevo", "EMAIL_BREVO_WEBHOOK_SECRET", BASIC, brevo, by_password, ["no", "object"]),
    )
}
