"""A tiny published template and drafts of it, without the checks that take seconds."""

from __future__ import annotations

import copy
import json

from django.db import transaction

from accounts.models import User
from cases.models import Case
from cases.services import case_open
from documents import services
from documents.models import Revision, Template, TemplateDraft, TemplateVersion
from documents.services.ordering import Wish
from documents.services.publishing import new_version, version_publish
from documents.source import from_files
from tests.documents.articles import small_files
from tests.practice import person

BODY = "<h1>Notice</h1>\n<p>To {{ data.name }}, greetings.</p>\n"


def publish(body: str = BODY, **files: bytes) -> TemplateVersion:
    """The next version of the template `small`, published."""
    source = from_files(small_files(body, **files))
    with transaction.atomic():
        return version_publish(actor=None, version=new_version(source))


def template() -> Template:
    return Template.objects.get(slug="small")


def start(actor: User) -> TemplateDraft:
    if not Template.objects.filter(slug="small").exists():
        publish()
    return services.template_draft_start(actor=actor, template=template())


def save(actor: User, draft: TemplateDraft, body: str = "<p>Dear {{ data.name }}.</p>\n", **more) -> TemplateDraft:
    texts = more.pop("texts", {"template.html": body})
    given = {"edition": draft.edition, "note": "A warmer greeting.", **more}
    return services.template_draft_save(actor=actor, draft=draft, texts=texts, **given)


def proposed(actor: User) -> TemplateDraft:
    return services.template_draft_propose(actor=actor, draft=save(actor, start(actor)))


def schema(**changes) -> str:
    made = copy.deepcopy(json.loads(small_files()["schema.json"]))
    made.update(changes)
    return json.dumps(made, indent=2)


def document(actor: User, case: Case, name: str = "Sinta") -> Revision:
    version = TemplateVersion.objects.published().filter(template__slug="small").order_by("-number").first()
    return services.document_generate(actor=actor, case=case, wish=Wish(version=version, inputs={"name": name}))


def people() -> dict[str, User]:
    roles = {"admin": "admin", "other-admin": "admin", "lawyer": "lawyer", "colleague": "lawyer", "client": "client"}
    return {name: person(name, role) for name, role in roles.items()}


def case_of(lawyer: User, client: User, title: str = "Tala") -> Case:
    return case_open(actor=lawyer, title=title, kind="incorporation", client=client)
