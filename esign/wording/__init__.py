"""The words of the signing page, in the languages of `User.Locale`, and how days and addresses are written there."""

from __future__ import annotations

import datetime as dt

from accounts.wording import ENGLISH, FILIPINO
from core.clock import MANILA
from esign.constants import Role
from esign.wording import english, filipino

LANGUAGES = {ENGLISH: english, FILIPINO: filipino}


def words_for(locale: str, role: str) -> dict[str, str]:
    """All words of the page for somebody of that role; a signer's for any other role."""
    known = LANGUAGES[locale]
    return {**known.WORDS, **known.BY_ROLE.get(role, known.BY_ROLE[Role.SIGNER])}


def day(value: dt.datetime, locale: str) -> str:
    """The day in Manila: `29 November 2026`, `29 Nobyembre 2026`."""
    there = value.astimezone(MANILA)
    return f"{there.day} {LANGUAGES[locale].MONTHS[there.month - 1]} {there.year}"


def clock_time(value: dt.datetime) -> str:
    """The time in Manila: `3:05 PM`."""
    return f"{value.astimezone(MANILA):%I:%M %p}".lstrip("0")


def masked(address: str) -> str:
    """As much of an address as its owner knows it by: `l…@lawud.example`."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
