"""A small practice with the library imported, one case and everybody who may or may not see it."""

from __future__ import annotations

import copy
import itertools
import json
from dataclasses import asdict, dataclass
from typing import Any

import pytest
from django.conf import settings

from accounts.models import User
from accounts.services import user_create
from cases.models import Case
from cases.services import assignment_add, case_open
from core.errors import Fault
from documents import rendering, services
from documents.models import TemplateVersion
from documents.rendering.pool import RenderPool
from documents.services import ordering, publishing


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


SLUG = "articles-of-incorporation-stock"
_checked: dict[str, list[Fault]] = {}


_printed: dict[str, rendering.RenderedPdf] = {}


@pytest.fixture
def printed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper that this process printed for an earlier test, from the same template, data, texts and options, is taken
    from there (tests/documents/test_same_bytes.py proves that it is the same); what one test prints twice is printed
    again. The codes of papers count from one in each test, else no two papers would be the same.
    """
    real, numbers, here = RenderPool.render_pdf, itertools.count(1), set()

    def new_code() -> str:
        digits = f"{next(numbers):012d}"
        return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"

    def render_pdf(pool, source, data, sections, options) -> rendering.RenderedPdf:
        key = json.dumps([source.checksum, data, dict(sections), asdict(options)])
        if key not in _printed or key in here:
            _printed[key] = real(pool, source, data, sections, options)
        here.add(key)
        return _printed[key]

    monkeypatch.setattr(ordering, "new_code", new_code)
    monkeypatch.setattr(RenderPool, "render_pdf", render_pdf)


@pytest.fixture
def library(db, monkeypatch, printed_once) -> None:
    """The template of the articles, imported as the product's library is."""
    _remember_publish_checks(monkeypatch)
    services.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library" / SLUG)


def _remember_publish_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks before publishing depend on the source alone, and take seconds: once a test run is enough."""
    real = rendering.publish_checks

    def remembered(source):
        if source.checksum not in _checked:
            _checked[source.checksum] = real(source)
        return _checked[source.checksum]

    monkeypatch.setattr(publishing.rendering, "publish_checks", remembered)


@pytest.fixture
def practice(library) -> Practice:
    """The articles' template published; a case of `client`, led by `lawyer`, with `reviewer` assigned."""
    version = TemplateVersion.objects.select_related("template").get(template__slug="articles-of-incorporation-stock")
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
