"""The signing page as it is first opened: what is loaded before the paper is seen, and what it asks the database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.services import user_create
from cases.services import case_open
from core import events
from documents import selectors, services
from documents.services.ordering import Wish
from esign.services import Terms, code_enter, code_open, code_send, envelope_initiate, link_find
from workflows.subscriptions import SUBSCRIPTIONS

SLUG = "nda-mutual"
STATIC = re.compile(r'(?:href|src)="/static/([^"]+)"')
SIGNER = {"name": "Evangeline T. Sumalinog", "email": "signer@hain.example"}


@dataclass(frozen=True)
class FirstView:
    """Kilobytes of the page with its styles and scripts, before and after the code, without the pictures of the paper;
    and the queries of both beyond those of an empty page.
    """

    before_kb: float
    after_kb: float
    before_queries: int
    after_queries: int


def measure() -> FirstView:
    """One envelope, its link opened without and with the pass; the library is imported already. Its mails are not
    written: the code is read where their writer would read it.
    """
    events.install({})
    try:
        return _measured(_sent())
    finally:
        events.install(SUBSCRIPTIONS)


def _measured(token: str) -> FirstView:
    _, empty = _opened("nobody", "", status=404)
    before, queries = _opened(token, "")
    link = link_find(token)
    code_send(link=link)
    passed = code_enter(link=link, code=code_open(link.pk) or "", address="127.0.0.1", user_agent="bench")
    after, within = _opened(token, passed)
    return FirstView(before / 1000, after / 1000, queries - empty, within - empty)


def _opened(token: str, passed: str, *, status: int = 200) -> tuple[int, int]:
    """Bytes and queries of one opening."""
    client = Client(SERVER_NAME="localhost")
    if passed:
        client.cookies["signing_pass"] = passed
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/sign/{token}")
    assert answer.status_code == status
    body = answer.content
    files = [Path(str(finders.find(name))) for name in STATIC.findall(body.decode())]
    return len(body) + sum(one.stat().st_size for one in files), len(asked)


def _sent() -> str:
    """The token of the first signer's link."""
    people = [
        user_create(
            actor=None, email=f"signing-{role}@hain.example", password="Long-enough-9", full_name=role, role=role
        )
        for role in ("lawyer", "admin")
    ]
    lawyer, admin = people
    case = case_open(actor=lawyer, title="Bench", kind="contract")
    version = selectors.version_get(lawyer, SLUG, "latest")
    texts = {one["key"]: "The parties keep it to themselves." for one in version.sections}
    wish = Wish(version=version, inputs=version.sample, sections=texts)
    revision = services.document_generate(actor=lawyer, case=case, wish=wish)
    services.revision_submit(actor=lawyer, revision=revision)
    services.revision_approve(actor=admin, revision=revision)
    made = envelope_initiate(actor=lawyer, revision=revision, signers=[SIGNER], terms=Terms())
    return made.signing_url.rpartition("/")[2]
