"""Dates of the practice: years and days count in Manila, whatever the server's clock is set to."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

MANILA = ZoneInfo("Asia/Manila")


def manila_now() -> dt.datetime:
    """The present moment in Manila."""
    return timezone.now().astimezone(MANILA)


def manila_today() -> dt.date:
    """Today's date in Manila."""
    return manila_now().date()
