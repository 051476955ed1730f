"""Taking templates in: read a folder, check everything, then write it all in one transaction or nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ai import services as ai_services
from core import audit
from documents import rendering
from documents.archives import read_library
from documents.drafting import selectors
from documents.exceptions import TemplateNotPublishable, TemplateVersionPublished
from documents.models import Template, TemplateVersion
from documents.models.drafts import encoded
from documents.source import TemplateSource

CHECKED_AT_ONCE = 4


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do, with one template: `new`, `new version` or `unchanged`; and what changed, as a
    unified difference of its files. `draft` says whose draft of it is open and must then be brought up to date.
    """

    slug: str
    outcome: str
    number: int
    difference: tuple[str, ...] = ()
    draft: str = ""


def library_import(*, actor: User | None, path: Path, dry_run: bool = False) -> list[Imported]:
    """Import a template folder, a folder of them, or a ZIP of them; a version is new only when its content changed.

    All or nothing: raises SourceInvalid or TemplateNotPublishable with every fault of the first template that cannot
    be published, and then nothing was written. Safe to run twice.
    """
    sources = read_library(path)
    outcomes = [outcome_of(source) for source in sources]
    changed = [source for source, outcome in zip(sources, outcomes, strict=True) if outcome.outcome != "unchanged"]
    with ThreadPoolExecutor(CHECKED_AT_ONCE) as pool:  # each is rendered in a process of its own
        list(pool.map(_require_publishable, changed))
    if not dry_run:
        with transaction.atomic():
            for source in changed:
                version_publish(actor=actor, version=new_version(source))
    return outcomes


def version_publish(*, actor: User | None, version: TemplateVersion) -> TemplateVersion:
    """Publish a draft version: from now on it never changes. Raises TemplateNotPublishable with the reasons."""
    if version.published_at is not None:
        raise TemplateVersionPublished
    source = version.source()
    with transaction.atomic():
        version.published_at = timezone.now()
        version.published_by = actor
        version.save()
        template = version.template
        template.title, template.category, template.execution = source.title, source.category, source.execution
        template.save(update_fields=["title", "category", "execution"])
        ai_services.draft_type_publish(
            slug=template.slug,
            version=version.number,
            title=template.title,
            sections=version.sections,
            input_schema=version.schema,
        )
        audit.record(
            actor=actor,
            verb="template.published",
            subject=version,
            facts={"slug": template.slug, "version": version.number, "checksum": version.checksum},
        )
    return version


def _require_publishable(source: TemplateSource) -> None:
    faults = rendering.publish_checks(source)
    if faults:
        reasons = "; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults[:5])
        raise TemplateNotPublishable(f"{source.slug}: {reasons}", errors=faults)


def outcome_of(source: TemplateSource) -> Imported:
    """What an import would do with the template now."""
    latest = TemplateVersion.objects.published().filter(template__slug=source.slug).order_by("-number").first()
    if latest is None:
        return Imported(source.slug, "new", 1, draft=_open_draft(source.slug))
    if latest.checksum == source.checksum:
        return Imported(source.slug, "unchanged", latest.number)
    difference = tuple(_difference(latest.source(), source))
    return Imported(source.slug, "new version", latest.number + 1, difference, _open_draft(source.slug))


def _open_draft(slug: str) -> str:
    """Whose draft is open, and since when; empty where none is."""
    template = Template.objects.filter(slug=slug).first()
    draft = selectors.open_draft_of(template.pk) if template is not None else None
    if draft is None:
        return ""
    saved = timezone.localtime(draft.saved_at)
    return f"{draft.saved_by.full_name or draft.saved_by.email}, saved {saved:%Y-%m-%d %H:%M}"


def _difference(old: TemplateSource, new: TemplateSource) -> Iterator[str]:
    before, after = old.to_files(), new.to_files()
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            was, now = (files.get(name, b"").decode("utf-8", "replace").splitlines() for files in (before, after))
            yield from difflib.unified_diff(was, now, f"{old.slug}/{name}", f"{new.slug}/{name}", lineterm="", n=2)


def new_version(source: TemplateSource, *, note: str = "") -> TemplateVersion:
    """The next version of the template, with the next number, not yet published. In the caller's transaction."""
    template, _ = Template.objects.get_or_create(
        slug=source.slug,
        defaults={"title": source.title, "category": source.category, "execution": source.execution},
    )
    Template.objects.select_for_update().get(pk=template.pk)
    latest = template.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return TemplateVersion.objects.create(
        template=template,
        number=latest + 1,
        checksum=source.checksum,
        files=encoded(source.to_files()),
        schema=source.schema,
        sample=source.sample,
        sections=[_section(one) for one in source.sections],
        note=note,
    )


def _section(section: Any) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "brief": section.brief,
        "requiredPoints": list(section.required_points),
        "clauses": dict(section.clauses),
    }
