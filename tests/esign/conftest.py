"""An agreement of the small practice, approved and ready to be signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings

from accounts.models import User
from cases.models import Case
from core import events
from documents import services
from documents.models import Revision, TemplateVersion
from documents.services import ordering
from esign.models import Envelope, SignerLink
from esign.services import Terms, code_enter, code_open, code_send, envelope_initiate, link_find
from tests.practice import Practice
from workflows.subscriptions import SUBSCRIPTIONS

NDA = "nda-mutual"
# Of the template's sample data.
FIRST = {"name": "Evangeline T. Sumalinog", "email": "legal@lawud.example"}
SECOND = {"name": "Hannah R. Velasquez-Lim", "email": "contracts@northlight.example"}


@dataclass
class Agreement:
    """The approved revision, who sends it, and its case."""

    revision: Revision
    lawyer: User
    reviewer: User
    admin: User
    client: User
    other_lawyer: User
    case: Case


@pytest.fixture(autouse=True)
def room_alone() -> Iterator[None]:
    """Nothing follows from the room's events here, so that a link and a code can be read where the writer of their mail
    reads them: what does is tested in tests/workflows.
    """
    events.install({})
    yield
    events.install(SUBSCRIPTIONS)


@pytest.fixture
def agreement(practice: Practice, files: None, embedded_jobs: None) -> Agreement:
    services.library_import(actor=None, path=settings.BASE_DIR / "documents" / "library" / NDA)
    version = TemplateVersion.objects.select_related("template").get(template__slug=NDA)
    texts = {key: "The parties keep what they are told to themselves." for key in ("recitals", "handling")}
    wish = ordering.Wish(version=version, inputs=version.sample, sections=texts)
    revision = services.document_generate(actor=practice.lawyer, case=practice.case, wish=wish)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_approve(actor=practice.reviewer, revision=revision)
    return Agreement(
        revision, practice.lawyer, practice.reviewer, practice.admin, practice.client, practice.other_lawyer,
        practice.case,
    )  # fmt: skip


def initiate(agreement: Agreement, *signers: dict, **terms) -> tuple[Envelope, str]:
    """The envelope, and the token of its first signer's link."""
    people = signers or (FIRST, SECOND)
    made = envelope_initiate(
        actor=agreement.lawyer, revision=agreement.revision, signers=list(people), terms=Terms(**terms)
    )
    return made.envelope, made.signing_url.rpartition("/")[2]


def entered(link_token: str) -> tuple[SignerLink, str]:
    """The link of that token, and the pass of a browser that has shown the code."""
    link = link_find(link_token)
    code_send(link=link)
    code = code_open(link.pk)
    assert code is not None and re.fullmatch(r"\d{6}", code)
    token = code_enter(link=link, code=code, address="203.0.113.9", user_agent="Test")
    return link_find(link_token), token
