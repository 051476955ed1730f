"""Bodies that carry a link or a code: kept encrypted, shown masked."""

from __future__ import annotations

import json
import re

from core import secrets

PURPOSE = "mail"
_SECRETS = re.compile(r"https?://\S+|\b\d{6,8}\b")


def sealed(*, text: str, html: str) -> bytes:
    """Both bodies, encrypted by the installation's secret."""
    return secrets.seal(json.dumps([text, html]), purpose=PURPOSE)


def opened(content: bytes) -> tuple[str, str]:
    """Text and HTML again. Raises `core.secrets.Unreadable` where the secret they were sealed with is gone."""
    text, html = json.loads(secrets.unseal(bytes(content), purpose=PURPOSE))
    return text, html


def masked(text: str) -> str:
    """The text with its links and codes hidden."""
    return _SECRETS.sub("•••••", text)
