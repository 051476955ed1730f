"""A template of one page that renders quickly, and sheets for it."""

from __future__ import annotations

import base64
import json

from django.utils import timezone

from documents import services
from documents.models import Revision, Template, TemplateVersion
from documents.services.ordering import Wish
from documents.source import from_files
from tests.documents.sheets import csv_of
from tests.practice import Practice

SLUG = "pay-slip"
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "amount"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "amount": {"type": "string", "pattern": "^(0|[1-9][0-9]{0,14})\\.[0-9]{2}$"},
    },
}
SAMPLE = {"name": "Amihan Reyes", "amount": "1500.00"}
HEADINGS = ["name", "amount"]
FILES = {
    "manifest.yaml": b"title: Pay slip\ncategory: other\nexecution: wet\nlocale: en\npaper: A4\ndocumentTitle: Slip\n",
    "template.html": b"<h1>Pay slip</h1><p>{{ data.name }}: {{ data.amount }}</p>",
    "style.css": b"body { font-family: sans-serif }",
    "schema.json": json.dumps(SCHEMA).encode(),
    "sample.json": json.dumps(SAMPLE).encode(),
    "README.md": b"A pay slip.",
}


def published() -> TemplateVersion:
    """The template, published as version 1 without the checks, which take seconds."""
    source = from_files({**FILES, "manifest.yaml": b"slug: pay-slip\n" + FILES["manifest.yaml"]}, folder=SLUG)
    template = Template.objects.create(slug=SLUG, title="Pay slip", category="other", execution="wet")
    return TemplateVersion.objects.create(
        template=template,
        number=1,
        checksum=source.checksum,
        files={name: base64.b64encode(content).decode() for name, content in source.files.items()},
        schema=SCHEMA,
        sample=SAMPLE,
        sections=[],
        published_at=timezone.now(),
    )


def generated(practice: Practice) -> Revision:
    """A revision of it in the practice's case, made by its lawyer."""
    return services.document_generate(actor=practice.lawyer, case=practice.case, wish=Wish(published(), SAMPLE))


def approved(practice: Practice) -> Revision:
    """The same, approved by the admin, as the database has it."""
    revision = generated(practice)
    services.revision_submit(actor=practice.lawyer, revision=revision)
    services.revision_approve(actor=practice.admin, revision=revision)
    return Revision.objects.get(pk=revision.pk)


def sheet(*names: str) -> bytes:
    """A CSV with a row for each name; a name that is empty makes a bad row."""
    return csv_of(HEADINGS, *[[name, "1,500.00"] for name in names])
