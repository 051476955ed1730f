from __future__ import annotations

import pytest

from notifications.backends import smtp
from tests.servers.smtp_server import SMTPServer


@pytest.fixture
def smtp_server(settings):
    """A mail server to which the house sends."""
    with SMTPServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server
    smtp._drop()
