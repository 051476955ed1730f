"""Bodies that carry a link or a code: kept encrypted, shown masked."""

from __future__ import annotations

import json
import re

from core.sealing import BrokenSealError, seal, unseal
from notifications.exceptions import BodyGone

PURPOSE = "mail"
_SECRETS = re.compile(r"https?://[^\s\"'<>]+|\b\d{6,8}\b")
MASK = "•••••"


def sealed(*, text: str, html: str) -> bytes:
    """Both bodies, encrypted under the installation's secret."""
    return seal(json.dumps([text, html]).encode(), purpose=PURPOSE)


def opened(content: bytes | memoryview) -> tuple[str, str]:
    """Text and HTML again. Raises BodyGone where they were purged, or the secret that sealed them is gone."""
    if not content:
        raise BodyGone("The link in this mail has been removed. Ask for a new one.")
    try:
        text, html = json.loads(unseal(bytes(content), purpose=PURPOSE))
    except BrokenSealError as error:
        raise BodyGone("This mail was kept under an earlier SECRET_KEY. Ask for a new one.") from error
    return text, html


def masked(text: str) -> str:
    """The text with its links and codes hidden."""
    return _SECRETS.sub(MASK, text)
