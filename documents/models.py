"""Templates and their versions; documents and their revisions; what was ordered, and what was rendered."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.db import models

from ai.models import Draft
from cases.models import Case
from core.models import Row
from documents.exceptions import TemplateVersionPublished
from documents.source import TemplateSource, from_files
from documents.states import DRAFT, STATUSES


class Template(Row):
    """A kind of paper the practice produces, e.g. `articles-of-incorporation-stock`."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    category = models.CharField(max_length=60)
    execution = models.CharField(max_length=40)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class TemplateVersionQuerySet(models.QuerySet["TemplateVersion"]):
    """Published versions are neither updated nor deleted, in bulk or alone."""

    def published(self) -> TemplateVersionQuerySet:
        """The versions that may be used."""
        return self.filter(published_at__isnull=False)

    def update(self, **kwargs: Any) -> int:
        self._refuse_published()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_published()
        return super().delete()

    def _refuse_published(self) -> None:
        if self.filter(published_at__isnull=False).exists():
            raise TemplateVersionPublished


class TemplateVersion(Row):
    """The files of a template as they were at one time; immutable once published."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    checksum = models.CharField(max_length=71)
    files = models.JSONField(help_text="File name to its bytes, base64.")
    schema = models.JSONField()
    sample = models.JSONField()
    sections = models.JSONField(default=list, help_text="Declared AI-drafted sections: key, title, brief.")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        ordering = ["template", "-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.template.slug} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            stored = TemplateVersion.objects.filter(pk=self.pk).values_list("published_at", flat=True).first()
            if stored is not None:
                raise TemplateVersionPublished
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.published_at is not None:
            raise TemplateVersionPublished
        return super().delete(*args, **kwargs)

    def source(self) -> TemplateSource:
        """The template as the renderer reads it; kept in memory by checksum, since it never changes."""
        if self.checksum not in _sources:
            _sources[self.checksum] = from_files({name: base64.b64decode(text) for name, text in self.files.items()})
        return _sources[self.checksum]


_sources: dict[str, TemplateSource] = {}


class Document(Row):
    """One paper of a case (or of its maker, where there is no case), through all its revisions."""

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=255)
    kind = models.CharField(max_length=60)
    latest_number = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["created_at", "id"], name="document_newest")]

    def __str__(self) -> str:
        return self.title


class Rendering(Row):
    """These bytes come from these inputs: found by `key`, so that a repeated render is served from storage.

    One key has a second row only where the first one's object was lost and another renderer made other bytes.
    """

    key = models.CharField(max_length=64)
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    checksum = models.CharField(max_length=71)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "checksum"], name="one_rendering_per_file")]

    def __str__(self) -> str:
        return self.checksum


class Order(Row):
    """What somebody asked to be produced, kept so that the job that produces it needs only its id."""

    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField()
    sections = models.JSONField(null=True, blank=True, help_text="Texts given by the caller; null: drafted by the AI.")
    use_clauses = models.BooleanField(default=False, help_text="Fill absent sections from the clause library.")
    tone = models.CharField(max_length=20, blank=True)
    locale = models.CharField(max_length=10, blank=True)
    options = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class Revision(Row):
    """One state of a document: its inputs, its texts, and the file they gave. Only its status moves."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=STATUSES, default=DRAFT)
    template_version = models.ForeignKey(TemplateVersion, on_delete=models.PROTECT, related_name="+")
    rendering = models.ForeignKey(Rendering, on_delete=models.PROTECT, related_name="revisions")
    cached = models.BooleanField(default=False, help_text="The file was in storage already; nothing was rendered.")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="revision")
    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    inputs = models.JSONField()
    sections = models.JSONField(default=dict, help_text="Section key to its text.")
    options = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    outdated = models.JSONField(default=list, help_text="Why this no longer agrees with the case.")
    note = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.document} r{self.number}"

    @property
    def checksum(self) -> str:
        """`sha256:<hex>` of the file."""
        return self.rendering.checksum
