"""A small practice with the library imported, seen through the admin."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from backoffice import demo
from cases.models import Case
from documents import services
from documents.models import Document, Revision
from tests.backoffice.template_desk import desk  # noqa: F401 - a fixture


@dataclass
class Practice:
    """The demo's people and cases, and the admin as each of them sees it."""

    users: dict[str, User]
    case: Case
    other_case: Case  # the reviewer's alone

    def browser(self, who: str) -> Client:
        client = Client()
        client.force_login(self.users[who], backend="accounts.backends.RoleBackend")
        return client

    def document(self) -> Document:
        """The main job run once by the lawyer."""
        return self.revision().document

    def revision(self) -> Revision:
        return demo.main_job(self.users["lawyer"], self.case)

    def url(self, name: str, *args: object) -> str:
        return reverse(f"admin:{name}", args=args)


SLUG = "articles-of-incorporation-stock"  # the one template that these tests need


@pytest.fixture
def practice(
    db: None, files: None, embedded_jobs: None, printed_once: None, monkeypatch: pytest.MonkeyPatch
) -> Practice:
    """Everybody of the demo, and its template published (whether it may be is tested with the documents)."""
    monkeypatch.setattr("documents.services.publishing._require_publishable", lambda source: None)
    services.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library" / SLUG)
    made = demo.demo_create()
    other = Case.objects.get(opened_by=made.users["reviewer"])
    return Practice(dict(made.users), made.case, other)
