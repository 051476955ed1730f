"""A library's ZIP taken in by a person: every template that differs becomes a draft of theirs, and none is published.

`library_import` publishes at once; it is for who runs the installation, not for a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from documents.archives import read_zip
from documents.drafting import selectors
from documents.drafting.comparing import FileDifference, file_differences
from documents.models import Template, TemplateDraft
from documents.services import publishing
from documents.services.access import require_staff
from documents.services.template_drafts import WHY_STAFF, draft_create
from documents.source import SourceInvalid, TemplateSource

MOST_ZIP_BYTES = 10_000_000


@dataclass(frozen=True)
class Compared:
    """A template of the ZIP: what an import does with it (`new`, `new version`, `unchanged`), how its files differ
    from the newest published version, and whose draft of it is open (empty: nobody's).
    """

    slug: str
    title: str
    outcome: str
    number: int
    differences: tuple[FileDifference, ...]
    draft: str


def library_compare(*, actor: User, content: bytes) -> list[Compared]:
    """The dry run: what the ZIP holds, by slug; nothing is written. Raises StaffOnly and SourceInvalid."""
    require_staff(actor, WHY_STAFF)
    return [_compared(source) for source in _sources(content)]


def library_take_in(*, actor: User, content: bytes, note: str = "") -> list[TemplateDraft]:
    """A draft for each template that differs from its published version, all or none.

    Raises StaffOnly, SourceInvalid, and TemplateDraftOpen where one of them has an open draft.
    """
    require_staff(actor, WHY_STAFF)
    sources = [one for one in _sources(content) if publishing.outcome_of(one).outcome != "unchanged"]
    with transaction.atomic():
        return [_taken_in(actor, source, note or "Imported from a ZIP.") for source in sources]


def _sources(content: bytes) -> list[TemplateSource]:
    if len(content) > MOST_ZIP_BYTES:
        raise SourceInvalid(f"The ZIP is larger than {MOST_ZIP_BYTES // 1_000_000} MB.")
    sources = read_zip(content)
    if not sources:
        raise SourceInvalid("The ZIP holds no template: each is a folder with a manifest.yaml in it.")
    return sources


def _taken_in(actor: User, source: TemplateSource, note: str) -> TemplateDraft:
    facts = {"title": source.title, "category": source.category, "execution": source.execution}
    template, _ = Template.objects.get_or_create(slug=source.slug, defaults=facts)
    base = selectors.newest_published(template.pk)
    return draft_create(actor=actor, template=template, base=base, source=source, note=note)


def _compared(source: TemplateSource) -> Compared:
    outcome = publishing.outcome_of(source)
    template = Template.objects.filter(slug=source.slug).first()
    latest = selectors.newest_published(template.pk) if template is not None else None
    differences = file_differences(latest.source().to_files(), source.to_files()) if latest is not None else []
    return Compared(source.slug, source.title, outcome.outcome, outcome.number, tuple(differences), outcome.draft)
