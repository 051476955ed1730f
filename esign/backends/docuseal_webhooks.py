"""What DocuSeal calls us with: signed in `X-Docuseal-Signature` over the time and the raw body, and one event a call.

Source: docs/webhooks/webhook-signature.md, form-webhook.md and submission-webhook.md in github.com/docusealco/docuseal.
The custom header of its *Secret* tab is another thing and proves nothing here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from typing import Any

from core.backends import Rejected
from core.errors import WebhookUnverified
from esign.backends.base import Told
from esign.backends.docuseal_answers import moment

HEADER = "x-docuseal-signature"
WINDOW_SECONDS = 300  # either way
_SECONDS = re.compile(r"[0-9]{1,12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def verified(headers: Mapping[str, str], body: bytes, *, secret: str) -> str:
    """What makes the call the same when it comes again: the checksum of its body, whose own time is in it. Raises
    WebhookUnverified unless it was signed with `secret` less than five minutes ago, by a clock about as right as ours.
    """
    given = {name.lower(): value for name, value in headers.items()}.get(HEADER, "")
    at, _, digest = given.partition(".")
    if not secret or not _SECONDS.fullmatch(at) or not _DIGEST.fullmatch(digest):
        raise WebhookUnverified("The call carries no signature.")
    if not hmac.compare_digest(signature_of(body, at=at, secret=secret), digest):
        raise WebhookUnverified("The call was not signed with the secret that is set here.")
    if abs(time.time() - int(at)) > WINDOW_SECONDS:
        raise WebhookUnverified("The call was signed too long ago, or by a clock that is not right.")
    return hashlib.sha256(body).hexdigest()


def signature_of(body: bytes, *, at: str, secret: str) -> str:
    """The digest that DocuSeal puts behind the time `at` (Unix seconds): HMAC-SHA256, lower hex."""
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


def told_in(body: bytes) -> list[Told]:
    """The event of a verified call; none for one about a template. Raises Rejected for a call that cannot be read."""
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        raise Rejected("The call is not JSON.") from None
    if not isinstance(call, Mapping) or not isinstance(call.get("data"), Mapping):
        raise Rejected("The call has another form than DocuSeal's documents say.")
    kind, at = str(call.get("event_type", ""))[:60], moment(call.get("timestamp"))
    external_id = _submission(kind, call["data"])
    if external_id is None:
        return []
    if at is None:
        raise Rejected("The call does not say when it happened.")
    return [Told(external_id, kind, at, hashlib.sha256(body).hexdigest())]


def _submission(kind: str, data: Mapping[str, Any]) -> str | None:
    """The id of the submission: in a `form` event it stands beside the submitter's, in a `submission` event it is the
    event's own.
    """
    family = kind.partition(".")[0]
    if family == "submission":
        told = data.get("id")
    elif family == "form":
        inner = data.get("submission")
        told = inner.get("id") if isinstance(inner, Mapping) else data.get("submission_id")
    else:
        return None
    if isinstance(told, bool) or not isinstance(told, int):
        raise Rejected("The call does not say which submission it is about.")
    return str(told)
