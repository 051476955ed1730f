"""The mail room of these tests: what is published about accounts, and the links as their mails would carry them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from accounts import events as published
from accounts import services
from core import events
from workflows.subscriptions import SUBSCRIPTIONS

ABOUT_ACCOUNTS = (
    published.UserRegistered,
    published.EmailConfirmationRequested,
    published.EmailConfirmed,
    published.PasswordResetRequested,
    published.PasswordChanged,
)


@dataclass
class Mailbox:
    """What arrived, oldest first."""

    events: list[events.Event] = field(default_factory=list)
    links: list[services.OpenLink] = field(default_factory=list)

    @property
    def token(self) -> str:
        """Of the newest mail."""
        return self.links[-1].token

    def names(self) -> list[str]:
        return [type(one).__name__ for one in self.events]


_open: list[Mailbox] = []


def deliver(event: events.Event) -> None:
    """What the mail room does: open the link, write the mail, forget the token."""
    _open[-1].events.append(event)
    link_id = getattr(event, "link_id", None)
    link = services.link_open(link_id) if link_id else None
    if link is not None:
        _open[-1].links.append(link)
        services.link_forget(link_id)


@pytest.fixture
def mailbox(embedded_jobs) -> Iterator[Mailbox]:
    """Wants a transactional test, since a mail is written after the commit."""
    box = Mailbox()
    _open.append(box)
    events.install({one: (deliver,) for one in ABOUT_ACCOUNTS})
    yield box
    _open.remove(box)
    events.install(SUBSCRIPTIONS)
