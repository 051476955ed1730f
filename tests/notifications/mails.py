"""Mails as the backends get them."""

from __future__ import annotations

from typing import Any

from core.ids import new_id
from notifications.addresses import Address
from notifications.backends import OutgoingMail


def outgoing(*addresses: str, **more: Any) -> OutgoingMail:
    """A small mail to these addresses."""
    key = str(new_id())
    fields: dict[str, Any] = {
        "key": key,
        "message_id": f"<{key}@hain.example>",
        "sender": Address("no-reply@hain.example", "Hain"),
        "to": [Address(one) for one in addresses or ("a@example.com",)],
        "cc": [],
        "bcc": [],
        "reply_to": None,
        "subject": "Papers",
        "text": "Good day,\n.\nhere they are.",
        "html": "<p>Good day</p>",
    }
    return OutgoingMail(**{**fields, **more})
