"""The admin as the people of a practice see it who write templates; lighter than the demo."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from documents.models import TemplateDraft
from tests.documents import drafts


@dataclass
class Desk:
    """Who there is: admin, other-admin, lawyer, colleague (a lawyer) and client."""

    users: dict[str, User]

    def browser(self, who: str) -> Client:
        client = Client()
        client.force_login(self.users[who], backend="accounts.backends.RoleBackend")
        return client

    def url(self, name: str, *args: object) -> str:
        return reverse(f"admin:documents_{name}", args=args)

    def draft(self, who: str = "lawyer") -> TemplateDraft:
        return drafts.start(self.users[who])

    def read(self, who: str, address: str) -> str:
        return self.browser(who).get(address).content.decode()


@pytest.fixture
def desk(db: None, embedded_jobs: None) -> Desk:
    """Everybody, and the tiny template published."""
    drafts.publish()
    return Desk(drafts.people())
