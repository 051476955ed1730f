"""What the practice calls itself before those who sign."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings


def organisation_name() -> str:
    """ESIGN_ORGANISATION, else the name in MAIL_FROM, else the domain there."""
    name, address = parseaddr(settings.MAIL_FROM)
    return str(settings.ESIGN_ORGANISATION or name or address.rpartition("@")[2])
