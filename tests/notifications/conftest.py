from __future__ import annotations

from collections.abc import Iterator

import pytest

from core import events
from notifications.backends import smtp
from tests.servers.smtp_server import SMTPServer
from workflows.subscriptions import SUBSCRIPTIONS


@pytest.fixture
def smtp_server(settings):
    """A mail server to which the house sends."""
    with SMTPServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server
    smtp._drop()


@pytest.fixture(autouse=True)
def _room_alone() -> Iterator[None]:
    """Nothing follows from the room's events here: what does is tested in tests/workflows."""
    events.install({})
    yield
    events.install(SUBSCRIPTIONS)
