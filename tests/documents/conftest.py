"""A small practice with the library imported, one case and everybody who may or may not see it."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings

from accounts.models import User
from accounts.services import user_create
from cases.models import Case
from cases.services import assignment_add, case_open
from documents import services
from documents.models import TemplateVersion


@dataclass
class Practice:
    admin: User
    lawyer: User
    reviewer: User
    other_lawyer: User
    client: User
    other_client: User
    case: Case
    version: TemplateVersion
    inputs: dict[str, Any]


def person(name: str, role: str) -> User:
    return user_create(
        actor=None, email=f"{name}@hain.example", password="Long-enough-9", full_name=name.title(), role=role
    )


@pytest.fixture
def practice(db) -> Practice:
    """The articles' template published; a case of `client`, led by `lawyer`, with `reviewer` assigned."""
    services.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library")
    version = TemplateVersion.objects.select_related("template").get(
        template__slug="articles-of-incorporation-stock"
    )
    admin, lawyer, client = person("admin", "admin"), person("lawyer", "lawyer"), person("client", "client")
    reviewer = person("reviewer", "lawyer")
    case = case_open(actor=lawyer, title="Tala Weaving", kind="incorporation", client=client)
    assignment_add(actor=admin, case=case, lawyer=reviewer, role="reviewer")
    return Practice(
        admin=admin,
        lawyer=lawyer,
        reviewer=reviewer,
        other_lawyer=person("other-lawyer", "lawyer"),
        client=client,
        other_client=person("other-client", "client"),
        case=case,
        version=version,
        inputs=copy.deepcopy(version.sample),
    )
