"""Reading drafts of templates: who may see them, what they began from, what a run over open cases found."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import User
from cases.states import ACTIVE, INTAKE, ON_HOLD
from core.errors import NotFound
from core.ids import parse_id
from documents import selectors
from documents.exceptions import TemplateVersionNotFound
from documents.models import ImpactFinding, ImpactRun, Revision, Template, TemplateDraft, TemplateVersion
from documents.states import VOID
from documents.template_states import OPEN, PROPOSED

OPEN_CASES = (INTAKE, ACTIVE, ON_HOLD)


def visible_to(user: Any) -> QuerySet[TemplateDraft]:
    """The drafts that `user` may see: lawyers and admins all, anybody else none."""
    if not user.is_authenticated or not user.is_active or not user.is_staff:
        return TemplateDraft.objects.none()
    return TemplateDraft.objects.all()


def for_listing(user: Any) -> QuerySet[TemplateDraft]:
    """Visible drafts without their files, newest first."""
    rows = visible_to(user).select_related("template", "base", "saved_by", "version")
    return rows.defer("files", *(f"{one}__{name}" for one in ("base", "version") for name in ("files", "schema")))


def draft_get(user: Any, draft_id: Any) -> TemplateDraft:
    """The draft with its files, or NotFound."""
    known = parse_id(draft_id)
    rows = visible_to(user).select_related("template", "base", "saved_by", "version")
    found = rows.filter(pk=known).first() if known else None
    if found is None:
        raise NotFound
    return found


def open_drafts(user: Any) -> QuerySet[TemplateDraft]:
    """The visible drafts that are being edited or proposed."""
    return for_listing(user).filter(status__in=OPEN)


def waiting_for(user: Any) -> QuerySet[TemplateDraft]:
    """The proposed drafts that `user` may publish: an admin's, of which they are no author."""
    if getattr(user, "role", "") != User.Role.ADMIN:
        return TemplateDraft.objects.none()
    own = TemplateDraft.authors.through.objects.filter(user_id=user.pk).values("templatedraft_id")
    return for_listing(user).filter(status=PROPOSED).exclude(pk__in=own)


def open_draft_of(template_id: uuid.UUID) -> TemplateDraft | None:
    """The template's open draft, for services and commands."""
    return TemplateDraft.objects.select_related("saved_by", "base").filter(open_key=str(template_id)).first()


def author_ids(draft: TemplateDraft) -> set[uuid.UUID]:
    """Who wrote the draft."""
    return set(draft.authors.values_list("pk", flat=True))


def versions_of(user: User, template: Template) -> list[TemplateVersion]:
    """The published versions of a visible template, newest first, without their files."""
    if not selectors.templates_visible_to(user).filter(pk=template.pk).exists():
        return []
    rows = TemplateVersion.objects.published().filter(template=template).select_related("published_by", "template")
    return list(rows.defer("files", "schema", "sample").order_by("-number"))


def version_by_number(user: User, template: Template, number: int) -> TemplateVersion:
    """A published version with its files. Raises TemplateVersionNotFound."""
    found = None
    if selectors.templates_visible_to(user).filter(pk=template.pk).exists():
        found = TemplateVersion.objects.published().filter(template=template, number=number).first()
    if found is None:
        raise TemplateVersionNotFound(f"{template.slug} has no published version {number}.")
    return found


def newest_published(template_id: uuid.UUID) -> TemplateVersion | None:
    """The template's newest published version with its files, for services."""
    return TemplateVersion.objects.published().filter(template_id=template_id).order_by("-number").first()


def concerned(template_id: uuid.UUID) -> QuerySet[Revision]:
    """The latest revisions, newest first, of the documents of open cases that were made from the template; without what
    is void.
    """
    rows = Revision.objects.exclude(status=VOID).filter(
        document__template_id=template_id,
        document__case__status__in=OPEN_CASES,
        number=F("document__latest_number"),
        rendering__isnull=False,
    )
    return rows.select_related("document__case", "template_version").order_by("-created_at", "-id")


def impact_of(draft: TemplateDraft) -> ImpactRun | None:
    """The newest run of the draft over open cases."""
    return draft.impact_runs.select_related("asked_by").order_by("-created_at", "-id").first()


def findings_visible_to(user: User, run: ImpactRun) -> QuerySet[ImpactFinding]:
    """What the run found in documents that `user` may see, what needs a look first."""
    shown = selectors.revisions_visible_to(user).filter(document__template_id=run.draft.template_id)
    rows = ImpactFinding.objects.filter(run=run, revision__in=shown.values("pk"))
    return rows.select_related("revision__document__case", "revision__template_version")
