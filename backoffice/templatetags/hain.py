"""Figures as people say them."""

from __future__ import annotations

from django import template

from notifications.states import BOUNCED, COMPLAINED, DELIVERED, FAILED, SENT, STATUSES, SUPPRESSED

register = template.Library()
MINUTE = 60


@register.filter
def duration(seconds: float) -> str:
    """900 -> "15 minutes"."""
    whole = round(seconds)
    if whole < 2 * MINUTE:
        return f"{whole} seconds"
    return f"{round(whole / MINUTE)} minutes"


@register.filter
def file_size(size: int) -> str:
    """Bytes as KB or MB (of 1000), rounded up to something: 48213 -> "48 KB"."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"


@register.filter
def short_checksum(checksum: str) -> str:
    """The first twelve hex digits, enough to compare by eye."""
    return checksum.removeprefix("sha256:")[:12]


@register.filter
def spoken(code: str) -> str:
    """A code as words: `in_review` -> "In review"."""
    return str(code).replace("_", " ").replace("-", " ").capitalize()


EXECUTIONS = {
    "esign": "electronically",
    "wet": "by hand",
    "wet+notary": "by hand, before a notary",
    "certificate-of-authentication": "by hand, with a certificate of authentication",
    "esap": "in the SEC's eSAP",
    "ien/ren": "before an electronic notary",
    "none": "not at all",
}


@register.filter
def signed_how(execution: str) -> str:
    """How a paper is executed, in words: `wet+notary` -> "by hand, before a notary"."""
    return EXECUTIONS.get(execution, str(execution))


@register.filter
def mail_status(status: str) -> str:
    """How a mail stands with somebody: `complained` -> "Marked as spam"."""
    return dict(STATUSES).get(status, status)


MAIL_TONES = {SENT: "good", DELIVERED: "good", BOUNCED: "bad", COMPLAINED: "bad", FAILED: "bad", SUPPRESSED: "warn"}


@register.filter
def mail_tone(status: str) -> str:
    """The colour of a mail's status: `failed` -> "bad"; what is under way has the accent's."""
    return MAIL_TONES.get(status, "accent")
